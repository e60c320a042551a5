"""Take in a file, and do whatever of it is certain."""

from dataclasses import dataclass
from datetime import datetime
from typing import IO

from onboarding.users.models import User
from payouts.incoming.booking import book_certain
from payouts.incoming.intake import Taken, take_in_bank_file
from payouts.incoming.parting import note_went_back
from payouts.incoming.selectors import debits_to_place, receipts_to_place


@dataclass(frozen=True, slots=True)
class Settled:
    """What was taken in, how many receipts booked themselves, how many went back."""

    taken: Taken
    booked: int
    went_back: int

    @property
    def waiting(self) -> int:
        """How many new receipts wait for a person."""
        return len(self.taken.receipt_ids) - self.booked


def take_in_and_settle(
    *,
    stream: IO[bytes],
    name: str,
    actor: User | None,
    at: datetime,
    account_id: int | None = None,
) -> Settled:
    """Take a bank file in, then book what is certain. The second may be repeated at any time.

    Not one transaction: a receipt that cannot be booked waits, and undoes nothing.

    Raises:
        UnusableBankFile: nothing was taken in; the message names the line.
    """
    taken = take_in_bank_file(stream=stream, name=name, actor=actor, at=at, account_id=account_id)
    return Settled(
        taken=taken,
        booked=book_certain(receipt_ids=taken.receipt_ids, actor=None, at=at),
        went_back=note_went_back(debit_ids=taken.debit_ids, actor=None, at=at),
    )


def place_certain(*, at: datetime) -> int:
    """Book whatever nobody has decided and whose match is certain; return how many were.

    An invoice that was issued after its payment came in is found so as well.
    """
    note_went_back(
        debit_ids=list(debits_to_place().values_list("pk", flat=True)), actor=None, at=at
    )
    waiting = receipts_to_place(at=at).values_list("pk", flat=True)
    return book_certain(receipt_ids=list(waiting), actor=None, at=at)
