"""What a reader may ask of extras."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from payouts.extras.models import ExtraKind


class ExtraFilter(forms.Form):
    """Which extras: of a kind, of a party, between two days."""

    kind = forms.ChoiceField(label=_("Kind"), required=False)
    q = forms.CharField(label=_("Agent or campaign"), required=False, max_length=80)
    from_on = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    to_on = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["kind"].choices = [("", _("All kinds")), *ExtraKind.choices]  # type: ignore[attr-defined]

    def asked(self) -> list[Q]:
        """What the list is narrowed by; nothing where the form is not valid."""
        if not self.is_valid():
            return []
        said: dict[str, Any] = self.cleaned_data
        named = Q(agent__name__icontains=said["q"]) | Q(campaign__name__icontains=said["q"])
        conditions = (
            (said["kind"], Q(kind=said["kind"])),
            (said["q"], named),
            (said["from_on"], Q(work_day__gte=said["from_on"])),
            (said["to_on"], Q(work_day__lte=said["to_on"])),
        )
        return [condition for value, condition in conditions if value]


class ReasonForm(forms.Form):
    """Why a sum is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=500)
