"""What either side and the deciding desk may say."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.campaigns.models import Campaign
from onboarding.brands.models import Brand
from onboarding.calendars.periods import midnight
from payouts.disputes.deciding import Decision
from payouts.disputes.files import Upload
from payouts.disputes.models import DisputeStatus, Ground, Reason
from payouts.disputes.outcomes import Measure, Measured
from payouts.disputes.services import Said
from payouts.disputes.sniffing import MOST_BYTES

_ANY = [("", _("Any"))]
_MOST_SECONDS = 86_400
_DAY = timedelta(days=1)
# Calendars beyond these have no midnight in every zone.
_FIRST_YEAR, _LAST_YEAR = 1970, 2199

Choices = Iterable[tuple[Any, Any]]


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


def _seconds(label: Any, *, lowest: int = 0, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=lowest, max_value=_MOST_SECONDS, **more
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
    claimed_seconds = _seconds(
        _("Seconds there should have been"), help_text=_("Empty: none of it should be charged.")
    )
    field_order = ["ground", "claimed_seconds", "words", "file"]


class ContestPayForm(SaidForm):
    """Why pay is contested, and how long the contact was."""

    ground = forms.ChoiceField(label=_("What is wrong"), choices=Ground.of_agents())
    claimed_seconds = _seconds(
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


class ChargesFilter(forms.Form):
    """Which charges a brand contests at once."""

    campaign = forms.ChoiceField(label=_("Campaign"), required=False)
    agent = forms.ChoiceField(label=_("Agent"), required=False)
    from_on = _day(_("From"))
    to_on = _day(_("Until, this day included"))
    min_seconds = _seconds(_("At least, in seconds"))
    max_seconds = _seconds(_("At most, in seconds"))

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


class ManyForm(ContestChargeForm):
    """Why many charges are contested; ``key`` makes sure that one form opens them once."""

    key = forms.UUIDField(widget=forms.HiddenInput)


_MEASURES = [
    (Measure.KEEP.value, _("Keep as it is")),
    (Measure.AS_ASKED.value, _("As was asked")),
    (Measure.NOTHING.value, _("Nothing")),
]
_MORE = [
    (Measure.SECONDS.value, _("So many seconds")),
    (Measure.AMOUNT.value, _("This amount")),
]


class AlikeForm(forms.Form):
    """How many disputes are decided alike."""

    charge = forms.ChoiceField(label=_("The brand's charge"), choices=_MEASURES)
    pay = forms.ChoiceField(label=_("The agent's pay"), choices=_MEASURES)
    reason = forms.ChoiceField(label=_("Reason"), choices=Reason.of_people())
    words = forms.CharField(
        label=_("In words, for both sides"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def decision(self) -> Decision:
        """What was decided; the form is valid."""
        return Decision(
            Reason(self.cleaned_data["reason"]),
            self.cleaned_data["words"],
            charge=self._measured("charge"),
            pay=self._measured("pay"),
            read_work_id=self.cleaned_data.get("work"),
        )

    def _measured(self, side: str) -> Measured:
        asked = self.cleaned_data
        return Measured(
            Measure(asked[side]), asked.get(f"{side}_seconds"), asked.get(f"{side}_exact")
        )


class DecisionForm(AlikeForm):
    """How one dispute is decided, each side of the price by itself."""

    charge_seconds = _seconds(_("Seconds charged"))
    charge_exact = forms.DecimalField(
        label=_("Amount charged"), required=False, min_value=0, max_digits=14, decimal_places=6
    )
    pay_seconds = _seconds(_("Seconds paid"))
    pay_exact = forms.DecimalField(
        label=_("Amount paid"), required=False, min_value=0, max_digits=14, decimal_places=6
    )
    work = forms.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput
    )
    field_order = [
        "charge",
        "charge_seconds",
        "charge_exact",
        "pay",
        "pay_seconds",
        "pay_exact",
        "reason",
        "words",
        "work",
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for side in ("charge", "pay"):
            self.fields[side].choices = [*_MEASURES, *_MORE]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for the seconds or the amount where they are what is decided."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for side in ("charge", "pay"):
            for measure, field in ((Measure.SECONDS, "seconds"), (Measure.AMOUNT, "exact")):
                value = cleaned.get(f"{side}_{field}")
                if cleaned.get(side) == measure and value is None:
                    self.add_error(f"{side}_{field}", _("Say how much."))
                elif cleaned.get(side) != measure:
                    cleaned[f"{side}_{field}"] = None
        return cleaned


class GiveForm(forms.Form):
    """Which contact was missing, or which campaign it was for."""

    contact = forms.ChoiceField(label=_("The contact"), required=False)
    campaign = forms.ChoiceField(label=_("Campaign"), required=False)
    goodwill = forms.DecimalField(
        label=_("Or a sum in its place"),
        required=False,
        min_value=0,
        max_digits=10,
        decimal_places=3,
        help_text=_("Where no source ever reported it. The platform bears it."),
    )
    reason = forms.ChoiceField(label=_("Reason"), choices=Reason.of_people())
    words = forms.CharField(
        label=_("In words, for both sides"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any, *, contacts: Choices, campaigns: Choices) -> None:
        super().__init__(data)
        self.fields["contact"].choices = [("", "–"), *contacts]  # type: ignore[attr-defined]
        self.fields["campaign"].choices = [("", "–"), *campaigns]  # type: ignore[attr-defined]
