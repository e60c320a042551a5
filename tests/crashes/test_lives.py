"""Killed at a step of its way, whatever happens outside: everybody is paid once, nobody forgotten.

`manage.py crash_suite` leads every life there is. Here each fate is met by a death in every state
that there is on the way, and one on each rail by a death before every single statement.
"""

import pytest

from payouts.management.crashes.suite import RAILS, Unit, units

EVERY_STATEMENT = [
    Unit("processor", "answer_lost", "at once"),
    Unit("bank-file", "one_returned", "at once"),
    Unit("charge", "answer_lost", "at once"),
]
# With every fate; what other ways for time to pass add to it, with those that it matters for.
EVERY_STATE = [
    *[unit for unit in units(tuple(RAILS)) if unit.plan == "at once"],
    *[
        Unit(rail, "late", plan)
        for rail in ("processor", "charge")
        for plan in ("after a day", "clock behind", "clock set back", "clock ahead")
    ],
    Unit("bank-file", "lost", "after a weekend"),
    Unit("bank-file", "sent_twice", "after a weekend"),
]


def wrong(lives):
    """Lives that did not end well, and where they were killed."""
    return [(life.faults, [str(place) for place in life.deaths]) for life in lives if life.faults]


@pytest.mark.parametrize("unit", EVERY_STATEMENT, ids=str)
def test_killed_before_any_statement_everybody_is_paid_once(theatre, broken_laws, unit):
    lives = list(theatre.killed_once(unit))

    assert [len(life.deaths) for life in lives] == [1] * len(lives)
    assert wrong(lives) == []
    assert broken_laws() == []


@pytest.mark.parametrize(
    "unit", [unit for unit in EVERY_STATE if unit not in EVERY_STATEMENT], ids=str
)
def test_killed_in_any_state_everybody_is_paid_once(theatre, broken_laws, unit):
    kills = theatre.first_kills(unit, every_step=False)

    lives = [theatre.life(unit, (kill,)) for kill in kills]

    assert [len(life.deaths) for life in lives] == [1] * len(kills)
    assert wrong(lives) == []
    assert broken_laws() == []


@pytest.mark.parametrize(
    "unit",
    [Unit("processor", "late", "at once"), Unit("bank-file", "told_late", "at once")],
    ids=str,
)
def test_killed_again_on_its_way_back_everybody_is_paid_once(theatre, broken_laws, unit):
    first = theatre.first_kills(unit, every_step=False)[4]

    lives = list(theatre.killed_again(unit, first, every_step=False))

    assert {len(life.deaths) for life in lives[1:]} == {2}
    assert wrong(lives) == []
    assert broken_laws() == []


@pytest.mark.parametrize(
    ("rail", "control", "plan", "caught_by"),
    [
        ("processor", "a fresh key for each try", "at once", {"done", "answer_lost"}),
        ("processor", "one key for ever", "after a day", {"done", "answer_lost"}),
        ("charge", "a fresh key for each try", "at once", {"done", "answer_lost"}),
        ("charge", "one key for ever", "after a day", {"done", "answer_lost"}),
        ("bank-file", "write first, note it then", "at once", {"done"}),
        ("bank-file", "take silence for a no", "at once", {"late", "sent_twice"}),
    ],
)
def test_a_protocol_that_looks_reasonable_pays_twice_in_the_same_world(
    theatre, rail, control, plan, caught_by
):
    paid_twice = {
        fate
        for fate in caught_by
        if any(
            life.is_paid_twice
            for life in theatre.killed_once(Unit(rail, fate, plan), control=control)
        )
    }

    assert paid_twice == caught_by
