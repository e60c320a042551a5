"""Calls are spaced evenly, and what a slow moment cost is made up for without a burst."""

import pytest

from payouts.runs.pace import Pace


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_turns_are_evenly_spaced(clock):
    pace = Pace(100, clock=clock)

    assert [round(pace.turn(), 9) for _ in range(4)] == [0, 0.01, 0.02, 0.03]


def test_a_second_holds_as_many_turns_as_are_allowed_and_a_tenth_more_at_most(clock):
    pace = Pace(100, clock=clock)
    clock.now += 60

    within_a_second = sum(pace.turn() <= 1 for _ in range(1_000))

    assert within_a_second in {110, 111}


def test_when_the_processor_asks_nobody_calls_for_so_long(clock):
    pace = Pace(100, clock=clock)

    pace.slow_down(2)

    assert round(pace.turn(), 9) == 2
