"""What a bank is told to pay: one order from one account of ours, and its transfers.

Amounts are whole minor units of the order's one currency. A reference is ours, once and for
ever: the bank says it again in everything that it reports.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class BankFormat(StrEnum):
    """The kinds of files that we write."""

    SEPA = "SEPA"
    PAIN_WITH_BIC = "PAIN_WITH_BIC"
    NACHA = "NACHA"


class WontFit(ValueError):
    """An order that its format cannot say: an amount too large, a field that is empty."""


@dataclass(frozen=True, slots=True)
class IbanAccount:
    """An account by its IBAN; the BIC is only needed outside SEPA."""

    iban: str
    bic: str = ""


@dataclass(frozen=True, slots=True)
class UsAccount:
    """An account at a bank in the United States."""

    routing: str
    number: str
    is_savings: bool = False


@dataclass(frozen=True, slots=True)
class ForeignAccount:
    """An account that has no IBAN: the bank's BIC and the number it knows the account by."""

    bic: str
    number: str


Account = IbanAccount | UsAccount | ForeignAccount


@dataclass(frozen=True, slots=True)
class Originator:
    """Who pays, and from which account.

    ``company_id`` (10 characters), ``bank_routing`` and ``bank_name`` are NACHA's: the number
    that our bank gave us, its routing number, and what it is called.
    """

    name: str
    iban: str = ""
    bic: str = ""
    company_id: str = ""
    bank_routing: str = ""
    bank_name: str = ""


@dataclass(frozen=True, slots=True)
class Transfer:
    """Money to one payee. ``text`` is what the payee's statement says."""

    reference: str
    name: str
    account: Account
    amount_minor: int
    text: str = ""
    is_company: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """One file: everything that is in it. The same order is the same bytes.

    ``modifier`` tells files of one day apart, where the format asks for it: ``A`` to ``Z``,
    then ``0`` to ``9``.
    """

    message_id: str
    originator: Originator
    currency: str
    created_at: datetime
    execute_on: date
    transfers: Sequence[Transfer]
    modifier: str = "A"

    def __post_init__(self) -> None:
        assert self.transfers, "an order pays somebody"
        assert all(one.amount_minor > 0 for one in self.transfers), "a transfer pays something"

    @property
    def total_minor(self) -> int:
        """What all transfers come to."""
        return sum(transfer.amount_minor for transfer in self.transfers)


def reference_of(key: str, file_format: BankFormat) -> str:
    """What the attempt with ``key`` is called in a bank file, in letters that every bank takes.

    SEPA's character set has no underscore, and NACHA has 15 places (individual identification
    number), which hold a payout's number of eleven digits and its attempt.

    >>> reference_of("payout_17_1", BankFormat.SEPA), reference_of("payout_17_1", BankFormat.NACHA)
    ('PAYOUT-17-1', 'P17-1')
    """
    subject, number, attempt = key.split("_")
    if file_format is not BankFormat.NACHA:
        return f"{subject.upper()}-{number}-{attempt}"
    reference = f"{subject[0].upper()}{number}-{attempt}"
    if len(reference) > 15:
        raise WontFit(f"{reference} is longer than the 15 places that NACHA has for it.")
    return reference
