"""What a brand may ask of its contacts."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from marketplace.campaigns.models import Campaign
from marketplace.interactions.models import Outcome
from marketplace.interactions.selectors import ContactQuestion, Months
from onboarding.agents.models import Agent
from onboarding.brands.models import Brand
from onboarding.calendars.periods import Span, midnight

_FIRST_DAY, _LAST_DAY = date(1970, 1, 1), date(2199, 12, 31)
_LONGEST_SECONDS = 604_800


class MonthFilter(forms.Form):
    """One of the months in which the brand had contacts."""

    month = forms.ChoiceField(
        label="Month", required=False, widget=forms.Select(attrs={"class": "form-select"})
    )

    def __init__(self, data: Any, *, months: Months) -> None:
        # Bound even without a question, so that the month shown is the one that is chosen.
        shown_first = f"{months.shown_first.from_on:%Y-%m}"
        super().__init__({"month": data.get("month") or shown_first})
        self._months = {f"{month.from_on:%Y-%m}": month for month in months.spans}
        self.fields["month"].choices = [  # type: ignore[attr-defined]
            (name, f"{month.from_on:%B %Y}") for name, month in self._months.items()
        ]

    def chosen(self) -> Span | None:
        """The month asked for; nothing where there is none such."""
        return self._months[self.cleaned_data["month"]] if self.is_valid() else None


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


def _seconds(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=_LONGEST_SECONDS)


class ContactFilter(forms.Form):
    """Days of the campaign's zone, or of the brand's where none is chosen; and what else."""

    from_on = _day("From")
    to_on = _day("To, inclusive")
    campaign = forms.TypedChoiceField(
        label="Campaign", required=False, coerce=int, empty_value=None
    )
    agent = forms.TypedChoiceField(label="Agent", required=False, coerce=int, empty_value=None)
    outcome = forms.ChoiceField(
        label="Outcome", required=False, choices=[("", "Any outcome"), *Outcome.choices]
    )
    min_seconds = _seconds("Handled for at least, seconds")
    max_seconds = _seconds("Handled for at most, seconds")
    external_id = forms.CharField(label="Contact number", required=False, max_length=80)
    unattributed = forms.BooleanField(label="Handled, and nobody named", required=False)

    def __init__(
        self, data: Any, *, brand: Brand, campaigns: Iterable[Campaign], agents: Iterable[Agent]
    ) -> None:
        super().__init__(data)
        self._brand = brand
        self._zones = {campaign.pk: campaign.timezone for campaign in campaigns}
        self.fields["campaign"].choices = [  # type: ignore[attr-defined]
            ("", "All campaigns"),
            *((campaign.pk, campaign.name) for campaign in campaigns),
        ]
        self.fields["agent"].choices = [  # type: ignore[attr-defined]
            ("", "All agents"),
            *((agent.pk, agent.name) for agent in agents),
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse spans that run backwards, and days that no calendar shows."""
        asked = super().clean() or self.cleaned_data
        for name in ("from_on", "to_on"):
            day = asked.get(name)
            if day is not None and not _FIRST_DAY <= day <= _LAST_DAY:
                self.add_error(name, "That day is too far away.")
        if _backwards(asked.get("from_on"), asked.get("to_on")):
            self.add_error("to_on", "The last day comes before the first one.")
        if _backwards(asked.get("min_seconds"), asked.get("max_seconds")):
            self.add_error("max_seconds", "At most is less than at least.")
        return asked

    @property
    def timezone(self) -> str:
        """The zone whose days are meant."""
        chosen = self.cleaned_data.get("campaign") if self.is_bound and self.is_valid() else None
        return self._zones.get(chosen, self._brand.timezone) if chosen else self._brand.timezone

    def question(self) -> ContactQuestion:
        """What is asked; everything where the form is not valid."""
        if not self.is_valid():
            return ContactQuestion()
        asked, zone = self.cleaned_data, ZoneInfo(self.timezone)
        from_on, to_on = asked["from_on"], asked["to_on"]
        return ContactQuestion(
            from_at=midnight(from_on, zone) if from_on else None,
            until_at=midnight(to_on + timedelta(days=1), zone) if to_on else None,
            campaign_id=asked["campaign"],
            agent_id=asked["agent"],
            outcome=asked["outcome"],
            is_unattributed=asked["unattributed"],
            min_seconds=asked["min_seconds"],
            max_seconds=asked["max_seconds"],
            external_id=asked["external_id"],
        )


def _backwards(first: Any, last: Any) -> bool:
    return first is not None and last is not None and last < first
