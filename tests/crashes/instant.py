"""Both legs of a payout on request in memory: a processor that pays accounts out as well."""

from dataclasses import dataclass, field
from datetime import datetime

from payouts.gateway.base import (
    Declined,
    Executed,
    Finding,
    KeySpent,
    Outcome,
    PayOutRequest,
    Rejected,
)
from payouts.instant.carrying import pay_instantly
from payouts.instant.models import InstantPayout, InstantStatus
from payouts.instant.pushing import subject_of
from payouts.management.crashes.cases import Case
from payouts.management.crashes.keys import Keys, the_one_of
from payouts.management.crashes.processor import ProcessorInMemory
from payouts.management.crashes.steps import killable
from payouts.runs.models import PayoutStatus
from tests.payouts.instant.desk import fate
from tests.payouts.runs.desk import balances


@dataclass
class PayingOut(ProcessorInMemory):
    """The fates are those of the last leg; the first is always done."""

    last_fates: list[str] = field(default_factory=list)
    paid_out: dict[str, tuple[str, PayOutRequest]] = field(default_factory=dict)
    last_keys: Keys[PayOutRequest] = field(init=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.last_keys = Keys(self._pay)

    def pay_out_now(self, request: PayOutRequest, *, key: str) -> Outcome:
        fate = self.last_fates.pop(0) if self.last_fates else "done"
        return self.last_keys.answer(request, key=key, fate=fate, at=self.now)

    def find_pay_out(self, *, key: str, like: PayOutRequest, since: datetime) -> Finding:
        self.last_keys.catch_up(self.now)
        return the_one_of([name for name, (by, _) in self.paid_out.items() if by == key])

    def _pay(self, request: PayOutRequest, key: str, fate: str) -> Outcome:
        if fate == "failed_before":
            return KeySpent("api_error")
        if fate == "no_balance":
            return Declined("instant_payouts_limit_exceeded")
        if fate == "closed":
            return Rejected("account_closed")
        name = f"po_{request.account}_{len(self.paid_out) + 1}"
        self.paid_out[name] = (key, request)
        return KeySpent("api_error") if fate == "failed_after" else Executed(name)


class InstantCase(Case):
    """One request, with an agent and a processor of its own."""

    def __init__(self, name, instant, world: PayingOut, *, fee: int, job) -> None:
        self.name, self.instant, self.world = name, instant, world
        self._fee, self._job = fee, job

    def wake(self, steps) -> None:
        self._job(self.instant.payout.run, killable(self.world, steps), self.at)

    @property
    def is_at_rest(self) -> bool:
        waiting = InstantPayout.objects.filter(pk=self.instant.pk, status=InstantStatus.REQUESTED)
        return not waiting.exists()

    @property
    def is_paid_twice(self) -> bool:
        return len(self.world.paid_out) > 1

    def faults(self) -> list[str]:
        found = []
        first, second = fate(self.instant)
        made = len(self.world.paid_out)
        if (first, len(self.world.transfers)) != (PayoutStatus.PAID, 1):
            found.append(f"the first leg is {first}, with {len(self.world.transfers)} transfers")
        if (second, made) not in {(InstantStatus.ON_ITS_WAY, 1), (InstantStatus.SLOW, 0)}:
            found.append(f"the last leg is {second}, and {made} were paid out")
        back = self._fee if second == InstantStatus.SLOW else 0
        if balances(self.name) != {"AGENT_PAYABLE": back, "AGENT_IN_TRANSIT": 0}:
            found.append(f"the books say {balances(self.name)}")
        return found

    def ends(self) -> None:
        pass


def instant_job(run, gateway, at: datetime) -> None:
    """What the job of payouts on request does."""
    pay_instantly(gateway=gateway, clock=lambda: at)


def a_key_for_each_try(run, gateway, at: datetime) -> None:
    """A naive last leg: whoever does not know draws a new key. It has to pay twice."""
    waiting = InstantPayout.objects.filter(payout__run=run, status=InstantStatus.REQUESTED)
    for instant in waiting:
        request = PayOutRequest(
            instant.payout.destination, instant.payout.amount_minor, instant.currency
        )
        outcome = gateway.pay_out_now(request, key=f"{subject_of(instant.pk)}_{at.isoformat()}")
        if isinstance(outcome, Executed):
            waiting.filter(pk=instant.pk).update(
                status=InstantStatus.ON_ITS_WAY, reference=outcome.reference
            )
