"""What a clerk may ask of runs, and what a run is computed from."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onboarding.calendars.reach import within_reach
from payouts.runs.models import PayoutStatus, RunKind, RunStatus, RunWarning, SkipReason

_ANY = [("", "Any")]


class RunFilter(forms.Form):
    """Which runs."""

    status = forms.ChoiceField(label="Status", required=False, choices=[*_ANY, *RunStatus.choices])
    currency = forms.ChoiceField(label="Currency", required=False)
    kind = forms.ChoiceField(label="Kind", required=False, choices=[*_ANY, *RunKind.choices])

    def __init__(self, *args: Any, currencies: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"].choices = [*_ANY, *((one, one) for one in currencies)]  # type: ignore[attr-defined]

    def asked(self) -> dict[str, str]:
        """What is filtered by; nothing where the form is not valid."""
        return (
            dict(self.cleaned_data)
            if self.is_valid()
            else {"status": "", "currency": "", "kind": ""}
        )


class PayoutFilter(forms.Form):
    """Which payouts of a run."""

    status = forms.ChoiceField(
        label="Status", required=False, choices=[*_ANY, *PayoutStatus.choices]
    )


class SkipFilter(forms.Form):
    """Who was left out of a run, by why."""

    reason = forms.ChoiceField(label="Reason", required=False, choices=[*_ANY, *SkipReason.choices])


class ComputeForm(forms.Form):
    """Which run to compute."""

    currency = forms.ChoiceField(label="Currency")
    cutoff_at = forms.DateTimeField(
        validators=[within_reach],
        label="Cut-off",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        help_text="What was payable before this instant is paid. In your time zone.",
    )

    def __init__(self, *args: Any, currencies: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"].choices = [(one, one) for one in currencies]  # type: ignore[attr-defined]


class ApprovalForm(forms.Form):
    """What an approver has read, ticked and typed."""

    content_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)
    ticked = forms.MultipleChoiceField(
        label=_("I have checked"), required=False, widget=forms.CheckboxSelectMultiple
    )
    code = forms.CharField(
        label=_("The code that your authenticator app shows now"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        help_text=_("It is taken once, for this run alone. A recovery code does as well."),
    )

    def __init__(
        self, *args: Any, warnings: Sequence[RunWarning], content_hash: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["content_hash"].initial = content_hash
        self.fields["ticked"].choices = [  # type: ignore[attr-defined]
            (warning.kind, f"{warning.get_kind_display()}: {warning.count}") for warning in warnings
        ]
        if not warnings:
            del self.fields["ticked"]

    def clean(self) -> dict[str, Any]:
        return {"ticked": []} | (super().clean() or {})


class ReasonForm(forms.Form):
    """Why something is stopped."""

    reason = forms.CharField(
        label="Reason", max_length=200, help_text="Kept in the history, for whoever reads it later."
    )


class ChoiceForm(forms.Form):
    """Which of several transfers is the payout's, and what makes the proposer sure."""

    chosen = forms.ChoiceField(label=_("The payout is"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("What makes you sure?"), max_length=300)

    def __init__(self, *args: Any, references: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = [  # type: ignore[attr-defined]
            *((one, one) for one in references),
            ("NONE", _("None of them")),
        ]

    def clean_chosen(self) -> str:
        """The transfer's name; empty where it is none of them."""
        chosen: str = self.cleaned_data["chosen"]
        return "" if chosen == "NONE" else chosen
