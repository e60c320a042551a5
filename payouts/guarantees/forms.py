"""What people promise, and the files that say what was kept."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.campaigns.models import Campaign
from onboarding.calendars.reach import within_reach
from payouts.guarantees.models import Funding
from payouts.guarantees.offers import Measure
from payouts.guarantees.rewarding import Reward
from payouts.guarantees.rewards import BonusKind
from payouts.guarantees.services import Floor
from payouts.guarantees.surging import Offer
from payouts.money import Money

_LARGEST = 5 * 1024 * 1024
_PERCENT = 100
_SECONDS_PER_HOUR = 3_600
_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


def _clock(label: Any, **more: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        validators=[within_reach],
        label=label,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=_FORMATS[0]),
        input_formats=_FORMATS,
        **more,
    )


def _amount(label: Any, **more: Any) -> forms.DecimalField:
    usual: dict[str, Any] = {"min_value": Decimal(0), "max_value": Decimal(10_000)}
    usual |= {"max_digits": 9, "decimal_places": 4}
    return forms.DecimalField(label=label, **(usual | more))


class _OfCampaign(forms.Form):
    """A form about one of some campaigns, on whose clock its instants are."""

    campaign = forms.ModelChoiceField(
        label=_("Campaign"), queryset=Campaign.objects.none(), to_field_name="public_id"
    )

    def __init__(self, *args: Any, campaigns: QuerySet[Campaign], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["campaign"].queryset = campaigns  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Read every clock as one of the campaign's zone."""
        said: dict[str, Any] = super().clean() or {}
        campaign = said.get("campaign")
        for name, value in said.items():
            if campaign is not None and isinstance(value, datetime):
                said[name] = value.replace(tzinfo=ZoneInfo(campaign.timezone))
        return said


class SurgeForm(_OfCampaign):
    """A surge offer as somebody makes it."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("Agents read it."))
    from_at = _clock(_("From"), help_text=_("On the campaign's clock."))
    to_at = _clock(_("Until"))
    measure = forms.ChoiceField(label=_("Counted by"), choices=Measure.choices)
    rate = _amount(
        _("Bonus"),
        min_value=Decimal("0.0001"),
        help_text=_("Extra an hour, or a share in percent."),
    )
    min_hours = _amount(_("Hours worked, at least"), required=False, decimal_places=2)
    min_adherence = forms.IntegerField(
        label=_("Adherence, at least, %"), min_value=0, max_value=100, required=False
    )
    booked_before = _clock(_("Booked before"), required=False)
    budget = _amount(
        _("Budget"),
        required=False,
        max_value=Decimal(10) ** 9,
        max_digits=14,
        help_text=_("When bookings take it up, no more count. Those before are paid."),
    )

    def offer(self, *, funded_by: Funding) -> Offer:
        """The offer of a valid form."""
        said = self.cleaned_data
        is_share = said["measure"] == Measure.SHARE
        rate = said["rate"] / _PERCENT if is_share else said["rate"]
        budget = said["budget"]
        currency = said["campaign"].currency
        return Offer(
            name=said["name"],
            from_at=said["from_at"],
            to_at=said["to_at"],
            measure=Measure(said["measure"]),
            pay_rate=rate,
            charge_rate=rate if funded_by == Funding.BRAND else Decimal(0),
            funded_by=funded_by,
            min_seconds=int((said["min_hours"] or 0) * _SECONDS_PER_HOUR),
            min_adherence=said["min_adherence"] or 0,
            booked_before=said["booked_before"],
            budget_minor=None if budget is None else Money.of_exact(budget, currency).minor,
        )


class BonusForm(_OfCampaign):
    """What a kind of bonus pays."""

    kind = forms.ChoiceField(label=_("For"), choices=BonusKind.choices)
    amount = _amount(_("Amount"), help_text=_("For training, an hour of it. Zero ends the bonus."))
    effective_from = _clock(_("From"), help_text=_("On the campaign's clock."))
    needed_hours = _amount(
        _("Hours served by who was referred"),
        required=False,
        decimal_places=2,
        help_text=_("For referrals."),
    )
    within_days = forms.IntegerField(
        label=_("Within, days"), min_value=0, max_value=365, required=False
    )

    def clean(self) -> dict[str, Any]:
        """A referral that asks for hours says within how many days."""
        said = super().clean()
        if said.get("needed_hours") and not said.get("within_days"):
            self.add_error("within_days", _("Say within how many days."))
        return said

    def reward(self, *, funded_by: Funding) -> Reward:
        """The terms of a valid form."""
        said = self.cleaned_data
        return Reward(
            pay=said["amount"],
            charge=said["amount"] if funded_by == Funding.BRAND else Decimal(0),
            funded_by=funded_by,
            needed_seconds=int((said["needed_hours"] or 0) * _SECONDS_PER_HOUR),
            within_days=said["within_days"] or 0,
        )


class FloorForm(_OfCampaign):
    """A campaign's earnings floor."""

    per_hour = _amount(_("An hour"), help_text=_("Zero, with nothing for a contact, ends it."))
    multiplier = _amount(
        _("Times"), min_value=Decimal("0.01"), max_value=Decimal(100), initial=Decimal(1)
    )
    per_contact = _amount(_("For each contact"), required=False)
    funded_by = forms.ChoiceField(label=_("Paid by"), choices=Funding.choices)
    effective_from = _clock(_("From"), help_text=_("On the campaign's clock."))

    def floor(self) -> Floor:
        """The floor of a valid form."""
        said = self.cleaned_data
        return Floor(
            said["per_hour"],
            said["multiplier"],
            said["per_contact"] or Decimal(0),
            Funding(said["funded_by"]),
        )


class HoursForm(forms.Form):
    """A file of hours, of hours that were cancelled, or of reasons for a bonus."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("UTF-8, at most 5 MB. The same lines again change nothing."),
    )

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > _LARGEST:
            raise forms.ValidationError(_("The file is larger than 5 MB."))
        return file
