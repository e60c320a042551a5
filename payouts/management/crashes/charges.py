"""A processor in memory that charges: the same promises of keys, and everything that can happen."""

from dataclasses import dataclass, field
from datetime import datetime

from payouts.gateway.base import (
    Absent,
    ChargeRequest,
    ChargeState,
    ChargeStatus,
    Declined,
    Executed,
    Finding,
    KeyReused,
    KeySpent,
    NotRun,
    Outcome,
    Several,
    Unknown,
)
from payouts.management.crashes.processor import KEY_LIFE, LATE

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
    _kept: dict[str, tuple[datetime, ChargeRequest, Outcome]] = field(default_factory=dict)
    _late: list[tuple[datetime, str, ChargeRequest]] = field(default_factory=list)

    @property
    def paid_minor(self) -> int:
        return sum(
            request.amount_minor
            for _, request, state in self.charges.values()
            if state is ChargeState.SUCCEEDED
        )

    def charge(self, request: ChargeRequest, *, key: str) -> Outcome:
        fate = self.fates.pop(0) if self.fates else "done"
        self._execute_what_is_late()
        if fate == "not_run":
            return NotRun("lock_timeout")
        if fate == "request_lost":
            return Unknown("ReadTimeout")
        kept = self._kept.get(key)
        if kept is not None and self.now < kept[0] + KEY_LIFE:
            if kept[1] != request:
                raise KeyReused(key)
            return Unknown("ConnectionError") if fate == "answer_lost" else kept[2]
        if fate == "late":
            self._late.append((self.now + LATE, key, request))
            return Unknown("ReadTimeout")
        outcome = self._try(request, key, fate)
        self._kept[key] = (self.now, request, outcome)
        return Unknown("ConnectionError") if fate == "answer_lost" else outcome

    def find_charge(self, *, key: str, like: ChargeRequest, since: datetime) -> Finding:
        self._execute_what_is_late()
        found = [name for name, (by, *_) in self.charges.items() if by == key]
        if not found:
            return Absent()
        return Executed(found[0]) if len(found) == 1 else Several(tuple(found))

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

    def _execute_what_is_late(self) -> None:
        due = [late for late in self._late if late[0] <= self.now]
        self._late = [late for late in self._late if late[0] > self.now]
        for at, key, request in due:
            if key not in self._kept:
                self._kept[key] = (at, request, self._try(request, key, "done"))
