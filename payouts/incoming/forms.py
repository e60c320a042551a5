"""What a clerk asks of receipts, hands in, and decides."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from onboarding.brands.models import Brand
from payouts.billing.models import Invoice
from payouts.billing.selectors import invoices_of
from payouts.incoming.matching import Part
from payouts.incoming.models import BankAccount, ReceiptStatus
from payouts.incoming.reading.columns import DATE_FORMATS, DELIMITERS, ENCODINGS, Layout
from payouts.incoming.reading.lines import LARGEST, BadFile, minor_of
from payouts.money import Money

_PART = re.compile(r"(?P<name>\S+)(?:\s+(?P<amount>[0-9.]+))?")
_MOST_PARTS = 200


class ReceiptFilter(forms.Form):
    """Which receipts."""

    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("Waiting for a match")), ("ALL", _("All")), *ReceiptStatus.choices],
    )
    account = forms.ModelChoiceField(
        label=_("Account"),
        required=False,
        queryset=BankAccount.objects.none(),
        to_field_name="public_id",
        empty_label=_("All accounts"),
    )
    text = forms.CharField(label=_("Payer or text"), required=False, max_length=80)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["account"].queryset = BankAccount.objects.order_by("name", "pk")  # type: ignore[attr-defined]

    def asked(self) -> dict[str, Any]:
        """What to filter by; what waits where the form says nothing else."""
        asked = dict(self.cleaned_data) if self.is_valid() else {}
        status = asked.get("status") or ReceiptStatus.WAITING
        return asked | {"status": None if status == "ALL" else status}


class FileForm(forms.Form):
    """A file of a bank's."""

    file = forms.FileField(
        label=_("Bank file"),
        help_text=_("camt.053, .052 or .054 as XML, or a CSV. The same file twice does no harm."),
    )
    account = forms.ModelChoiceField(
        label=_("Account, for a CSV"),
        required=False,
        queryset=BankAccount.objects.none(),
        to_field_name="public_id",
        empty_label=_("The file says it (camt)"),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        with_layout = BankAccount.objects.filter(layouts__isnull=False).distinct()
        self.fields["account"].queryset = with_layout.order_by("name", "pk")  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise ValidationError(_("The file is larger than 128 MB."))
        return file


class AccountForm(forms.Form):
    """An account of ours."""

    number = forms.RegexField(
        r"^[A-Za-z0-9 ]{4,40}$", label=_("IBAN or account number"), max_length=40
    )
    name = forms.CharField(label=_("Name"), max_length=80)
    currency = forms.RegexField(r"^[A-Z]{3}$", label=_("Currency"), max_length=3)

    def clean_currency(self) -> str:
        """Refuse a currency that nobody knows."""
        currency: str = self.cleaned_data["currency"]
        try:
            minor_of("0", currency, where="")
        except BadFile:
            raise ValidationError(_("There is no such currency.")) from None
        return currency


def _column(label: Any, *, required: bool = False) -> forms.CharField:
    return forms.CharField(label=label, max_length=80, required=required)


class LayoutForm(forms.Form):
    """How an account's CSV is written: the names in its first line, and its marks."""

    date = _column(_("Column of the day"), required=True)
    amount = _column(_("Column of the amount"))
    credit = _column(_("Or: column of what came in"))
    debit = _column(_("And: column of what went out"))
    text = _column(_("Column of the text"))
    payer = _column(_("Column of the other party's name"))
    payer_account = _column(_("Column of the other party's account"))
    reference = _column(_("Column of the bank's reference"))
    delimiter = forms.ChoiceField(
        label=_("Between columns"),
        choices=[(one, {"\t": _("Tab")}.get(one, one)) for one in DELIMITERS],
    )
    decimal_mark = forms.ChoiceField(label=_("Decimal mark"), choices=[(".", "."), (",", ",")])
    date_format = forms.ChoiceField(
        label=_("Days are written"), choices=[(one, one) for one in DATE_FORMATS]
    )
    encoding = forms.ChoiceField(label=_("Letters"), choices=[(one, one) for one in ENCODINGS])

    def layout(self) -> Layout:
        """What was entered, as a layout."""
        return Layout(**self.cleaned_data)


class BookForm(forms.Form):
    """Whose a receipt is, and which invoices it pays."""

    brand = forms.ModelChoiceField(
        label=_("Brand"), queryset=Brand.objects.none(), to_field_name="public_id"
    )
    parts = forms.CharField(
        label=_("Invoices"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "One in each line, with an amount where it is not all of it: INV-2026-000001 120.00."
            " What is over is the brand's prepaid balance."
        ),
    )

    def __init__(self, *args: Any, currency: str, available_minor: int, **more: Any) -> None:
        super().__init__(*args, **more)
        self.currency, self.available_minor = currency, available_minor
        self.fields["brand"].queryset = Brand.objects.order_by("name", "pk")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Read the parts, each of an invoice of the brand's."""
        cleaned = super().clean() or {}
        brand, written = cleaned.get("brand"), cleaned.get("parts") or ""
        if brand is not None:
            cleaned["read"] = self._read(brand, written)
        return cleaned

    def _read(self, brand: Brand, written: str) -> list[Part]:
        entered = _entered(written)
        named = invoices_of(brand_id=brand.pk).filter(number__in=[one[0] for one in entered])
        found = {one.number: one for one in named}
        left, parts = self.available_minor, []
        for name, amount in entered:
            invoice = found.get(name)
            if invoice is None:
                raise ValidationError({"parts": _not_theirs(name, brand)})
            minor = self._minor(amount) if amount else min(left, _open(invoice))
            if minor <= 0:
                raise ValidationError({"parts": _nothing_left(name)})
            parts.append(Part(invoice.pk, minor))
            left -= minor
        return parts

    def _minor(self, amount: str) -> int:
        try:
            return minor_of(amount, self.currency, where="Invoices")
        except BadFile as wrong:
            raise ValidationError({"parts": str(wrong)}) from None


def _entered(written: str) -> list[tuple[str, str]]:
    """Names and amounts, line by line."""
    entered: list[tuple[str, str]] = []
    for line in written.splitlines():
        if not line.strip():
            continue
        match = _PART.fullmatch(line.strip())
        if match is None or len(entered) == _MOST_PARTS:
            raise ValidationError(
                {"parts": _("“%(line)s” is no invoice and amount.") % {"line": line[:60]}}
            )
        entered.append((match["name"].upper(), match["amount"] or ""))
    return entered


def _open(invoice: Invoice) -> int:
    return int(invoice.open_minor)  # type: ignore[attr-defined]


def _not_theirs(name: str, brand: Brand) -> str:
    return _("%(name)s is no invoice of %(brand)s.") % {"name": name, "brand": brand.name}


def _nothing_left(name: str) -> str:
    return _("Nothing is left for %(name)s, or nothing of it is open.") % {"name": name}


class SplitForm(forms.Form):
    """The amounts into which a receipt is split."""

    amounts = forms.CharField(
        label=_("Amounts"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One in each line. Together they are what came in."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, currency: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.currency = currency

    def clean_amounts(self) -> list[Money]:
        """Each line as an amount."""
        lines = [one.strip() for one in self.cleaned_data["amounts"].splitlines() if one.strip()]
        try:
            minors = [minor_of(one, self.currency, where="Amounts") for one in lines]
        except BadFile as wrong:
            raise ValidationError(str(wrong)) from None
        return [Money(one, self.currency) for one in minors]


@dataclass(frozen=True, slots=True)
class Deed:
    """What may be done with a receipt, and when."""

    name: str
    label: Any
    of: tuple[ReceiptStatus, ...]


DEEDS = (
    Deed("park", _("Park it"), (ReceiptStatus.WAITING,)),
    Deed("send_back", _("Send it back at our bank"), (ReceiptStatus.WAITING,)),
    Deed("take_back", _("Take the booking back"), (ReceiptStatus.BOOKED,)),
    Deed(
        "look_again",
        _("Let it wait for a match again"),
        (ReceiptStatus.PARKED, ReceiptStatus.SENDING_BACK),
    ),
)


class DecideForm(forms.Form):
    """What becomes of a receipt besides being booked, and why."""

    deed = forms.ChoiceField(
        label=_("What to do"), choices=[(one.name, one.label) for one in DEEDS]
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, status: str = "", **more: Any) -> None:
        super().__init__(*args, **more)
        if status:
            self.fields["deed"].choices = [  # type: ignore[attr-defined]
                (one.name, one.label) for one in DEEDS if status in one.of
            ]


def amount_of(minor: int, currency: str) -> Decimal:
    """A sum in major units, as a form shows it."""
    return Money(minor, currency).exact
