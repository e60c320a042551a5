"""The benchmarks at tiny sizes: that their figures exist and agree with one another."""

import json
import os
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from payouts.management.bench.measure import Figure, alternating, at_least, at_most
from payouts.management.scratch import scratch_database

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def measured(bench: str, *sizes: str) -> dict:
    out = StringIO()
    call_command("bench", bench, "--json", *sizes, stdout=out)
    return json.loads(out.getvalue())


def scratch_databases() -> list[str]:
    with connections["owner"].cursor() as cursor:
        # Ours alone: another worker of the tests may be measuring beside us.
        cursor.execute(
            "SELECT datname FROM pg_database WHERE datname = %s", [f"test_bench_{os.getpid()}"]
        )
        return [name for (name,) in cursor.fetchall()]


def ratios_agree(figures: dict) -> bool:
    return all(
        figure["ratio"] == pytest.approx(figure["ours"] / figure["limit"], rel=0.01)
        for figure in figures.values()
        if figure["limit"] and figure["ours"]
    )


def test_the_ledger_is_measured_against_bare_tables():
    report = measured(
        "ledger", "--singles=50", "--many=50", "--entries=400", "--agents=5", "--rounds=1"
    )

    figures = report["figures"]
    assert set(figures) == {
        "post",
        "post against django-hordak",
        "post_many",
        "party balance",
    }
    assert figures["post"]["ours"] > 0
    assert ratios_agree(figures)


def test_hordak_that_is_not_installed_is_no_figure_and_says_so(monkeypatch):
    monkeypatch.setattr("payouts.management.bench.hordak.find_spec", lambda name: None)

    report = measured(
        "ledger", "--singles=50", "--many=5", "--entries=10", "--agents=5", "--rounds=1"
    )

    figure = report["figures"]["post against django-hordak"]
    assert (figure["ours"], figure["ratio"], figure["is_met"]) == (None, None, None)
    assert "requirements/bench.txt" in figure["note"]


def test_the_chain_is_measured_step_by_step():
    figures = measured("chain", "--contacts=200", "--agents=4", "--rounds=2")["figures"]

    assert set(figures) == {"chain", "meter", "rate", "accrue", "peak memory"}
    assert figures["chain"]["limit"] > 0
    assert ratios_agree(figures)


def test_an_import_is_measured_against_copy():
    report = measured("ingest", "--rows=200", "--rounds=1")

    assert report["sizes"] == {"rows": 200, "rounds": 1}
    assert report["figures"]["import_file"]["limit"] > 0
    assert ratios_agree(report["figures"])


def test_a_run_is_computed_and_every_payout_of_it_paid():
    report = measured(
        "payouts", "--agents=6", "--rounds=2", "--latency-ms=1", "--calls-per-second=200"
    )

    execution = report["figures"]["execute_run"]
    assert execution["note"] == ""
    assert execution["limit"] == 200
    assert ratios_agree(report["figures"])


def test_proving_is_measured_law_by_law():
    figures = measured("prove_books", "--entries=400", "--agents=5", "--rounds=1")["figures"]

    assert {"I1", "I2", "I3", "I4", "I5", "I6"} < set(figures)
    assert figures["I1 to I6"]["limit"] > 0
    assert ratios_agree(figures)


def test_a_statement_is_read_as_it_is_served():
    figures = measured("statement", "--contacts=400", "--agents=4", "--pages=3")["figures"]

    assert figures["contacts in the database"]["ours"] == 400
    assert figures["queries of the page"]["is_met"]


def test_a_payday_is_held_and_an_inbox_weathered():
    payday = measured("payday", "--payouts=8", "--faults-percent=10")["figures"]
    webhooks = measured("webhooks", "--messages=20")["figures"]

    assert (payday["wrong in the end"]["ours"], payday["paid"]["ours"]) == (0, 8)
    assert webhooks["payouts that do not stand as in order"]["is_met"]
    assert webhooks["forged messages that were taken"]["ours"] == 0


def test_a_database_of_its_own_is_gone_whatever_happens():
    before = connections["default"].settings_dict["NAME"]
    seen = []

    def interrupted() -> None:
        with scratch_database() as name:
            seen.append((name, scratch_databases()))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()

    [(name, standing)] = seen
    assert standing == [name]
    assert scratch_databases() == []
    assert connections["default"].settings_dict["NAME"] == before


def test_a_size_of_nothing_is_refused_before_anything_is_made():
    with pytest.raises(CommandError, match="--rows must be 1 or more") as refusal:
        call_command("bench", "ingest", "--rows=0")

    assert refusal.value.returncode == 2
    assert scratch_databases() == []


def test_sides_take_turns_and_the_median_counts():
    turns: list[str] = []

    def side(name: str, *seconds: float):
        def answer(number: int) -> float:
            turns.append(name)
            return seconds[number]

        return answer

    medians = alternating(3, ours=side("ours", 1, 9, 2), limit=side("limit", 4, 4, 5))

    assert medians == {"ours": 2, "limit": 4}
    assert turns == ["ours", "limit", "limit", "ours", "ours", "limit"]


@pytest.mark.parametrize(
    ("ours", "limit", "target", "is_met"),
    [
        (7.0, 10.0, at_least(0.7), True),
        (6.9, 10.0, at_least(0.7), False),
        (8.0, 4.0, at_most(2.0), True),
        (8.1, 4.0, at_most(2.0), False),
        (0.2, None, at_most(0.2), True),
        (None, None, at_least(2.5), None),
    ],
)
def test_a_target_is_about_the_ratio_where_there_is_a_limit(ours, limit, target, is_met):
    assert Figure(name="x", unit="s", ours=ours, limit=limit, target=target).is_met is is_met
