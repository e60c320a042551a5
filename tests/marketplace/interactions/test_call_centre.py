import random

from marketplace.interactions.call_centre import (
    Caller,
    Member,
    Stay,
    phones_by_half_hour,
    serve,
)

SEVEN = 25_200
STAFF = [Member(name, presence=1.0, is_late=False) for name in ("ADA", "BO", "CY", "DEE", "EVA")]


def caller(
    queued_at: int, *, service: int = 100, patience: int = 10_000, head_start: int = 0
) -> Caller:
    return Caller(
        queued_at=SEVEN + queued_at,
        head_start=head_start,
        patience_seconds=patience,
        service_seconds=service,
    )


def stays(*callers: Caller, phones: list[tuple[str, ...]]) -> list[Stay]:
    return serve(callers, phones=phones, opens_at=SEVEN)


def test_who_comes_first_is_served_first_and_by_whoever_is_longest_idle():
    assert stays(caller(0), caller(10), caller(20), caller(200), phones=[("ADA", "BO")]) == [
        Stay(0, "ADA"),
        Stay(0, "BO"),
        Stay(80, "ADA"),
        Stay(0, "BO"),
    ]


def test_a_head_start_passes_those_who_waited_less():
    assert stays(caller(0), caller(10), caller(50, head_start=90), phones=[("ADA",)]) == [
        Stay(0, "ADA"),
        Stay(190, "ADA"),
        Stay(50, "ADA"),
    ]


def test_who_loses_patience_leaves_the_place_to_the_next():
    assert stays(caller(0), caller(10, patience=90), caller(20), phones=[("ADA",)]) == [
        Stay(0, "ADA"),
        Stay(90, None),
        Stay(80, "ADA"),
    ]


def test_an_agent_whose_turn_is_over_finishes_the_call_and_takes_no_other():
    assert stays(caller(1_790, service=60), caller(1_795), phones=[("ADA",), ("BO",)]) == [
        Stay(0, "ADA"),
        Stay(5, "BO"),
    ]


def test_whoever_answers_last_stays_until_nobody_waits():
    assert stays(caller(1_790, service=60), caller(1_799, service=60), phones=[("ADA",)]) == [
        Stay(0, "ADA"),
        Stay(51, "ADA"),
    ]


def test_where_nobody_answers_everybody_hangs_up():
    assert stays(caller(0, patience=30), phones=[()]) == [Stay(30, None)]


def test_as_many_answer_as_are_wanted_and_take_turns():
    phones = phones_by_half_hour(wanted=[2] * 6, opens_at=SEVEN, staff=STAFF, rng=random.Random(1))

    assert [len(set(names)) for names in phones] == [2] * 6
    # Three are on shift for the two telephones, and each answers two thirds of the time.
    turns = [name for names in phones for name in names]
    assert sorted(turns.count(name) for name in set(turns)) == [4, 4, 4]


def test_more_telephones_than_staff_stay_silent():
    phones = phones_by_half_hour(wanted=[9, 9], opens_at=SEVEN, staff=STAFF, rng=random.Random(1))

    assert [sorted(names) for names in phones] == [["ADA", "BO", "CY", "DEE", "EVA"]] * 2


def test_nobody_works_two_shifts_a_day():
    phones = phones_by_half_hour(
        wanted=[1] * 34, opens_at=SEVEN, staff=STAFF[:2], rng=random.Random(1)
    )

    for name in ("ADA", "BO"):
        spells = [index for index, names in enumerate(phones) if name in names]
        assert max(spells) - min(spells) < 16
    assert phones[-1] == ()
