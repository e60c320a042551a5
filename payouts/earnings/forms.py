"""What an agent may ask of their earnings."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _


class EarningsFilter(forms.Form):
    """Which week, by the day on which it begins, and in which currency."""

    week = forms.DateField(label=_("Week that begins on"), required=False)
    currency = forms.ChoiceField(label=_("Currency"), required=False)

    def __init__(self, *args: object, currencies: Iterable[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["currency"].choices = [(code, code) for code in currencies]  # type: ignore[attr-defined]


class DayFilter(forms.Form):
    """Which campaign of a day."""

    campaign = forms.TypedChoiceField(
        label=_("Campaign"), required=False, coerce=int, empty_value=None
    )

    def __init__(
        self, *args: object, campaigns: Iterable[tuple[int, str]], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["campaign"].choices = [("", _("All campaigns")), *campaigns]  # type: ignore[attr-defined]
