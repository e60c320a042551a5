"""What agents give to be paid: the shape of it alone. What is wrong with it, the rules say."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from payouts.money import Money, UnknownCurrency
from payouts.payees.bank_accounts import AccountKind, AccountType, BankAccount, checked_account
from payouts.payees.tax_rules import Classification, GivenForm, TinKind, kind_for


class BankDetailsForm(forms.Form):
    """A bank account."""

    kind = forms.TypedChoiceField(
        label=_("How your account is named"),
        coerce=AccountKind,
        choices=[
            (AccountKind.IBAN, _("By an IBAN")),
            (AccountKind.BIC_ACCOUNT, _("By an account number and a BIC (SWIFT code)")),
            (AccountKind.US_ACCOUNT, _("In the United States: routing and account number")),
        ],
    )
    holder = forms.CharField(
        label=_("Name on the account"),
        max_length=140,
        help_text=_("As the bank knows it. Another name than yours is looked at by a person."),
    )
    number = forms.CharField(label=_("IBAN or account number"), max_length=50)
    bank_code = forms.CharField(label=_("BIC or routing number"), max_length=20, required=False)
    account_type = forms.TypedChoiceField(
        label=_("Kind of account"),
        coerce=AccountType,
        empty_value=None,
        required=False,
        choices=[
            ("", _("Only in the United States")),
            (AccountType.CHECKING, _("Checking")),
            (AccountType.SAVINGS, _("Savings")),
        ],
    )

    def account(self) -> BankAccount:
        """The account that was given.

        Raises:
            AccountRefused: a part of it is wrong.
        """
        return checked_account(**self.cleaned_data)


class TaxFormForm(forms.Form):
    """A W-9 or a W-8BEN, whichever the residence asks for."""

    name = forms.CharField(label=_("Your name, as on your tax return"), max_length=140)
    address = forms.CharField(
        label=_("Permanent address"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
    classification = forms.TypedChoiceField(
        label=_("For federal tax you are"),
        coerce=Classification,
        choices=[
            (Classification.INDIVIDUAL, _("An individual, sole proprietor or single-member LLC")),
            (Classification.LLC, _("A limited liability company")),
            (Classification.C_CORPORATION, _("A C corporation")),
            (Classification.S_CORPORATION, _("An S corporation")),
            (Classification.PARTNERSHIP, _("A partnership")),
            (Classification.TRUST_OR_ESTATE, _("A trust or estate")),
        ],
    )
    tin_kind = forms.TypedChoiceField(
        label=_("Which number you give"),
        coerce=TinKind,
        choices=[(kind, kind.value) for kind in TinKind if kind is not TinKind.FOREIGN],
    )
    tin = forms.CharField(label=_("Tax number"), max_length=40, required=False)
    born_on = forms.DateField(
        label=_("Date of birth"), widget=forms.DateInput(attrs={"type": "date"})
    )
    treaty_article = forms.CharField(
        label=_("Treaty article you claim"), max_length=40, required=False
    )
    treaty_rate = forms.CharField(label=_("Rate you claim (%)"), max_length=10, required=False)
    treaty_reason = forms.CharField(
        label=_("Why you meet its terms"), max_length=300, required=False
    )
    signed_name = forms.CharField(
        label=_("Type your name to sign"),
        max_length=140,
        help_text=_("This is your signature under the words above."),
    )

    def __init__(self, *args: Any, residence: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.residence = residence
        self.kind = kind_for(residence)
        foreign = ("born_on", "treaty_article", "treaty_rate", "treaty_reason")
        for name in foreign if residence == "US" else ("classification", "tin_kind"):
            del self.fields[name]

    def given(self) -> GivenForm:
        """What the signer gave."""
        return GivenForm(residence=self.residence, **self.cleaned_data)


def blame(form: forms.Form, refusal: Exception) -> None:
    """Say a refusal beside the field that it is about, or above the form."""
    part = getattr(refusal, "part", None)
    form.add_error(part if part in form.fields else None, str(refusal))


class MinimumForm(forms.Form):
    """The smallest payout that an agent wants, in major units of one currency."""

    currency = forms.RegexField(r"^[A-Z]{3}$", widget=forms.HiddenInput)
    minimum = forms.DecimalField(
        label=_("Pay me when there is at least"), min_value=0, max_digits=9, decimal_places=2
    )
    amount: Money

    def clean(self) -> dict[str, Any]:
        """Refuse a currency that nobody knows."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors:
            try:
                self.amount = Money.of_exact(cleaned["minimum"], cleaned["currency"])
            except UnknownCurrency:
                raise forms.ValidationError(_("We do not know this currency.")) from None
        return cleaned
