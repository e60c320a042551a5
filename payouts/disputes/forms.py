"""What either side and the deciding desk may say."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.campaigns.models import Campaign
from onboarding.calendars.reach import within_reach
from payouts.disputes.choices import Ground
from payouts.disputes.files import Upload
from payouts.disputes.services import Said
from payouts.disputes.sniffing import MOST_BYTES

_MOST_SECONDS = 86_400


def seconds_field(label: Any, *, lowest: int = 0, **more: Any) -> forms.IntegerField:
    """Seconds of one contact, a day at most."""
    return forms.IntegerField(
        label=label, required=False, min_value=lowest, max_value=_MOST_SECONDS, **more
    )


class SaidForm(forms.Form):
    """Words, and a file that shows what happened."""

    words = forms.CharField(
        label=_("What happened"),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    file = forms.FileField(
        label=_("Evidence"),
        required=False,
        help_text=_("A recording, a PDF, a picture or plain text, up to 10 MB."),
    )

    def said(self) -> Said:
        """What was said and shown; the form is valid."""
        file = self.cleaned_data["file"]
        upload = Upload(file.name, file.read(MOST_BYTES + 1)) if file else None
        return Said(self.cleaned_data["words"], upload)


class ContestChargeForm(SaidForm):
    """Why a charge is contested, and how long the contact was if that is it."""

    ground = forms.ChoiceField(label=_("What is wrong"), choices=Ground.of_brands())
    claimed_seconds = seconds_field(
        _("Seconds there should have been"), help_text=_("Empty: none of it should be charged.")
    )
    field_order = ["ground", "claimed_seconds", "words", "file"]


class ContestPayForm(SaidForm):
    """Why pay is contested, and how long the contact was."""

    ground = forms.ChoiceField(label=_("What is wrong"), choices=Ground.of_agents())
    claimed_seconds = seconds_field(
        _("Seconds there should have been"),
        lowest=1,
        help_text=_("Talk, hold and finishing up together. Needed for wrong seconds."),
    )
    field_order = ["ground", "claimed_seconds", "words", "file"]

    def clean(self) -> dict[str, Any]:
        """Ask for the seconds where they are what is contested."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        counted = {Ground.WRONG_SECONDS, Ground.NOT_COUNTED}
        if cleaned.get("ground") in counted and cleaned.get("claimed_seconds") is None:
            self.add_error("claimed_seconds", _("Say how many seconds there should have been."))
        return cleaned


class MissingForm(SaidForm):
    """A contact that is on no statement."""

    campaign = forms.ChoiceField(label=_("Campaign"))
    ended_at = forms.DateTimeField(
        validators=[within_reach],
        label=_("When it ended"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )
    external_id = forms.CharField(
        label=_("Its number, if you know it"), required=False, max_length=80
    )
    field_order = ["campaign", "ended_at", "external_id", "words", "file"]

    def __init__(self, *args: Any, campaigns: Iterable[Campaign], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaigns = {str(one.public_id): one for one in campaigns}
        self.fields["campaign"].choices = [  # type: ignore[attr-defined]
            (key, f"{one.name} · {one.brand.name}") for key, one in self.campaigns.items()
        ]

    def chosen(self) -> Campaign:
        """The campaign that was chosen; the form is valid."""
        return self.campaigns[self.cleaned_data["campaign"]]


class ManyForm(ContestChargeForm):
    """Why many charges are contested; ``key`` makes sure that one form opens them once."""

    key = forms.UUIDField(widget=forms.HiddenInput)
