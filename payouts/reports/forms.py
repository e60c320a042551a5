"""Which month and which currency finance looks at."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from payouts.periods.models import Period, PeriodKind
from payouts.reports.asking import Question
from payouts.reports.contacts import Behind
from payouts.reports.models import Cause, DifferenceStatus


def _choice() -> forms.Select:
    return forms.Select(attrs={"class": "form-select w-auto"})


class MonthFilter(forms.Form):
    """One of the months with work and one of the currencies in use; the first of each otherwise."""

    currency = forms.ChoiceField(required=False, widget=_choice())
    month = forms.ChoiceField(required=False, widget=_choice())

    def __init__(self, data: Any, *, currencies: list[str], months: list[date]) -> None:
        super().__init__(data)
        self._first = {"currency": currencies[0], "month": f"{months[0]:%Y-%m}"}
        self.fields["currency"].choices = [(code, code) for code in currencies]  # type: ignore[attr-defined]
        self.fields["month"].choices = [  # type: ignore[attr-defined]
            (f"{month:%Y-%m}", f"{month:%B %Y}") for month in months
        ]

    def chosen(self) -> tuple[str, date]:
        """The currency and the first day of the month; what is not a choice is the first one."""
        asked = self.cleaned_data if self.is_valid() else {}
        currency = asked.get("currency") or self._first["currency"]
        month = asked.get("month") or self._first["month"]
        return currency, date.fromisoformat(f"{month}-01")


_LONGEST_SPAN = timedelta(days=3 * 366)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


def _part_of(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"placeholder": _("A part of the name")}),
    )


class ReportFilter(forms.Form):
    """The span, the currency and the names of a report; by default this month and the last."""

    from_on = _day(_("From"))
    to_on = _day(_("To"))
    currency = forms.ChoiceField(label=_("Currency"), required=False)
    brand = _part_of(_("Brand"))
    campaign = _part_of(_("Campaign"))
    agent = _part_of(_("Agent"))

    def __init__(
        self, data: Any, *, currencies: list[str], names: Collection[str], today: date
    ) -> None:
        first = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
        data = data.copy()
        data.setdefault("from_on", first.isoformat())
        data.setdefault("to_on", today.isoformat())
        data.setdefault("currency", currencies[0])
        super().__init__(data)
        self.fields["currency"].choices = [(code, code) for code in currencies]  # type: ignore[attr-defined]
        for name in {"brand", "campaign", "agent"} - set(names):
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("from_on"), cleaned.get("to_on")
        for name in ("from_on", "to_on", "currency"):
            if name not in self.errors and not cleaned.get(name):
                self.add_error(name, _("Please say which."))
        if first and last and last < first:
            self.add_error("to_on", _("This day is before the first one."))
        elif first and last and last - first > _LONGEST_SPAN:
            self.add_error("to_on", _("Three years at most: ask for a shorter span."))
        if last == date.max:
            self.add_error("to_on", _("There is no day after this one."))
        return cleaned

    def question(self) -> Question | None:
        """What is asked, or nothing where the form is not valid."""
        if not self.is_valid():
            return None
        asked = self.cleaned_data
        return Question(
            since=asked["from_on"],
            before=asked["to_on"] + timedelta(days=1),
            currency=asked["currency"],
            **{name: asked.get(name, "") for name in ("brand", "campaign", "agent")},
        )


_SLOT = r"([01]\d|2[0-3]):(00|30)"


class BehindFilter(ReportFilter):
    """Which contacts: of a span and of names, narrowed to one row of a report.

    ``slot`` is the half-hour of the day, by its beginning on the campaign's clock; ``cleared``
    makes the span one of the days on which pay became payable; ``week`` and ``day`` are of one
    pay statement.
    """

    campaign_id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    agent_id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    slot = forms.RegexField(f"^{_SLOT}$", required=False, widget=forms.HiddenInput)
    cleared = forms.BooleanField(required=False, widget=forms.HiddenInput)
    week = forms.ModelChoiceField(
        Period.objects.filter(kind=PeriodKind.PAY),
        required=False,
        to_field_name="public_id",
        widget=forms.HiddenInput,
    )
    day = forms.DateField(required=False, widget=forms.HiddenInput)

    def clean_day(self) -> date | None:
        """There is no day after the last one, nor a beginning of the first."""
        day: date | None = self.cleaned_data["day"]
        if day in (date.min, date.max):
            raise forms.ValidationError(_("There is no such day."))
        return day

    def asked(self) -> Behind | None:
        """Which contacts are asked for, or nothing where the form is not valid."""
        question = self.question()
        if question is None:
            return None
        asked = self.cleaned_data
        hours, _, minutes = asked["slot"].partition(":")
        return Behind(
            question,
            campaign_id=asked["campaign_id"],
            agent_id=asked["agent_id"],
            slot=int(hours) * 2 + (minutes == "30") if hours else None,
            is_cleared=asked["cleared"],
            week=asked["week"],
            day=asked["day"] if asked["week"] else None,
        )


class DifferenceFilter(forms.Form):
    """Which differences."""

    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("Any")), *DifferenceStatus.choices]
    )
    cause = forms.ChoiceField(
        label=_("Cause"), required=False, choices=[("", _("Any")), *Cause.choices]
    )

    def asked(self) -> dict[str, str]:
        """What is filtered by; nothing where the form is not valid."""
        if not self.is_valid():
            return {}
        return {name: value for name, value in self.cleaned_data.items() if value}
