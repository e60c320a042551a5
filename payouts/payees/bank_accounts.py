"""A bank account as somebody gives it: checked digit by digit, named without being shown."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from stdnum import bic, iban
from stdnum.exceptions import ValidationError
from stdnum.us import rtn

from payouts.payees.names import NameRefused, clean_name


class AccountKind(StrEnum):
    """How an account is named."""

    IBAN = "IBAN"
    US_ACCOUNT = "US_ACCOUNT"
    BIC_ACCOUNT = "BIC_ACCOUNT"


class AccountType(StrEnum):
    """What a United States account is, as NACHA's transaction codes tell apart."""

    CHECKING = "CHECKING"
    SAVINGS = "SAVINGS"


# NACHA Operating Rules, Appendix Three: the receiver's account number has 17 characters.
_US_NUMBER: Final = re.compile(r"[0-9]{4,17}")
# ISO 20022, Max34Text of "Othr" identifications.
_OTHER_NUMBER: Final = re.compile(r"[A-Z0-9]{4,34}")
_SHOWN: Final = 4


class AccountRefused(ValueError):
    """The account cannot be one. ``field`` says which part; ``str(error)`` is fit to show."""

    def __init__(self, part: str, why: str) -> None:
        super().__init__(why)
        self.part = part


@dataclass(frozen=True, slots=True)
class BankAccount:
    """A checked bank account. Its holder, number and codes show in no ``repr``.

    ``bank_code`` is a BIC or a routing number; it may be empty beside an IBAN.
    """

    kind: AccountKind
    holder: str = field(repr=False)
    number: str = field(repr=False)
    bank_code: str = field(default="", repr=False)
    account_type: AccountType | None = None
    country: str = ""

    @property
    def masked(self) -> str:
        """The last four characters alone."""
        return f"•••• {self.number[-_SHOWN:]}"

    @property
    def identity(self) -> str:
        """What makes it this account and no other, whoever claims to hold it."""
        return self.number if self.kind is AccountKind.IBAN else f"{self.bank_code}/{self.number}"


def checked_account(
    *,
    kind: AccountKind,
    holder: str,
    number: str,
    bank_code: str = "",
    account_type: AccountType | None = None,
    country: str = "",
) -> BankAccount:
    """A bank account whose every check digit holds.

    IBAN: ISO 13616, modulo 97 and the country's own structure. Routing number: ABA weights
    3-7-1. BIC: ISO 9362.

    Raises:
        AccountRefused: a part is missing, has the wrong form or a wrong check digit.
    """
    try:
        name = clean_name(holder)
    except NameRefused as refusal:
        raise AccountRefused("holder", str(refusal)) from None
    bare, code = _bare(number), _bare(bank_code)
    match kind:
        case AccountKind.IBAN:
            return BankAccount(
                kind, name, _checked_iban(bare), code and _checked_bic(code), country=bare[:2]
            )
        case AccountKind.US_ACCOUNT:
            if not rtn.is_valid(code):
                raise AccountRefused(
                    "bank_code", "This is no routing number: its nine digits do not add up."
                )
            if not _US_NUMBER.fullmatch(bare):
                raise AccountRefused("number", "An account number here has 4 to 17 digits.")
            if account_type is None:
                raise AccountRefused("account_type", "Please say what kind of account it is.")
            return BankAccount(kind, name, bare, code, account_type, "US")
        case AccountKind.BIC_ACCOUNT:
            checked = _checked_bic(code)
            if not _OTHER_NUMBER.fullmatch(bare):
                raise AccountRefused("number", "An account number has 4 to 34 letters and digits.")
            if country and country != checked[4:6]:
                raise AccountRefused("bank_code", "The BIC belongs to a bank in another country.")
            return BankAccount(kind, name, bare, checked, country=checked[4:6])


def _checked_iban(bare: str) -> str:
    try:
        return str(iban.validate(bare))
    except ValidationError:
        raise AccountRefused(
            "number", "This is no IBAN: please compare it with your bank's letter."
        ) from None


def _checked_bic(code: str) -> str:
    try:
        return str(bic.validate(code))
    except ValidationError:
        raise AccountRefused("bank_code", "This is no BIC: it has 8 or 11 characters.") from None


def _bare(raw: str) -> str:
    return re.sub(r"[\s\-./]", "", raw).upper()
