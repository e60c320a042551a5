"""The port to a payment processor: what we ask of it, and every answer it can have.

An answer with several honest outcomes is a value. The outcomes of an effect are told apart
by what is *known* afterwards, because that alone decides whether the same key may be sent
again, a new one may be drawn, or nothing may be sent until somebody has looked:

=============  ==========================  ==============================================
outcome        what is known               what may follow
=============  ==========================  ==============================================
``Executed``   done, once                  record it
``NotRun``     nothing ran, key unused     the same key, later
``Unknown``    it may have run             the same key and the same bytes, while it is young
``KeySpent``   it may have run, and the    look it up; the key would only repeat its answer
               key is used up
``Declined``   not done, can be cured      a new attempt with a new key
``Rejected``   not done, and never will    give up and say why
=============  ==========================  ==============================================

Amounts are whole minor units with the currency's ISO code in capitals.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Protocol

_CURRENCY = re.compile(r"[A-Z]{3}")
NOTHING: Mapping[str, str] = MappingProxyType({})


# ---------------------------------------------------------------- outcomes
@dataclass(frozen=True, slots=True)
class Executed:
    """It was done; ``reference`` is the processor's name for what came of it."""

    reference: str


@dataclass(frozen=True, slots=True)
class NotRun:
    """It was not begun and its key is unused: send the same key again, later.

    ``retry_after``: seconds that the processor asks us to wait, if it does.
    """

    reason: str
    retry_after: float | None = None
    detail: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Unknown:
    """No answer that can be read: it may have been done."""

    reason: str
    detail: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class KeySpent:
    """The processor failed and keeps that failure as the key's answer: only look, from now on."""

    reason: str
    detail: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Declined:
    """Definitely not done, for a cause that can be cured; the refusal is kept under its key.

    ``reference`` names what was refused, where the processor made something of it.
    """

    reason: str
    reference: str = field(default="", compare=False)
    detail: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Rejected:
    """Definitely not done, for a cause that stays."""

    reason: str
    detail: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Absent:
    """A look-up found nothing."""


@dataclass(frozen=True, slots=True)
class Several:
    """A look-up found more than one, or one on other terms: a person has to look."""

    references: tuple[str, ...]


Outcome = Executed | NotRun | Unknown | KeySpent | Declined | Rejected
Finding = Executed | Absent | Several | Unknown


class ProcessorUnavailable(Exception):
    """A question could not be answered now. Nothing was changed; ask again later."""


class UnknownReference(Exception):
    """The processor knows nothing by this name."""


class KeyReused(Exception):
    """One of our keys was sent with other terms than the first time.

    No outcome but a defect: what ran under the key is not what we believe. The payment
    stops here, and no new key is drawn.
    """


class EventRefused(Exception):
    """A message that claims to be the processor's and is not, or is not meant for us."""

    def __init__(self, words: str, *, code: str = "signature") -> None:
        super().__init__(words)
        self.code = code


# ---------------------------------------------------------------- requests
def checked_amount(amount_minor: object) -> int:
    """Return ``amount_minor`` if it is a positive whole number, and nothing that resembles one.

    Raises:
        TypeError: a float, a string, a decimal or a truth value.
        ValueError: zero or less.

    >>> checked_amount(900)
    900
    """
    if type(amount_minor) is not int:
        raise TypeError(f"An amount is a whole number of minor units, not {amount_minor!r}.")
    if amount_minor <= 0:
        raise ValueError(f"An amount is positive, not {amount_minor}.")
    return amount_minor


def _check_currency(currency: str) -> None:
    if not _CURRENCY.fullmatch(currency):
        raise ValueError(f"A currency is three capitals, not {currency!r}.")


@dataclass(frozen=True, slots=True)
class TransferRequest:
    """Money from our balance to a connected account.

    ``group`` is our name of what is paid and is what a transfer is looked up by.
    """

    group: str
    destination: str
    amount_minor: int
    currency: str
    metadata: Mapping[str, str] = field(default_factory=dict, hash=False)
    description: str = ""

    def __post_init__(self) -> None:
        checked_amount(self.amount_minor)
        _check_currency(self.currency)


@dataclass(frozen=True, slots=True)
class ChargeRequest:
    """Money from a payer's stored method, while the payer is away, to our balance."""

    group: str
    payer: str
    method: str
    amount_minor: int
    currency: str
    metadata: Mapping[str, str] = field(default_factory=dict, hash=False)
    description: str = ""

    def __post_init__(self) -> None:
        checked_amount(self.amount_minor)
        _check_currency(self.currency)


@dataclass(frozen=True, slots=True)
class PayOutRequest:
    """Money from a connected account's balance to its owner's bank or card, within minutes."""

    account: str
    amount_minor: int
    currency: str
    metadata: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        checked_amount(self.amount_minor)
        _check_currency(self.currency)


# ---------------------------------------------------------------- answers to questions
@dataclass(frozen=True, slots=True)
class AccountStatus:
    """What a connected account may do, and what it still has to show.

    ``requirements`` are due now or overdue. ``disabled_reason`` is in the processor's words
    and empty while nothing is disabled. ``instant_currencies`` are those in which the account
    can be paid out within minutes.
    """

    reference: str
    can_receive_transfers: bool
    can_be_paid_out: bool
    requirements: tuple[str, ...]
    disabled_reason: str
    instant_currencies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TransferSeen:
    """A transfer as the processor shows it; ``group`` is our own name for what it paid."""

    reference: str
    amount_minor: int
    reversed_minor: int
    currency: str
    destination: str
    group: str
    description: str
    created_at: datetime


class ChargeState(StrEnum):
    """How far a charge has come."""

    SUCCEEDED = "SUCCEEDED"
    PROCESSING = "PROCESSING"
    NEEDS_PAYER = "NEEDS_PAYER"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class ChargeStatus:
    """A charge as it stands; ``reason`` says why it failed."""

    reference: str
    state: ChargeState
    amount_minor: int
    received_minor: int
    currency: str
    reason: str
    # What disputes and refunds of it speak of, and the key and the group that it was asked under.
    charge: str = ""
    key: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class StoredMethod:
    """A method that a payer has stored: ``kind`` is CARD, SEPA_DEBIT or ACH_DEBIT.

    ``expires`` is the last month of a card, as year and month.
    """

    reference: str
    kind: str
    label: str
    expires: tuple[int, int] | None = None
    mandate: str = ""


class DisputeState(StrEnum):
    """How far a dispute has come."""

    OPEN = "OPEN"
    SUBMITTED = "SUBMITTED"
    WON = "WON"
    LOST = "LOST"


@dataclass(frozen=True, slots=True)
class DisputeStatus:
    """A dispute as it stands. ``taken_minor`` and ``fee_minor`` left our balance for it."""

    reference: str
    payment: str
    state: DisputeState
    amount_minor: int
    taken_minor: int
    fee_minor: int
    currency: str
    claim: str
    opened_at: datetime
    due_at: datetime | None


class RefundState(StrEnum):
    """How far a refund has come."""

    PENDING = "PENDING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True)
class BalanceTransaction:
    """One movement of our balance at the processor; ``net = amount - fee``, signed."""

    reference: str
    kind: str
    source: str
    amount_minor: int
    fee_minor: int
    net_minor: int
    currency: str
    created_at: datetime
    available_at: datetime


@dataclass(frozen=True, slots=True)
class VerifiedEvent:
    """A message that is certainly the processor's.

    ``subject`` is the object that it speaks of and ``group`` our own name for it, if it
    carries one. Messages arrive late, twice and in any order: they say where to look, and
    not how things stand.
    """

    reference: str
    kind: str
    account: str
    subject: str
    group: str
    created_at: datetime
    payload: Mapping[str, Any] = field(compare=False, repr=False)


# ---------------------------------------------------------------- the port
class Gateway(Protocol):
    """A payment processor. Every effect takes a key of ours; a question takes none.

    Raises (questions only):
        ProcessorUnavailable: no answer now.
        UnknownReference: there is no such thing.
    """

    def transfer_earnings(self, request: TransferRequest, *, key: str) -> Outcome:
        """Move money from our balance to a connected account."""
        ...

    def find_transfer(
        self,
        *,
        group: str,
        like: TransferRequest | None = None,
        without: Collection[str] = frozenset(),
    ) -> Finding:
        """Look for the transfer of ``group``; with ``like``, only one on the same terms is it.

        Those of ``without`` are known to be something else.
        """
        ...

    def transfer(self, reference: str) -> TransferSeen:
        """Return a transfer as it stands."""
        ...

    def reverse_transfer(
        self, *, transfer: str, amount_minor: int, key: str, metadata: Mapping[str, str] = NOTHING
    ) -> Outcome:
        """Take back a transfer or a part of it."""
        ...

    def pay_out_now(self, request: PayOutRequest, *, key: str) -> Outcome:
        """Pay a connected account out within minutes. Executed has not arrived yet."""
        ...

    def find_pay_out(self, *, key: str, like: PayOutRequest, since: datetime) -> Finding:
        """Look for what was paid out under ``key`` from an instant on, on the terms asked."""
        ...

    def open_account(
        self, *, email: str, country: str, key: str, metadata: Mapping[str, str] = NOTHING
    ) -> Outcome:
        """Open a connected account that can receive transfers once its owner is known."""
        ...

    def onboarding_link(self, *, account: str, return_url: str, refresh_url: str) -> str:
        """Return a fresh address, for one use, where an account's owner shows who they are."""
        ...

    def account_status(self, reference: str) -> AccountStatus:
        """Return what a connected account may do now."""
        ...

    def open_payer(
        self, *, email: str, name: str, key: str, metadata: Mapping[str, str] = NOTHING
    ) -> Outcome:
        """Open the processor's record of someone who pays us."""
        ...

    def charge(self, request: ChargeRequest, *, key: str) -> Outcome:
        """Charge a stored method. Executed is not paid yet: ask for the status."""
        ...

    def charge_status(self, reference: str) -> ChargeStatus:
        """Return how far a charge has come."""
        ...

    def find_charge(self, *, key: str, like: ChargeRequest, since: datetime) -> Finding:
        """Look for what was charged under ``key`` from an instant on, on the terms asked."""
        ...

    def fee_of(self, charge: str) -> int | None:
        """Return the processor's fee of a charge in minor units; nothing while it is unknown."""
        ...

    def confirmation_page(self, *, charge: str, method: str, return_url: str) -> str:
        """Try a charge again while its payer is here; where to send them, or nothing to ask."""
        ...

    def method_page(self, *, payer: str, currency: str, return_url: str, cancel_url: str) -> str:
        """Return a fresh address where a payer stores a method at the processor."""
        ...

    def methods_of(self, payer: str) -> list[StoredMethod]:
        """Return what a payer has stored and we can charge."""
        ...

    def forget_method(self, method: str) -> None:
        """Take a method off its payer, for good. One that is gone is no error."""
        ...

    def refund(
        self, *, charge: str, amount_minor: int, key: str, metadata: Mapping[str, str] = NOTHING
    ) -> Outcome:
        """Send a part of a charge back. Executed has not arrived yet: ask for the state."""
        ...

    def find_refund(self, *, charge: str, key: str) -> Finding:
        """Look for the refund of a charge that was asked for under ``key``."""
        ...

    def refund_state(self, reference: str) -> RefundState:
        """Return how far a refund has come."""
        ...

    def dispute(self, reference: str) -> DisputeStatus:
        """Return a dispute as it stands."""
        ...

    def submit_evidence(self, *, dispute: str, text: str, key: str) -> Outcome:
        """Answer a dispute, once and for good."""
        ...

    def fund_balance(
        self, *, amount_minor: int, currency: str, key: str, description: str = ""
    ) -> Outcome:
        """Ask our own bank for money. Executed has not arrived yet: ask whether it has."""
        ...

    def has_arrived(self, funding: str) -> bool:
        """Return whether the money of a funding stands on our balance."""
        ...

    def balance(self, currency: str) -> int:
        """Return what we can transfer now, in minor units."""
        ...

    def balance_transactions(self, *, since: datetime) -> Iterator[BalanceTransaction]:
        """Yield the movements of our balance from ``since`` on, newest first."""
        ...

    def event(self, reference: str) -> VerifiedEvent:
        """Fetch a message by its name."""
        ...

    def events(self, *, since: datetime) -> Iterator[VerifiedEvent]:
        """Yield the messages from ``since`` on, newest first; they are kept for 30 days."""
        ...

    def verify_event(self, body: bytes, *, signature: str) -> VerifiedEvent:
        """Return the message in ``body`` if it is the processor's, recent, and meant for us.

        Raises:
            EventRefused: it is not.
        """
        ...
