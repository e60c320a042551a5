"""Terms of a brand and budgets of a campaign, as people type them: in major units."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from payouts.money import Money, exponent
from payouts.receivables.credit import BillingMode, BudgetSpan
from payouts.receivables.terms import Agreed

_MOST = Decimal(10) ** 12


def _amount(label: Any, help_text: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, help_text=help_text, required=False, min_value=Decimal(0), max_value=_MOST
    )


class _OfCurrency(forms.Form):
    """A form with an ``amount`` of one currency, whose digits it knows."""

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency

    def clean_amount(self) -> int | None:
        """Whole minor units; nothing where nothing was typed."""
        amount: Decimal | None = self.cleaned_data["amount"]
        if amount is None:
            return None
        money = Money.of_exact(amount, self.currency)
        if money.exact != amount:
            raise forms.ValidationError(
                _("%(currency)s has %(digits)d digits after the point."),
                params={"currency": self.currency, "digits": exponent(self.currency)},
            )
        return money.minor


class TermsForm(_OfCurrency):
    """What is agreed with a brand."""

    mode = forms.ChoiceField(label=_("How it pays"), choices=BillingMode.choices)
    amount = _amount(_("Credit limit"), _("Empty: no limit. Leave it empty for who pays ahead."))
    payment_terms_days = forms.IntegerField(
        label=_("Invoices are due after, days"), min_value=0, max_value=365
    )
    is_dunned = forms.BooleanField(label=_("Remind of overdue invoices"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def agreed(self) -> Agreed:
        """The terms of a valid form."""
        said = self.cleaned_data
        return Agreed(
            BillingMode(said["mode"]),
            said["amount"],
            said["payment_terms_days"],
            said["is_dunned"],
        )


class BudgetForm(_OfCurrency):
    """What a campaign may cost."""

    span = forms.ChoiceField(label=_("Budget for"), choices=BudgetSpan.choices)
    amount = _amount(_("Amount, before tax"), _("Empty: no budget. The campaign is not stopped."))
