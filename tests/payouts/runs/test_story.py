"""A payout's story: everything that was done, in order, and what comes next."""

from datetime import timedelta

import pytest

from onboarding.audit.services import advance
from payouts.gateway.models import AttemptStep
from payouts.gateway.processor import processor
from payouts.runs.models import PayoutStatus, RunStatus
from payouts.runs.sending import send_payout
from payouts.runs.settlement import complete_run
from payouts.runs.story import next_of, story_of
from tests.payouts.runs.desk import reserved_payout
from tests.times import NOON

HOUR = timedelta(hours=1)


def sent(payout, *, at=NOON):
    return send_payout(payout_id=payout.pk, gateway=processor(), at=at)


def steps(payout):
    return list(
        AttemptStep.objects.filter(attempt__subject=f"payout_{payout.pk}")
        .order_by("pk")
        .values_list("kind", flat=True)
    )


def test_a_payout_that_went_well_is_told_from_its_plan_to_the_processor(finance_desk, stand_in):
    payout = sent(reserved_payout(finance_desk, "Ada", 900))

    titles = [moment.title for moment in story_of(payout)]
    assert titles.count("Paid") == 1
    assert "Booked: Payout reserved" in titles
    assert "Booked: Payout settled" in titles
    assert "Request 1 is sent" in titles
    assert steps(payout) == ["SENT", "CLOSED"]
    assert next_of(payout, at=NOON).needs_a_person is False


def test_a_lost_answer_is_told_with_each_send_of_the_same_key(finance_desk, stand_in):
    payout = reserved_payout(finance_desk, "Ada", 900)
    stand_in.loses_the_next_answer()

    lost = sent(payout)
    waits = next_of(lost, at=NOON)
    sent(payout, at=NOON + HOUR)

    assert lost.status == PayoutStatus.UNKNOWN
    assert waits.at is not None
    assert steps(payout) == ["SENT", "ANSWERED", "SENT", "CLOSED"]
    titles = [moment.title for moment in story_of(payout)]
    assert "Request 1 is sent again, the same bytes under the same key" in titles


def test_an_old_key_is_looked_up_and_the_page_says_that_nothing_is_sent(finance_desk, stand_in):
    payout = reserved_payout(finance_desk, "Ada", 900)
    stand_in.loses_the_next_request()

    lost = sent(payout)
    said = next_of(lost, at=NOON + timedelta(hours=23)).words
    sent(payout, at=NOON + timedelta(hours=24))

    assert said.startswith("Nothing is sent. The processor is asked whether it was done.")
    assert steps(payout) == ["SENT", "ANSWERED", "LOOKED_UP", "ANSWERED"]


@pytest.mark.parametrize(
    ("run_status", "needs_a_person"),
    [
        (RunStatus.COMPUTED, True),
        (RunStatus.APPROVED, False),
        (RunStatus.EXECUTING, False),
        (RunStatus.PAUSED, True),
    ],
)
def test_it_says_whether_a_planned_payout_waits_for_a_person(
    finance_desk, run_status, needs_a_person
):
    payout = finance_desk.planned_payout("Ada", 900, run=run_status)

    assert next_of(payout, at=NOON).needs_a_person is needs_a_person


def test_a_payout_of_a_paused_run_waits_for_somebody(finance_desk, stand_in):
    payout = reserved_payout(finance_desk, "Ada", 900)
    advance(payout.run, to=RunStatus.PAUSED, actor=finance_desk.pia, at=NOON, reason="Look")

    assert next_of(payout, at=NOON).needs_a_person is True


def test_what_is_of_another_payout_is_not_told(finance_desk, stand_in):
    mine = sent(reserved_payout(finance_desk, "Ada", 900))
    complete_run(run_id=mine.run_id, at=NOON)
    theirs = sent(reserved_payout(finance_desk, "Bo", 800))

    codes = {moment.code for moment in story_of(mine)}
    assert {moment.code for moment in story_of(theirs) if moment.code} & codes - {""} == set()
