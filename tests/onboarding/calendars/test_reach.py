from datetime import UTC, date, datetime

import pytest
from django import forms
from django.core.exceptions import ValidationError

from marketplace.campaigns.forms import ProposalForm
from onboarding.calendars.reach import within_reach
from payouts.disputes.forms import MissingForm
from payouts.guarantees.forms import BonusForm, FloorForm, SurgeForm
from payouts.instant.forms import TariffForm
from payouts.runs.forms import ComputeForm


@pytest.mark.parametrize("day", [date(1970, 1, 1), datetime(2199, 12, 31, 23, 59, tzinfo=UTC)])
def test_what_somebody_may_mean_is_within_reach(day):
    within_reach(day)


@pytest.mark.parametrize("day", [date.min, date(1969, 12, 31), date(2200, 1, 1), date.max])
def test_what_nobody_means_is_refused(day):
    with pytest.raises(ValidationError):
        within_reach(day)


@pytest.mark.parametrize(
    "form",
    [BonusForm, ComputeForm, FloorForm, MissingForm, ProposalForm, SurgeForm, TariffForm],
    ids=lambda form: form.__name__,
)
def test_every_clock_on_a_form_is_within_reach(form):
    clocks = [one for one in form.base_fields.values() if isinstance(one, forms.DateTimeField)]

    for clock in clocks:
        with pytest.raises(ValidationError):
            clock.clean("9999-12-31T23:59")
    assert clocks
