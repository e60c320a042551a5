"""A processor in memory that transfers, and everything that can happen to a call.

What happens is scripted: one word for each call, then everything is fine.
"""

from dataclasses import dataclass, field
from datetime import datetime

from payouts.gateway.base import (
    Declined,
    Executed,
    Finding,
    KeySpent,
    Outcome,
    Rejected,
    TransferRequest,
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
    "no_balance",
    "closed",
)


@dataclass
class ProcessorInMemory:
    """Enough of the port to pay somebody, with a clock that tests move."""

    now: datetime
    fates: list[str] = field(default_factory=list)
    transfers: dict[str, TransferRequest] = field(default_factory=dict)
    keys: Keys[TransferRequest] = field(init=False)

    def __post_init__(self) -> None:
        self.keys = Keys(self._try)

    def transfer_earnings(self, request: TransferRequest, *, key: str) -> Outcome:
        fate = self.fates.pop(0) if self.fates else "done"
        return self.keys.answer(request, key=key, fate=fate, at=self.now)

    def find_transfer(self, *, group: str, like: TransferRequest | None = None) -> Finding:
        self.keys.catch_up(self.now)
        return the_one_of([name for name, one in self.transfers.items() if one.group == group])

    def _try(self, request: TransferRequest, _key: str, fate: str) -> Outcome:
        if fate == "failed_before":
            return KeySpent("api_error")
        if fate == "no_balance":
            return Declined("balance_insufficient")
        if fate == "closed":
            return Rejected("account_closed")
        name = f"tr_{request.group}_{len(self.transfers) + 1}"
        self.transfers[name] = request
        return KeySpent("api_error") if fate == "failed_after" else Executed(name)
