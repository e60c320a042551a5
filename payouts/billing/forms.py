"""What readers may ask of invoices and of a month's spend."""

from datetime import date, timedelta
from typing import Any

from django import forms

from onboarding.brands.models import Brand
from payouts.billing.models import InvoiceStatus

_FIRST_YEAR, _LAST_YEAR = 1970, 2199


class MonthForm(forms.Form):
    """A month, as 2026-09."""

    month = forms.DateField(label="Month", required=False, input_formats=["%Y-%m"])

    def clean_month(self) -> date | None:
        """Refuse what no calendar shows."""
        month: date | None = self.cleaned_data["month"]
        if month is not None and not _FIRST_YEAR <= month.year <= _LAST_YEAR:
            raise forms.ValidationError("That month is too far away.")
        return month

    def chosen(self, today: date) -> date:
        """A day of the month that was asked for, or of this one."""
        asked: date | None = self.cleaned_data["month"] if self.is_valid() else None
        return asked or today


class InvoiceFilter(forms.Form):
    """Which invoices finance looks for."""

    status = forms.ChoiceField(
        label="Status", required=False, choices=[("", "Any status"), *InvoiceStatus.choices]
    )
    brand = forms.ModelChoiceField(
        label="Brand",
        required=False,
        queryset=Brand.objects.none(),
        to_field_name="slug",
        empty_label="All brands",
    )
    issued_from = forms.DateField(
        label="Issued from", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    number = forms.CharField(label="Number", required=False, max_length=24)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["brand"].queryset = Brand.objects.order_by("name", "pk")  # type: ignore[attr-defined]

    def asked(self) -> dict[str, Any]:
        """What to filter by; nothing where the form is not valid."""
        if not self.is_valid():
            return {}
        asked = self.cleaned_data
        wanted = {
            "status": asked["status"] or None,
            "brand": asked["brand"],
            "issued_at__date__gte": asked["issued_from"],
            "number__iexact": asked["number"] or None,
        }
        return {name: value for name, value in wanted.items() if value is not None}


def month_before(first: date) -> date:
    """The last day of the month before the one that ``first`` begins."""
    return first - timedelta(days=1)
