"""One life of each rail: the world it stands in, what wakes in it, and what is wrong at its end."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from onboarding.agents.models import Agent
from payouts.banking.models import BankFile, FileStatus
from payouts.gateway.base import Gateway
from payouts.ledger.chart import AccountKind
from payouts.ledger.selectors import balance
from payouts.management.crashes.bank import BankInMemory
from payouts.management.crashes.cast import AMOUNT, Cast, drain, iban_of
from payouts.management.crashes.charges import ChargesInMemory
from payouts.management.crashes.processor import ProcessorInMemory
from payouts.management.crashes.steps import Steps, killable
from payouts.payees.rails import Rail
from payouts.receivables.models import BrandPayment, PaymentStatus
from payouts.runs.models import Payout, PayoutRun, PayoutStatus, RunStatus
from payouts.runs.selectors import FINAL

_SLEEPS = timedelta(hours=4)

RunJob = Callable[[PayoutRun, Gateway, datetime], None]
ChargeJob = Callable[[Gateway, datetime], None]
BankJob = Callable[["BankCase", Steps], None]


class Case(ABC):
    """One life. ``faults`` says in words what is not as it must be, once all is at rest."""

    world: Any
    skew = timedelta(0)

    @property
    def at(self) -> datetime:
        """What our own clock says."""
        now: datetime = self.world.now + self.skew
        return now

    @abstractmethod
    def wake(self, steps: Steps) -> None:
        """Do everything once that the timetable and the people at their desks do."""

    @property
    @abstractmethod
    def is_at_rest(self) -> bool:
        """Whether every fate is known."""

    @abstractmethod
    def faults(self) -> list[str]:
        """What is wrong; empty if everybody was paid once, or given up with the money kept."""

    @property
    @abstractmethod
    def is_paid_twice(self) -> bool:
        """Whether more money left than was owed."""

    def passes(self, lapse: timedelta) -> None:
        """Let time go by outside."""
        self.world.now += lapse

    @abstractmethod
    def ends(self) -> None:
        """Make room for the next life."""


class _Payouts(Case):
    """What both rails of payouts have in common."""

    currency: str
    run: PayoutRun
    agents: list[Agent]

    @property
    def is_at_rest(self) -> bool:
        return not Payout.objects.filter(run=self.run).exclude(status__in=FINAL).exists()

    @property
    def is_paid_twice(self) -> bool:
        return any(self.sent_to(payout) > AMOUNT for payout in self.payouts())

    def payouts(self) -> list[Payout]:
        return list(Payout.objects.filter(run=self.run).select_related("agent").order_by("pk"))

    def sent_to(self, payout: Payout) -> int:
        """What left for a payout, by the world's own record, in minor units."""
        raise NotImplementedError

    def came_back_from(self, payout: Payout) -> int:
        """What of it came back."""
        return 0

    def faults(self) -> list[str]:
        found = []
        run = PayoutRun.objects.get(pk=self.run.pk)
        if run.status != RunStatus.COMPLETED:
            found.append(f"the run is {run.status}")
        if len(self.payouts()) != len(self.agents):
            found.append("somebody is not in the run")
        for payout in self.payouts():
            name, sent, back = payout.agent.name, self.sent_to(payout), self.came_back_from(payout)
            expected = {PayoutStatus.PAID: (AMOUNT, 0), PayoutStatus.RETURNED: (AMOUNT, AMOUNT)}
            if (sent, back) != expected.get(PayoutStatus(payout.status), (0, 0)):
                found.append(f"{name} is {payout.status}; {sent} left, {back} came back")
            stands = self._stands(payout.agent)
            if stands != (AMOUNT - sent + back, 0):
                found.append(f"{name}: the books say {stands} of payable and in transit")
        return found

    def ends(self) -> None:
        # What a naive protocol left open is not the next life's.
        runs = PayoutRun.objects.filter(pk=self.run.pk)
        for before, after in (("APPROVED", "EXECUTING"), ("PAUSED", "EXECUTING")):
            runs.filter(status=before).update(status=after)
        runs.filter(status=RunStatus.EXECUTING).update(status=RunStatus.COMPLETED)
        for agent in self.agents:
            drain(agent, self._stands(agent)[0], self.currency, at=self.run.cutoff_at)

    def _stands(self, agent: Agent) -> tuple[int, int]:
        kinds = (AccountKind.AGENT_PAYABLE, AccountKind.AGENT_IN_TRANSIT)
        payable, in_transit = (balance(kind, self.currency, agent.pk).minor for kind in kinds)
        return payable, in_transit


class ProcessorCase(_Payouts):
    """One agent, paid through a processor."""

    currency = "USD"

    def __init__(self, cast: Cast, fates: list[str], job: RunJob) -> None:
        at = cast.begins()
        self.agents = [cast.agent(Rail.PROCESSOR, at=at)]
        self.run = cast.approved_run(self.currency, at=at)
        # Paid hours after it was approved: a clock that is behind is not behind the run itself.
        self.world = ProcessorInMemory(now=self.run.cutoff_at + _SLEEPS, fates=fates)
        self._job = job

    def wake(self, steps: Steps) -> None:
        self._job(self.run, killable(self.world, steps), self.at)

    def sent_to(self, payout: Payout) -> int:
        return sum(
            request.amount_minor
            for request in self.world.transfers.values()
            if request.destination == payout.destination
        )


class BankCase(_Payouts):
    """Two agents, paid by a file that a bank executes."""

    currency = "EUR"

    def __init__(self, cast: Cast, fates: list[str], job: BankJob, folder: Path) -> None:
        at = cast.begins()
        self.cast, self.folder = cast, folder
        self.agents = [cast.agent(Rail.BANK_FILE, at=at) for _ in range(2)]
        self.run = cast.approved_run(self.currency, at=at)
        self.world = BankInMemory(now=self.run.cutoff_at, fates=fates)
        self._job = job

    def wake(self, steps: Steps) -> None:
        self._job(self, steps)

    def passes(self, lapse: timedelta) -> None:
        # Whoever carries files to the bank is nobody's process of ours.
        self.world.collect(self.folder)
        self.world.passes(lapse)

    @property
    def is_at_rest(self) -> bool:
        return super().is_at_rest and self.world.is_quiet

    def sent_to(self, payout: Payout) -> int:
        return self._sum(self.world.executed, payout.agent)

    def came_back_from(self, payout: Payout) -> int:
        return self._sum(self.world.returned, payout.agent)

    def files(self, *statuses: FileStatus) -> list[BankFile]:
        """The run's files, or those in these states, in order."""
        found = BankFile.objects.filter(run=self.run).order_by("pk")
        return list(found.filter(status__in=statuses) if statuses else found)

    def faults(self) -> list[str]:
        live = [f"{file} is {file.status}" for file in self.files(*FileStatus.live())]
        return super().faults() + live

    def ends(self) -> None:
        super().ends()
        for left in self.folder.iterdir():
            left.unlink()

    def _sum(self, transfers: list[Any], agent: Agent) -> int:
        return sum(one.amount_minor for one in transfers if one.iban == iban_of(agent))


class ChargeCase(Case):
    """One payment of a brand, charged to its card."""

    def __init__(self, cast: Cast, fates: list[str], job: ChargeJob) -> None:
        at = cast.begins()
        self.payment = cast.requested_payment(at=at)
        self.world = ChargesInMemory(now=at, fates=fates)
        self._job = job

    def wake(self, steps: Steps) -> None:
        self._job(killable(self.world, steps), self.at)

    @property
    def is_at_rest(self) -> bool:
        self.payment.refresh_from_db()
        return self.payment.status not in PaymentStatus.live()

    @property
    def is_paid_twice(self) -> bool:
        return bool(self.world.paid_minor > AMOUNT)

    def faults(self, *, prepaid: int | None = None) -> list[str]:
        self.payment.refresh_from_db()
        paid, status = self.world.paid_minor, self.payment.status
        is_paid = status == PaymentStatus.SUCCEEDED
        found = []
        if status not in {PaymentStatus.SUCCEEDED, PaymentStatus.FAILED}:
            found.append(f"the payment is {status}")
        if paid != (AMOUNT if is_paid else 0):
            found.append(f"the payment is {status}, and {paid} was charged")
        if (self.payment.fee_minor is not None) is not is_paid:
            found.append(f"the payment is {status}, and its fee is {self.payment.fee_minor}")
        stands = balance(AccountKind.BRAND_PREPAID, "USD", self.payment.brand_id).minor
        if stands != (paid if prepaid is None else prepaid):
            found.append(f"{paid} was charged, and the books say {stands} of prepaid")
        return found

    def ends(self) -> None:
        live = BrandPayment.objects.filter(pk=self.payment.pk, status=PaymentStatus.REQUESTED)
        live.update(status=PaymentStatus.FAILED)
