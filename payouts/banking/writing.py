"""The exact bytes of a file, made anew each time from what is kept and from nothing else."""

from collections.abc import Sequence
from hashlib import sha256
from typing import assert_never

from onboarding.errors import Refused
from payouts.banking.models import BankFile, BankFileEntry
from payouts.gateway.bank_files.nacha import nacha
from payouts.gateway.bank_files.orders import (
    Account,
    BankFormat,
    ForeignAccount,
    IbanAccount,
    Order,
    Originator,
    Transfer,
    UsAccount,
)
from payouts.gateway.bank_files.pain001 import faults_of, pain001
from payouts.payees.bank_accounts import AccountKind, AccountType, BankAccount
from payouts.payees.models import PayoutDetails
from payouts.payees.versions import opened
from payouts.runs.models import PayoutRun


class NotTheSameFile(Refused):
    """What is kept gives other bytes than those that were made: nothing is handed over."""

    code = "not_the_same_file"


class FileIsFaulty(Refused):
    """The file does not pass the schema of its format."""

    code = "file_is_faulty"


def bytes_of(file: BankFile) -> bytes:
    """The file, byte for byte as it was made.

    Raises:
        NotTheSameFile: it cannot be made again.
    """
    entries = BankFileEntry.objects.filter(file=file).select_related("details")
    content = written(order_of(file, list(entries.order_by("position"))), BankFormat(file.format))
    if sha256(content).hexdigest() != file.sha256:
        raise NotTheSameFile(
            "This file cannot be made again as it was: its entries, details or originator have "
            "changed since. Withdraw it, and call the people who run this system."
        )
    return content


def order_of(file: BankFile, entries: Sequence[BankFileEntry]) -> Order:
    """What a file tells the bank."""
    return Order(
        message_id=file.message_id,
        originator=Originator(**file.originator),
        currency=file.currency,
        created_at=file.made_at,
        execute_on=file.execute_on,
        modifier=file.modifier,
        transfers=[
            transfer_of(
                entry.details,
                reference=entry.reference,
                amount_minor=entry.amount_minor,
                run=file.run,
            )
            for entry in entries
        ],
    )


def transfer_of(
    details: PayoutDetails, *, reference: str, amount_minor: int, run: PayoutRun
) -> Transfer:
    """One payee's transfer, with their account unsealed."""
    account = opened(details)
    return Transfer(
        reference=reference,
        name=account.holder,
        account=_as_the_bank_takes_it(account),
        amount_minor=amount_minor,
        text=f"Earnings before {run.cutoff_at:%Y-%m-%d}",
    )


def written(order: Order, file_format: BankFormat) -> bytes:
    """The bytes of ``order``.

    Raises:
        FileIsFaulty: the schema finds something wrong.
        WontFit: the format cannot say it.
    """
    match file_format:
        case BankFormat.NACHA:
            return nacha(order)
        case BankFormat.SEPA | BankFormat.PAIN_WITH_BIC:
            document = pain001(order, is_sepa=file_format is BankFormat.SEPA)
        case _:
            assert_never(file_format)
    faults = faults_of(document)
    if faults:
        raise FileIsFaulty(f"The file does not pass its schema: {faults[0]}")
    return document


def _as_the_bank_takes_it(account: BankAccount) -> Account:
    match account.kind:
        case AccountKind.IBAN:
            return IbanAccount(account.number, account.bank_code)
        case AccountKind.US_ACCOUNT:
            is_savings = account.account_type is AccountType.SAVINGS
            return UsAccount(account.bank_code, account.number, is_savings=is_savings)
        case AccountKind.BIC_ACCOUNT:
            return ForeignAccount(account.bank_code, account.number)
        case _:
            assert_never(account.kind)
