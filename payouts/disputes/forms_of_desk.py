"""What the deciding desk may say."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from payouts.disputes.choices import Reason
from payouts.disputes.deciding import Decision
from payouts.disputes.forms import seconds_field
from payouts.disputes.outcomes import Measure, Measured

Choices = Iterable[tuple[Any, Any]]


_MEASURES = [
    (Measure.KEEP.value, _("Keep as it is")),
    (Measure.AS_ASKED.value, _("As was asked")),
    (Measure.NOTHING.value, _("Nothing")),
]
_MORE = [
    (Measure.SECONDS.value, _("So many seconds")),
    (Measure.AMOUNT.value, _("This amount")),
]


class ReasonForm(forms.Form):
    """Why it is decided so. By itself, the form that declines a claim."""

    reason = forms.ChoiceField(label=_("Reason"), choices=Reason.of_people())
    words = forms.CharField(
        label=_("In words, for both sides"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def decision(self) -> Decision:
        """What was decided; the form is valid."""
        return Decision(Reason(self.cleaned_data["reason"]), self.cleaned_data["words"])


class AlikeForm(ReasonForm):
    """How many disputes are decided alike."""

    charge = forms.ChoiceField(label=_("The brand's charge"), choices=_MEASURES)
    pay = forms.ChoiceField(label=_("The agent's pay"), choices=_MEASURES)
    field_order = ["charge", "pay", "reason", "words"]

    def decision(self) -> Decision:
        """What was decided; the form is valid."""
        return replace(
            super().decision(),
            charge=self._measured("charge"),
            pay=self._measured("pay"),
            read_work_id=self.cleaned_data.get("work"),
        )

    def _measured(self, side: str) -> Measured:
        asked = self.cleaned_data
        return Measured(
            Measure(asked[side]), asked.get(f"{side}_seconds"), asked.get(f"{side}_exact")
        )


class DecisionForm(AlikeForm):
    """How one dispute is decided, each side of the price by itself."""

    charge_seconds = seconds_field(_("Seconds charged"))
    charge_exact = forms.DecimalField(
        label=_("Amount charged"), required=False, min_value=0, max_digits=14, decimal_places=6
    )
    pay_seconds = seconds_field(_("Seconds paid"))
    pay_exact = forms.DecimalField(
        label=_("Amount paid"), required=False, min_value=0, max_digits=14, decimal_places=6
    )
    work = forms.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput
    )
    field_order = [
        "charge",
        "charge_seconds",
        "charge_exact",
        "pay",
        "pay_seconds",
        "pay_exact",
        "reason",
        "words",
        "work",
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for side in ("charge", "pay"):
            self.fields[side].choices = [*_MEASURES, *_MORE]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for the seconds or the amount where they are what is decided."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for side in ("charge", "pay"):
            for measure, field in ((Measure.SECONDS, "seconds"), (Measure.AMOUNT, "exact")):
                value = cleaned.get(f"{side}_{field}")
                if cleaned.get(side) == measure and value is None:
                    self.add_error(f"{side}_{field}", _("Say how much."))
                elif cleaned.get(side) != measure:
                    cleaned[f"{side}_{field}"] = None
        return cleaned


class GiveForm(ReasonForm):
    """Which contact was missing, or which campaign it was for."""

    contact = forms.ChoiceField(label=_("The contact"), required=False)
    campaign = forms.ChoiceField(label=_("Campaign"), required=False)
    goodwill = forms.DecimalField(
        label=_("Or a sum in its place"),
        required=False,
        min_value=0,
        max_digits=10,
        decimal_places=3,
        help_text=_("Where no source ever reported it. The platform bears it."),
    )
    field_order = ["contact", "campaign", "goodwill", "reason", "words"]

    def __init__(self, data: Any, *, contacts: Choices, campaigns: Choices, **more: Any) -> None:
        super().__init__(data, **more)
        if "contact" in self.fields:
            self.fields["contact"].choices = [("", "–"), *contacts]  # type: ignore[attr-defined]
        self.fields["campaign"].choices = [("", "–"), *campaigns]  # type: ignore[attr-defined]


class GiveCampaignForm(GiveForm):
    """Which campaign of the brand a contact was for."""

    contact = None  # type: ignore[assignment]
    goodwill = None  # type: ignore[assignment]
