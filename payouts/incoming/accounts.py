"""Accounts of ours whose files are taken in, and how their banks write a CSV."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from onboarding.errors import Refused
from onboarding.users.models import User
from payouts.incoming.models import BankAccount, CsvLayout
from payouts.incoming.reading.columns import DATE_FORMATS, DELIMITERS, ENCODINGS, Layout

_COLUMNS = ("date", "amount", "credit", "debit", "text", "payer", "payer_account", "reference")


class AccountDiffers(Refused):
    """The account is known in another currency."""

    code = "account_differs"


class LayoutUnclear(Refused):
    """The layout does not say where the amounts stand, or how to read them."""

    code = "layout_unclear"


@transaction.atomic
def open_bank_account(
    *, number: str, name: str, currency: str, actor: User | None, at: datetime
) -> BankAccount:
    """An account of ours whose files are taken in; the one that is known by its number.

    Raises:
        AccountDiffers: it is known in another currency.
    """
    account, _ = BankAccount.objects.get_or_create(
        number="".join(number.split()).upper(),
        defaults={"name": name, "currency": currency, "added_by": actor, "added_at": at},
    )
    if account.currency != currency:
        raise AccountDiffers(f"{account.name} has this number already, in {account.currency}.")
    return account


@transaction.atomic
def set_layout(*, account_id: int, layout: Layout, actor: User | None, at: datetime) -> CsvLayout:
    """Keep how an account's CSV is written. The same again changes nothing.

    Raises:
        LayoutUnclear: no column has the amounts, or the marks cannot be told apart.
    """
    account = BankAccount.objects.select_for_update(no_key=True).get(pk=account_id)
    _check(layout)
    before = CsvLayout.objects.filter(account=account).order_by("-number").first()
    if before is not None and _read(before) == layout:
        return before
    said = asdict(layout)
    columns = {f"{name}_column": said.pop(name) for name in _COLUMNS}
    return CsvLayout.objects.create(
        account=account,
        number=before.number + 1 if before else 1,
        set_by=actor,
        set_at=at,
        **said,
        **columns,
    )


def layout_of(account: BankAccount) -> Layout | None:
    """How an account's CSV is written; none where nobody has said."""
    newest = CsvLayout.objects.filter(account=account).order_by("-number").first()
    return _read(newest) if newest else None


def _read(row: CsvLayout) -> Layout:
    return Layout(
        **{name: getattr(row, f"{name}_column") for name in _COLUMNS},
        delimiter=row.delimiter,
        decimal_mark=row.decimal_mark,
        date_format=row.date_format,
        encoding=row.encoding,
    )


def _check(layout: Layout) -> None:
    if not layout.date:
        raise LayoutUnclear("Say which column has the day.")
    if bool(layout.amount) == bool(layout.credit) or (layout.amount and layout.debit):
        raise LayoutUnclear("Amounts stand in one column, or in one for each direction.")
    known = (
        layout.delimiter in DELIMITERS
        and layout.decimal_mark in {".", ","}
        and layout.date_format in DATE_FORMATS
        and layout.encoding in ENCODINGS
    )
    if not known:
        raise LayoutUnclear("The marks, the dates or the letters cannot be read so.")
