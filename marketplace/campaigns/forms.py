"""The shape of rates that a brand proposes."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from marketplace.campaigns.models import RateCardVersion
from marketplace.campaigns.terms import INCREMENTS
from onboarding.calendars.reach import within_reach

_BILLED = (
    "bill_per_minute",
    "bill_increment_seconds",
    "bill_minimum_seconds",
    "bill_short_seconds",
    "bill_free_seconds",
)


class ProposalForm(forms.Form):
    """What the brand would be charged from an instant on; what agents are paid stays as it is."""

    effective_from = forms.DateTimeField(
        validators=[within_reach],
        label="Begins",
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )
    bill_per_minute = forms.DecimalField(
        label="Charge per productive minute",
        min_value=Decimal(0),
        max_value=Decimal(10_000),
        max_digits=18,
        decimal_places=9,
    )
    bill_increment_seconds = forms.TypedChoiceField(
        label="Billed in steps of",
        coerce=int,
        choices=[(step, f"{step} s") for step in INCREMENTS],
    )
    bill_minimum_seconds = forms.IntegerField(
        label="At least, s", min_value=0, max_value=86_400, help_text="Billed for each contact."
    )
    bill_short_seconds = forms.IntegerField(
        label="Free if shorter than, s", min_value=0, max_value=86_400
    )
    bill_free_seconds = forms.IntegerField(
        label="First seconds free, s", min_value=0, max_value=86_400
    )

    def __init__(
        self, *args: Any, zone: ZoneInfo, last: RateCardVersion | None, **kwargs: Any
    ) -> None:
        self._zone = zone
        if last is not None:
            kwargs.setdefault("initial", {name: getattr(last, name) for name in _BILLED})
        super().__init__(*args, **kwargs)
        # A clock without a zone is the campaign's; the reader may sit in another one.
        self.fields["effective_from"].help_text = f"In {zone.key}."

    def clean_effective_from(self) -> datetime:
        """Read the clock in the campaign's zone and not in the reader's."""
        wall: datetime = self.cleaned_data["effective_from"]
        try:
            return wall.replace(tzinfo=self._zone).astimezone(UTC)
        except OverflowError:
            raise forms.ValidationError("Choose a date in this century.") from None

    @property
    def billed(self) -> dict[str, Any]:
        """The billed side of the terms."""
        return {name: self.cleaned_data[name] for name in _BILLED}
