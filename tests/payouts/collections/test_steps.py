from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.collections.steps import LEAST_DAYS_BETWEEN, ORDER, USUAL, Plan, Step, next_step

DUE = date(2026, 9, 1)


@pytest.mark.parametrize(
    ("days", "taken", "due"),
    [
        (2, None, None),
        (3, None, Step.FRIENDLY),
        (40, None, Step.FRIENDLY),
        (9, Step.FRIENDLY, None),
        (10, Step.FRIENDLY, Step.FIRST),
        (27, Step.SECOND, Step.FINAL),
        (30, Step.FINAL, Step.STOP),
        (90, Step.STOP, None),
    ],
)
def test_each_step_comes_at_its_day_and_after_the_one_before(days, taken, due):
    today = DUE + timedelta(days=days)

    found = next_step(USUAL, due_on=DUE, today=today, taken=taken, taken_on=DUE if taken else None)

    assert found == due


def test_a_step_without_days_is_left_out():
    plan = Plan(friendly=None, first=5, second=None, final=None, stop=None)
    today = DUE + timedelta(days=60)

    first = next_step(plan, due_on=DUE, today=today, taken=None, taken_on=None)
    after = next_step(plan, due_on=DUE, today=today, taken=Step.FIRST, taken_on=DUE)

    assert (first, after) == (Step.FIRST, None)


@pytest.mark.parametrize(
    ("plan", "is_in_order"),
    [
        (USUAL, True),
        (Plan(friendly=0), False),
        (Plan(friendly=9, first=10), False),
        (Plan(friendly=None, first=None, second=None, final=None, stop=1), True),
        (Plan(first=21), False),
    ],
)
def test_a_plan_is_in_order_with_three_days_between(plan, is_in_order):
    assert plan.is_in_order is is_in_order


@given(st.lists(st.integers(min_value=1, max_value=9), min_size=1, max_size=30))
def test_however_seldom_somebody_looks_steps_come_in_order_days_apart(gaps):
    taken, taken_on, today, seen = None, None, DUE, []
    for gap in gaps:
        today += timedelta(days=gap)
        step = next_step(USUAL, due_on=DUE, today=today, taken=taken, taken_on=taken_on)
        if step is not None:
            assert taken_on is None or (today - taken_on).days >= LEAST_DAYS_BETWEEN
            assert (today - DUE).days >= USUAL.days_of(step)
            taken, taken_on = step, today
            seen.append(step)

    assert seen == list(ORDER[: len(seen)])
