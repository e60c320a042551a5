"""What a brand states of itself, and what finance decides of its tax."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from payouts.buyers.models import TAX_CATEGORIES
from payouts.buyers.services import Details, Order, Ruling
from payouts.buyers.tax_rules import Category
from payouts.buyers.vat_numbers import verdict_on
from payouts.buyers.wording import countries, fault_in_words
from payouts.money import Money, exponent

_MOST_LINES = 3
_FIRST_DAY, _LAST_DAY = date(1970, 1, 1), date(2199, 12, 31)


class Day(forms.DateField):
    """A day that a calendar shows."""

    def __init__(self, **more: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}), **more)

    def clean(self, value: Any) -> date | None:
        """Refuse what is too far away to be meant."""
        day: date | None = super().clean(value)
        if day is not None and not _FIRST_DAY <= day <= _LAST_DAY:
            raise forms.ValidationError(say("That day is too far away."))
        return day


class DetailsForm(forms.Form):
    """A brand's particulars."""

    legal_name = forms.CharField(label=_("Legal name"), max_length=200)
    street = forms.CharField(
        label=_("Street and number"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "street-address"}),
    )
    postal_code = forms.CharField(label=_("Postal code"), max_length=16, required=False)
    city = forms.CharField(label=_("Town"), max_length=80)
    region = forms.CharField(label=_("Region or state"), max_length=80, required=False)
    country = forms.ChoiceField(label=_("Country"))
    vat_number = forms.CharField(
        label=_("VAT or tax number"),
        max_length=32,
        required=False,
        help_text=_("In the European Union a valid VAT number decides who owes the tax."),
    )
    invoice_email = forms.EmailField(
        label=_("Invoices are announced to"),
        max_length=254,
        required=False,
        help_text=_("We mail a link; reading an invoice needs a login."),
    )
    language = forms.ChoiceField(label=_("Language of invoices"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", "–"), *countries()]  # type: ignore[attr-defined]

    def clean_street(self) -> str:
        """Refuse more lines than an invoice has room for."""
        lines = [line.strip() for line in self.cleaned_data["street"].splitlines() if line.strip()]
        if len(lines) > _MOST_LINES:
            raise forms.ValidationError(say("Three lines at most, please."))
        return "\n".join(lines)

    def clean(self) -> dict[str, Any]:
        """Refuse a VAT number that its country's rule does not accept."""
        asked = super().clean() or self.cleaned_data
        number, country = asked.get("vat_number", ""), asked.get("country", "")
        if number and country:
            fault = fault_in_words(verdict_on(number, country))
            if fault:
                self.add_error("vat_number", fault)
        return asked

    def details(self) -> Details:
        """What was typed, checked."""
        return Details(**self.cleaned_data)


class OrderForm(forms.Form):
    """A purchase order."""

    number = forms.CharField(label=_("Number"), max_length=60)
    from_on = Day(label=_("Good from"), required=False)
    last_on = Day(label=_("to and including"), required=False)
    amount = forms.DecimalField(
        label=_("Up to, net"), required=False, min_value=Decimal(0), max_digits=15
    )

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._currency = currency
        self.fields["amount"].decimal_places = exponent(currency)  # type: ignore[attr-defined]
        self.fields["amount"].help_text = currency

    def clean_amount(self) -> Money | None:
        """Whole minor units; refuse nothing at all and parts of a unit."""
        amount: Decimal | None = self.cleaned_data["amount"]
        if amount is None:
            return None
        money = Money.of_exact(amount, self._currency)
        if money.exact != amount or not money:
            raise forms.ValidationError(say("That is no amount in this currency."))
        return money

    def clean(self) -> dict[str, Any]:
        """Refuse days that run backwards."""
        asked = super().clean() or self.cleaned_data
        if asked.get("from_on") and asked.get("last_on") and asked["last_on"] < asked["from_on"]:
            self.add_error("last_on", say("The last day comes before the first."))
        return asked

    def order(self) -> Order:
        """What was typed, checked."""
        asked = self.cleaned_data
        return Order(asked["number"], asked["from_on"], _after(asked["last_on"]), asked["amount"])


class RulingForm(forms.Form):
    """How a brand is taxed, decided by a person."""

    category = forms.ChoiceField(label=_("Taxed as"), choices=TAX_CATEGORIES)
    percent = forms.DecimalField(
        label=_("Rate, per cent"),
        required=False,
        min_value=Decimal(0),
        max_value=Decimal("99.999"),
        decimal_places=3,
        max_digits=5,
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("Stands on the brand's invoices.")
    )
    from_on = Day(label=_("From"))
    last_on = Day(label=_("to and including"), required=False)

    def clean(self) -> dict[str, Any]:
        """A rate stands with the standard rate alone, and days run forward."""
        asked = super().clean() or self.cleaned_data
        is_standard = asked.get("category") == Category.STANDARD
        if is_standard != bool(asked.get("percent")) and "percent" not in self.errors:
            self.add_error("percent", say("A rate belongs to “Standard rate”, and only to it."))
        if asked.get("from_on") and asked.get("last_on") and asked["last_on"] < asked["from_on"]:
            self.add_error("last_on", say("The last day comes before the first."))
        return asked

    def ruling(self) -> Ruling:
        """What was decided, checked."""
        asked = self.cleaned_data
        return Ruling(
            category=Category(asked["category"]),
            rate=(asked["percent"] or Decimal(0)) / 100,
            reason=asked["reason"],
            from_on=asked["from_on"],
            to_on=_after(asked["last_on"]),
        )


class EndForm(forms.Form):
    """The last day of a decision."""

    last_on = Day(label=_("Last day"))

    def to_on(self) -> date:
        """The day from which the rules speak again."""
        last_on: date = self.cleaned_data["last_on"]
        return last_on + timedelta(days=1)


def _after(last_on: date | None) -> date | None:
    return last_on + timedelta(days=1) if last_on else None
