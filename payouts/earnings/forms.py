"""What an agent may ask of their earnings."""

from collections.abc import Iterable

from django import forms


class EarningsFilter(forms.Form):
    """Which week, by the day on which it begins, and in which currency."""

    week = forms.DateField(label="Week that begins on", required=False)
    currency = forms.ChoiceField(label="Currency", required=False)

    def __init__(self, *args: object, currencies: Iterable[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["currency"].choices = [(code, code) for code in currencies]  # type: ignore[attr-defined]


class DayFilter(forms.Form):
    """Which campaign of a day."""

    campaign = forms.TypedChoiceField(
        label="Campaign", required=False, coerce=int, empty_value=None
    )

    def __init__(
        self, *args: object, campaigns: Iterable[tuple[int, str]], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["campaign"].choices = [("", "All campaigns"), *campaigns]  # type: ignore[attr-defined]
