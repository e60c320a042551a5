"""A processor in memory: what it promises of keys, and everything that can happen to a call.

It keeps the first answer under a key for a day, refusals and failures included, and then
forgets it. What happens to a call is scripted: one word for each, then everything is fine.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from payouts.gateway.base import (
    Absent,
    Declined,
    Executed,
    Finding,
    KeyReused,
    KeySpent,
    NotRun,
    Outcome,
    Rejected,
    Several,
    TransferRequest,
    Unknown,
)

KEY_LIFE = timedelta(hours=24)
# A request that hangs inside the processor may still be executed this much later.
LATE = timedelta(hours=1)

FATES = (
    "done",
    "answer_lost",
    "request_lost",
    "late",
    "failed_after",
    "failed_before",
    "not_run",
    "no_balance",
    "closed",
)


@dataclass
class ProcessorInMemory:
    """Enough of the port to pay somebody, with a clock that tests move."""

    now: datetime
    fates: list[str] = field(default_factory=list)
    transfers: dict[str, TransferRequest] = field(default_factory=dict)
    _kept: dict[str, tuple[datetime, TransferRequest, Outcome]] = field(default_factory=dict)
    _late: list[tuple[datetime, str, TransferRequest]] = field(default_factory=list)

    def transfer_earnings(self, request: TransferRequest, *, key: str) -> Outcome:
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
        outcome = self._try(request, fate)
        self._kept[key] = (self.now, request, outcome)
        return Unknown("ConnectionError") if fate == "answer_lost" else outcome

    def find_transfer(self, *, group: str, like: TransferRequest | None = None) -> Finding:
        self._execute_what_is_late()
        found = [name for name, request in self.transfers.items() if request.group == group]
        if not found:
            return Absent()
        return Executed(found[0]) if len(found) == 1 else Several(tuple(found))

    def _try(self, request: TransferRequest, fate: str) -> Outcome:
        if fate == "failed_before":
            return KeySpent("api_error")
        if fate == "no_balance":
            return Declined("balance_insufficient")
        if fate == "closed":
            return Rejected("account_closed")
        name = f"tr_{request.group}_{len(self.transfers) + 1}"
        self.transfers[name] = request
        return KeySpent("api_error") if fate == "failed_after" else Executed(name)

    def _execute_what_is_late(self) -> None:
        due = [late for late in self._late if late[0] <= self.now]
        self._late = [late for late in self._late if late[0] > self.now]
        for at, key, request in due:
            if key not in self._kept:
                self._kept[key] = (at, request, self._try(request, "done"))
