"""Which disputes a list shows, and which charges are contested at once."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from onboarding.brands.models import Brand
from onboarding.calendars.periods import midnight
from payouts.disputes.choices import DisputeStatus, Ground
from payouts.disputes.forms import seconds_field

_ANY = [("", _("Any"))]
_DAY = timedelta(days=1)
# Calendars beyond these have no midnight in every zone.
_FIRST_YEAR, _LAST_YEAR = 1970, 2199

Choices = Iterable[tuple[Any, Any]]


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


class DisputeFilter(forms.Form):
    """Which disputes a list shows."""

    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[*_ANY, *DisputeStatus.choices]
    )
    reason = forms.ChoiceField(
        label=_("What is said"), required=False, choices=[*_ANY, *Ground.choices]
    )

    def asked(self) -> dict[str, Any]:
        """What to filter by; nothing where the form is not valid."""
        if not self.is_valid():
            return {}
        wanted = {"status": self.cleaned_data["status"], "ground": self.cleaned_data["reason"]}
        return {name: value for name, value in wanted.items() if value}


class DeskFilter(DisputeFilter):
    """Which disputes the desk shows."""

    brand = forms.ChoiceField(label=_("Brand"), required=False)

    def __init__(self, data: Any, *, brands: Iterable[Brand]) -> None:
        super().__init__(data)
        self.fields["brand"].choices = [*_ANY, *((one.slug, one.name) for one in brands)]  # type: ignore[attr-defined]

    def asked(self) -> dict[str, Any]:
        """What to filter by; nothing where the form is not valid."""
        wanted = super().asked()
        if self.is_valid() and self.cleaned_data["brand"]:
            wanted["brand__slug"] = self.cleaned_data["brand"]
        return wanted


class ChargesFilter(forms.Form):
    """Which charges a brand contests at once."""

    campaign = forms.ChoiceField(label=_("Campaign"), required=False)
    agent = forms.ChoiceField(label=_("Agent"), required=False)
    from_on = _day(_("From"))
    to_on = _day(_("Until, this day included"))
    min_seconds = seconds_field(_("At least, in seconds"))
    max_seconds = seconds_field(_("At most, in seconds"))

    def __init__(self, data: Any, *, brand: Brand, campaigns: Choices, agents: Choices) -> None:
        super().__init__(data)
        self.zone = ZoneInfo(brand.timezone)
        self.fields["campaign"].choices = [*_ANY, *campaigns]  # type: ignore[attr-defined]
        self.fields["agent"].choices = [*_ANY, *agents]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse days that no calendar shows."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("from_on", "to_on"):
            day = cleaned.get(name)
            if day and not _FIRST_YEAR <= day.year <= _LAST_YEAR:
                self.add_error(name, _("That day is too far away."))
        return cleaned

    def asked(self) -> dict[str, Any]:
        """Fields of rated work to filter by; of a form that is not valid, nothing."""
        if not self.is_valid():
            return {}
        asked = self.cleaned_data
        first, last = asked["from_on"], asked["to_on"]
        wanted = {
            "campaign": int(asked["campaign"]) if asked["campaign"] else None,
            "agent": int(asked["agent"]) if asked["agent"] else None,
            "occurred_at__gte": midnight(first, self.zone) if first else None,
            "occurred_at__lt": midnight(last + _DAY, self.zone) if last else None,
            "productive_seconds__gte": asked["min_seconds"],
            "productive_seconds__lte": asked["max_seconds"],
        }
        return {name: value for name, value in wanted.items() if value is not None}
