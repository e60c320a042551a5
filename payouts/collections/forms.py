"""What people enter about overdue invoices."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onboarding.brands.models import Brand
from payouts.collections.services import Scope
from payouts.collections.steps import USUAL, Plan

_DAY = {"type": "date"}


def _days(label: Any, usual: int | None) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=1, max_value=365, initial=usual
    )


class TermsForm(forms.Form):
    """When which step is taken, and for whom."""

    brand = forms.ModelChoiceField(
        label=_("Brand"),
        required=False,
        queryset=Brand.objects.none(),
        to_field_name="public_id",
        empty_label=_("All brands"),
    )
    currency = forms.RegexField(
        r"^[A-Z]{3}$", label=_("Or only invoices in"), required=False, max_length=3
    )
    friendly = _days(_("Friendly reminder after, days"), USUAL.friendly)
    first = _days(_("First reminder after"), USUAL.first)
    second = _days(_("Second reminder after"), USUAL.second)
    final = _days(_("Final notice after"), USUAL.final)
    stop = _days(_("Stop of new contacts after"), USUAL.stop)
    from_on = forms.DateField(label=_("In force from"), widget=forms.DateInput(attrs=_DAY))
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["brand"].queryset = Brand.objects.order_by("name", "pk")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a brand and a currency at once: a brand is billed in one."""
        cleaned = super().clean() or {}
        if cleaned.get("brand") and cleaned.get("currency"):
            raise forms.ValidationError(_("Choose a brand or a currency, not both."))
        return cleaned

    def scope(self) -> Scope:
        """Whose terms these are."""
        brand = self.cleaned_data["brand"]
        return Scope(brand.pk if brand else None, self.cleaned_data["currency"])

    def plan(self) -> Plan:
        """The steps as they were entered."""
        names = ("friendly", "first", "second", "final", "stop")
        return Plan(**{name: self.cleaned_data[name] for name in names})


class PauseForm(forms.Form):
    """Why nobody reminds, and until when."""

    whole_brand = forms.BooleanField(label=_("The whole brand"), required=False)
    until_on = forms.DateField(
        label=_("Until (the first day without it)"),
        required=False,
        widget=forms.DateInput(attrs=_DAY),
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)


class PromiseForm(forms.Form):
    """By when the brand said that it pays."""

    promised_on = forms.DateField(label=_("Paid by"), widget=forms.DateInput(attrs=_DAY))
    words = forms.CharField(label=_("Who said it, and how"), max_length=200)


class WriteOffForm(forms.Form):
    """Why an invoice is given up."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class AgedForm(forms.Form):
    """As of which day, in which currency."""

    on = forms.DateField(
        label=_("As of the end of"), required=False, widget=forms.DateInput(attrs=_DAY)
    )
    currency = forms.ChoiceField(label=_("Currency"), required=False)
    brand = forms.CharField(label=_("Brand"), required=False, max_length=80)

    def __init__(self, *args: Any, currencies: list[str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.currencies = currencies
        self.fields["currency"].choices = [(one, one) for one in currencies]  # type: ignore[attr-defined]

    def clean_on(self) -> date | None:
        """Refuse what no calendar shows."""
        on: date | None = self.cleaned_data["on"]
        if on is not None and not 1970 <= on.year <= 2199:
            raise forms.ValidationError(_("That day is too far away."))
        return on

    def asked(self, today: date) -> tuple[date, str, str]:
        """The day, the currency and the part of a name that were asked for, or the usual."""
        given = self.cleaned_data if self.is_valid() else {}
        usual = self.currencies[0] if self.currencies else "USD"
        return given.get("on") or today, given.get("currency") or usual, given.get("brand") or ""
