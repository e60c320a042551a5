"""A processor in memory that charges: the same promises of keys, and everything that can happen."""

from dataclasses import dataclass, field
from datetime import datetime

from payouts.gateway.base import (
    ChargeRequest,
    ChargeState,
    ChargeStatus,
    Declined,
    Executed,
    Finding,
    KeySpent,
    Outcome,
)
from payouts.management.crashes.keys import Keys, the_one_of

FATES = (
    "done",
    "answer_lost",
    "request_lost",
    "late",
    "failed_after",
    "failed_before",
    "not_run",
    "declined",
    "refused",
)


@dataclass
class ChargesInMemory:
    """Enough of the port to charge somebody, with a clock that tests move."""

    now: datetime
    fates: list[str] = field(default_factory=list)
    charges: dict[str, tuple[str, ChargeRequest, ChargeState]] = field(default_factory=dict)
    keys: Keys[ChargeRequest] = field(init=False)

    def __post_init__(self) -> None:
        self.keys = Keys(self._try)

    @property
    def paid_minor(self) -> int:
        return sum(
            request.amount_minor
            for _, request, state in self.charges.values()
            if state is ChargeState.SUCCEEDED
        )

    def charge(self, request: ChargeRequest, *, key: str) -> Outcome:
        fate = self.fates.pop(0) if self.fates else "done"
        return self.keys.answer(request, key=key, fate=fate, at=self.now)

    def find_charge(self, *, key: str, like: ChargeRequest, since: datetime) -> Finding:
        self.keys.catch_up(self.now)
        return the_one_of([name for name, (by, *_) in self.charges.items() if by == key])

    def charge_status(self, reference: str) -> ChargeStatus:
        key, request, state = self.charges[reference]
        received = request.amount_minor if state is ChargeState.SUCCEEDED else 0
        return ChargeStatus(
            reference,
            state,
            request.amount_minor,
            received,
            request.currency,
            "card_declined" if state is ChargeState.FAILED else "",
            charge=f"ch_{reference}",
            key=key,
            group=request.group,
        )

    def fee_of(self, charge: str) -> int | None:
        return 56

    def _try(self, request: ChargeRequest, key: str, fate: str) -> Outcome:
        if fate == "failed_before":
            return KeySpent("api_error")
        if fate == "refused":
            return Declined("amount_too_small")
        name = f"pi_{request.group}_{len(self.charges) + 1}"
        state = ChargeState.FAILED if fate == "declined" else ChargeState.SUCCEEDED
        self.charges[name] = (key, request, state)
        if fate == "declined":
            return Declined("card_declined", reference=name)
        return KeySpent("api_error") if fate == "failed_after" else Executed(name)
