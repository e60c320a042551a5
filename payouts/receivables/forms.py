"""What people enter about money that comes in."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from onboarding.brands.models import Brand
from payouts.money import Money, exponent
from payouts.receivables.models import PaymentStatus, Rail, Resolution

# What one payment may be, in major units: a slip of the finger is not a million.
LARGEST = Decimal(1_000_000)


class AmountField(forms.DecimalField):
    """An amount of one currency, in major units; its value is whole minor units."""

    def __init__(self, *, currency: str, least: Decimal = Decimal(1), **more: Any) -> None:
        self.currency = currency
        super().__init__(
            min_value=least, max_value=LARGEST, decimal_places=exponent(currency), **more
        )

    def clean(self, value: Any) -> Money:
        """Refuse what the currency cannot say."""
        entered: Decimal = super().clean(value)
        scaled = entered.scaleb(exponent(self.currency))
        if scaled != scaled.to_integral_value():
            raise ValidationError(_("This currency has no smaller unit."))
        return Money(int(scaled), self.currency)


class TopUpForm(forms.Form):
    """How much to pay in advance."""

    def __init__(self, *args: Any, currency: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["amount"] = AmountField(
            currency=currency, label=_("Amount in %(currency)s") % {"currency": currency}
        )


class RuleForm(forms.Form):
    """When to top up by itself, and by how much."""

    is_on = forms.BooleanField(label=_("Top up automatically"), required=False)

    def __init__(self, *args: Any, currency: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["threshold"] = AmountField(
            currency=currency,
            least=Decimal(0),
            label=_("When the balance is below, in %(currency)s") % {"currency": currency},
        )
        self.fields["amount"] = AmountField(
            currency=currency, label=_("Charge, in %(currency)s") % {"currency": currency}
        )


class RefundForm(forms.Form):
    """How much goes back, and why."""

    why = forms.CharField(label=_("Why it goes back"), max_length=300)

    def __init__(self, *args: Any, currency: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["amount"] = AmountField(
            currency=currency,
            least=Decimal("0.001"),
            label=_("Amount in %(currency)s") % {"currency": currency},
        )


class EvidenceForm(forms.Form):
    """What we answer to a card dispute."""

    text = forms.CharField(
        label=_("Evidence"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("What was agreed, delivered and said. It is submitted once and is final."),
    )


class ResolveForm(forms.Form):
    """Who bears a lost dispute, and why."""

    resolution = forms.ChoiceField(
        label=_("Decision"), choices=[(one.value, one.label) for one in Resolution if one.value]
    )
    why = forms.CharField(label=_("Reason"), max_length=300)


class PaymentFilter(forms.Form):
    """Which payments finance looks for."""

    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("Any status")), *PaymentStatus.choices]
    )
    rail = forms.ChoiceField(
        label=_("Way"), required=False, choices=[("", _("Any way")), *Rail.choices]
    )
    brand = forms.ModelChoiceField(
        label=_("Brand"),
        required=False,
        queryset=Brand.objects.none(),
        to_field_name="slug",
        empty_label=_("All brands"),
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["brand"].queryset = Brand.objects.order_by("name", "pk")  # type: ignore[attr-defined]

    def asked(self) -> dict[str, Any]:
        """What to filter by; nothing where the form is not valid."""
        if not self.is_valid():
            return {}
        return {name: value for name, value in self.cleaned_data.items() if value}
