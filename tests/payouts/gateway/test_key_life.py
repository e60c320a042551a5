from datetime import timedelta

import pytest

from payouts.gateway.key_life import is_surely_absent, may_be_sent
from tests.times import NOON

A_SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("after", "may"),
    [
        (timedelta(0), True),
        (timedelta(hours=23) - A_SECOND, True),
        (timedelta(hours=23), False),
        (timedelta(days=3), False),
    ],
)
def test_a_key_is_sent_while_it_is_young(after, may):
    facts = {"last_sent_at": NOON, "is_key_spent": False, "is_looked_up": False}

    assert may_be_sent(first_sent_at=NOON, at=NOON + after, **facts) is may


@pytest.mark.parametrize(
    ("back_by", "may"),
    [(timedelta(hours=1), True), (timedelta(hours=1) + A_SECOND, False)],
)
def test_a_clock_that_was_set_back_sends_no_key_again(back_by, may):
    last_sent_at = NOON + timedelta(hours=9)
    facts = {"last_sent_at": last_sent_at, "is_key_spent": False, "is_looked_up": False}

    assert may_be_sent(first_sent_at=NOON, at=last_sent_at - back_by, **facts) is may


@pytest.mark.parametrize("known", [{"is_key_spent": True}, {"is_looked_up": True}])
def test_a_key_that_is_spent_or_looked_up_is_never_sent_again(known):
    facts = {"last_sent_at": NOON, "is_key_spent": False, "is_looked_up": False} | known

    assert not may_be_sent(first_sent_at=NOON, at=NOON + A_SECOND, **facts)


@pytest.mark.parametrize(
    ("first_absence", "second_absence", "is_absent"),
    [
        (None, timedelta(hours=30), False),
        (timedelta(hours=23), timedelta(hours=25) - A_SECOND, False),
        (timedelta(hours=23), timedelta(hours=25), True),
        (timedelta(hours=30), timedelta(hours=30), False),
        (timedelta(hours=30), timedelta(hours=30) + A_SECOND, True),
    ],
)
def test_an_absence_is_believed_the_second_time_and_late(first_absence, second_absence, is_absent):
    absent_at = None if first_absence is None else NOON + first_absence

    assert (
        is_surely_absent(first_sent_at=NOON, absent_at=absent_at, at=NOON + second_absence)
        is is_absent
    )
