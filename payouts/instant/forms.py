"""How much, as an agent types it; what they confirm; and the tariff as finance types it."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onboarding.calendars.reach import within_reach
from payouts.instant.models import InstantStatus
from payouts.instant.services import Ask, NewTariff
from payouts.money import Money, UnknownCurrency, exponent

_MOST = Decimal(10) ** 9
_MOST_MINOR = 10**12


def _minor(amount: Decimal, currency: str) -> int:
    money = Money.of_exact(amount, currency)
    if money.exact != amount:
        raise forms.ValidationError(
            _("%(currency)s has %(digits)d digits after the point."),
            params={"currency": currency, "digits": exponent(currency)},
        )
    return money.minor


class AskForm(forms.Form):
    """How much an agent would like to have now, in major units."""

    amount = forms.DecimalField(label=_("How much"), min_value=Decimal("0.001"), max_value=_MOST)

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency

    def clean_amount(self) -> int:
        """Whole minor units."""
        return _minor(self.cleaned_data["amount"], self.currency)


class ConfirmForm(forms.Form):
    """What an agent read and confirmed."""

    currency = forms.RegexField(r"^[A-Z]{3}$")
    asked_minor = forms.IntegerField(min_value=1, max_value=_MOST_MINOR)
    fee_minor = forms.IntegerField(min_value=0, max_value=_MOST_MINOR)
    key = forms.UUIDField()

    def ask(self) -> Ask:
        """What was confirmed, of a valid form."""
        return Ask(**self.cleaned_data)


class InstantFilter(forms.Form):
    """Which payouts on request."""

    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("Any")), *InstantStatus.choices]
    )
    currency = forms.RegexField(r"^[A-Z]{3}$", label=_("Currency"), required=False)

    def asked(self) -> dict[str, str]:
        """What is filtered by; nothing where the form is not valid."""
        return dict(self.cleaned_data) if self.is_valid() else {"status": "", "currency": ""}


class TariffForm(forms.Form):
    """What instant payouts in a currency cost, in major units, from an instant on."""

    currency = forms.RegexField(r"^[A-Z]{3}$", label=_("Currency"), help_text=_("Such as USD."))
    percent = forms.DecimalField(
        label=_("Percent of what is asked for"),
        min_value=0,
        max_value=25,
        max_digits=6,
        decimal_places=4,
    )
    minimum = forms.DecimalField(label=_("At least"), min_value=0, max_value=_MOST)
    day_limit = forms.DecimalField(
        label=_("An agent may ask for, in a day"), min_value=Decimal("0.001"), max_value=_MOST
    )
    effective_from = forms.DateTimeField(
        validators=[within_reach],
        label=_("Holds from"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Empty: from now on. In your time zone."),
    )
    is_offered = forms.BooleanField(
        label=_("Instant payouts are offered"), required=False, initial=True
    )

    def clean(self) -> dict[str, Any]:
        """Whole minor units of a currency that is known."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        try:
            for name in ("minimum", "day_limit"):
                cleaned[name] = _minor(cleaned[name], cleaned["currency"])
        except UnknownCurrency:
            raise forms.ValidationError(_("We do not know this currency.")) from None
        return cleaned

    def tariff(self) -> NewTariff:
        """The tariff of a valid form."""
        said = self.cleaned_data
        return NewTariff(
            currency=said["currency"],
            percent=said["percent"],
            minimum_minor=said["minimum"],
            day_limit_minor=said["day_limit"],
            is_offered=said["is_offered"],
        )
