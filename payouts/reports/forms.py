"""Which month and which currency finance looks at."""

from datetime import date
from typing import Any

from django import forms


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
