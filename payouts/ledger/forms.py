"""What a reader may ask of the books."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import RegexValidator


class AccountFilter(forms.Form):
    """Which accounts of a kind."""

    q = forms.CharField(
        label="Owner",
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"placeholder": "A part of the name, or the number"}),
    )
    currency = forms.CharField(
        label="Currency",
        required=False,
        validators=[RegexValidator("^[A-Z]{3}$", "Three capital letters, such as USD.")],
    )


class EntryFilter(forms.Form):
    """Which entries of an account, by the day on which they happened. Days are of UTC."""

    from_on = forms.DateField(
        label="From", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    to_on = forms.DateField(
        label="To", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("from_on"), cleaned.get("to_on")
        if first and last and last < first:
            self.add_error("to_on", "This day is before the first one.")
        if last == date.max:
            self.add_error("to_on", "There is no day after this one.")
        return cleaned

    def span(self) -> dict[str, datetime | None]:
        """The instants ``since`` and ``before``; nothing where the form is not valid."""
        if not self.is_valid():
            return {"since": None, "before": None}
        first, last = self.cleaned_data["from_on"], self.cleaned_data["to_on"]
        return {
            "since": _midnight(first) if first else None,
            "before": _midnight(last + timedelta(days=1)) if last else None,
        }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)
