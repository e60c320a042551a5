"""What a clerk may ask of runs, and what a run is computed from."""

from typing import Any

from django import forms

from payouts.runs.models import PayoutStatus, RunStatus, SkipReason

_ANY = [("", "Any")]


class RunFilter(forms.Form):
    """Which runs."""

    status = forms.ChoiceField(label="Status", required=False, choices=[*_ANY, *RunStatus.choices])
    currency = forms.ChoiceField(label="Currency", required=False)

    def __init__(self, *args: Any, currencies: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"].choices = [*_ANY, *((one, one) for one in currencies)]  # type: ignore[attr-defined]

    def asked(self) -> dict[str, str]:
        """What is filtered by; nothing where the form is not valid."""
        return dict(self.cleaned_data) if self.is_valid() else {"status": "", "currency": ""}


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
        label="Cut-off",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        help_text="What was payable before this instant is paid. In your time zone.",
    )

    def __init__(self, *args: Any, currencies: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"].choices = [(one, one) for one in currencies]  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why something is stopped."""

    reason = forms.CharField(
        label="Reason", max_length=200, help_text="Kept in the history, for whoever reads it later."
    )
