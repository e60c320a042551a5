"""What finance asks of payees, and what it says when it holds, decides or opens something."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from payouts.money import Money, UnknownCurrency
from payouts.payees.models import DecisionKind
from payouts.payees.rails import Rail
from payouts.payees.wording import country_name

_ANY: list[tuple[str, Any]] = [("", _("Any"))]
_LONGEST_REASON = 300


class PayeeFilter(forms.Form):
    """Which payees."""

    q = forms.CharField(label=_("Agent"), max_length=60, required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            *_ANY,
            ("READY", _("Nothing in the way")),
            ("NO_ACCOUNT", _("No account")),
            ("NOT_ENABLED", _("Account not enabled")),
            ("COOLING", _("Cooling period")),
            ("WAITING", _("Details wait for approval")),
        ],
    )
    rail = forms.ChoiceField(
        label=_("Rail"),
        required=False,
        choices=[*_ANY, (Rail.PROCESSOR, _("Processor")), (Rail.BANK_FILE, _("Bank file"))],
    )
    hold = forms.ChoiceField(
        label=_("Hold"),
        required=False,
        choices=[
            *_ANY,
            ("FULL", _("Everything is held")),
            ("PART", _("A part is held")),
            ("NONE", _("None")),
        ],
    )
    form = forms.ChoiceField(
        label=_("Tax form"),
        required=False,
        choices=[
            *_ANY,
            ("HOLDS", _("Approved")),
            ("WAITING", _("Waits for review")),
            ("MISSING", _("Missing")),
        ],
    )
    country = forms.ChoiceField(label=_("Country"), required=False)

    def __init__(self, *args: Any, countries: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(code, country_name(code)) for code in countries]
        self.fields["country"].choices = [*_ANY, *named]  # type: ignore[attr-defined]

    def asked(self) -> dict[str, str]:
        """What is filtered by; nothing where the form is not valid."""
        if not self.is_valid():
            return {}
        return {name: value for name, value in self.cleaned_data.items() if value}


class ReasonForm(forms.Form):
    """Why something is done; whoever it concerns reads it."""

    reason = forms.CharField(label=_("Why?"), max_length=_LONGEST_REASON)


class VerdictForm(forms.Form):
    """Whether what another person asked for is accepted; a no needs its reason."""

    verdict = forms.ChoiceField(choices=[("YES", _("Approve")), ("NO", _("Do not accept"))])
    reason = forms.CharField(max_length=_LONGEST_REASON, required=False)

    @property
    def is_yes(self) -> bool:
        """Whether it is accepted."""
        return bool(self.cleaned_data["verdict"] == "YES")


class AmountForm(forms.Form):
    """An amount in one of a payee's currencies, and why."""

    currency = forms.ChoiceField(label=_("Currency"))
    amount = forms.DecimalField(
        label=_("Amount"), min_value=0, max_digits=12, decimal_places=3, required=False
    )
    reason = forms.CharField(label=_("Why?"), max_length=_LONGEST_REASON)

    field_order: Sequence[str] = ("currency", "amount", "reason")

    def __init__(self, *args: Any, currencies: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"].choices = [(one, one) for one in currencies]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Work out the money that is meant; no amount is none."""
        cleaned: dict[str, Any] = super().clean() or {}
        amount = cleaned.get("amount")
        if not self.errors and amount is not None:
            try:
                cleaned["money"] = Money.of_exact(amount, cleaned["currency"])
            except UnknownCurrency:
                raise forms.ValidationError(_("We do not know this currency.")) from None
            # Nothing, or less than the smallest coin, is no amount: it must not mean everything.
            if not cleaned["money"] or cleaned["money"].exact != amount:
                self.add_error("amount", _("Please give an amount."))
        return cleaned

    @property
    def money(self) -> Money | None:
        """The amount, if there is any of it."""
        found: Money | None = self.cleaned_data.get("money")
        return found or None


class HoldForm(AmountForm):
    """Money to keep back: all of it, or a part."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].help_text = _("Empty: everything is held, in every currency.")
        self.fields["currency"].required = False
        self.fields["reason"].help_text = _("The agent reads it.")


class DecisionForm(AmountForm):
    """What to do about a balance: another person books it."""

    kind = forms.ChoiceField(
        label=_("What to do"),
        choices=[
            (DecisionKind.WRITE_OFF, _("Write off what the agent is below zero")),
            (DecisionKind.CLAWBACK, _("Take back pay that had cleared")),
        ],
    )
    field_order = ("kind", "currency", "amount", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].required = True
        self.fields["reason"].help_text = _("The agent is told.")


class RevealForm(forms.Form):
    """Why somebody has to see what is sealed, and a code that shows that it is them."""

    reason = forms.CharField(
        label=_("Why do you have to see it?"),
        max_length=_LONGEST_REASON,
        help_text=_("It is written down with your name and cannot be taken back."),
    )
    code = forms.CharField(
        label=_("The code that your authenticator app shows now"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        help_text=_("It is taken once, for this look alone. A recovery code does as well."),
    )
