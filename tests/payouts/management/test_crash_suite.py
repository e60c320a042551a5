"""The command that kills: what it says, what it remembers, and where it finds a fault."""

from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import call_command

from payouts.management.crashes import suite
from payouts.management.crashes.cast import Cast
from payouts.management.crashes.running import Journal, Wish, tasks
from payouts.receivables.models import BrandPayment

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def one_fate(monkeypatch):
    """A rail with little to go wrong, led by our job or by a protocol that is wrong."""
    whole = suite.RAILS["charge"]

    def short(control=""):
        rail = replace(
            whole,
            fates=("answer_lost",),
            plans={"at once": whole.plans["at once"]},
            begins=whole.controls[control] if control else whole.begins,
            controls={"a fresh key for each try": whole.controls["a fresh key for each try"]},
        )
        monkeypatch.setitem(suite.RAILS, "charge", rail)

    return short


def says(*options) -> str:
    out = StringIO()
    call_command("crash_suite", "--rail=charge", *options, stdout=out)
    return out.getvalue()


def test_it_leads_its_lives_elsewhere_and_goes_on_where_it_stopped(one_fate, tmp_path):
    one_fate()
    journal = tmp_path / "journal"

    first = says("--depth=2", f"--journal={journal}")
    again = says("--depth=2", f"--journal={journal}")

    assert "Everybody was paid once, and every law holds." in first
    assert "paid twice in" in first
    assert "Lives led at depth 2: none" in again
    assert len(journal.read_text().splitlines()) > 1
    assert BrandPayment.objects.count() == 0


def test_shards_are_parts_of_the_whole_in_the_order_of_a_seed(one_fate, tmp_path):
    one_fate()
    theatre = suite.Theatre(Cast(), tmp_path)

    def told(**how):
        wish = Wish(depth=2, rails=("charge",), every_step=False, **how)
        return [str(task) for task in tasks(theatre, wish, say=lambda what: None)]

    whole = told()
    assert told(shard=(1, 2)) + told(shard=(2, 2)) == whole[::2] + whole[1::2]
    assert told(seed=7) == told(seed=7) != whole
    assert sorted(told(seed=7)) == sorted(whole)


def test_a_life_that_ends_badly_is_named_with_its_exact_place(one_fate, tmp_path):
    one_fate("a fresh key for each try")
    out = StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command(
            "crash_suite", "--rail=charge", f"--journal={tmp_path / 'journal'}", stdout=out
        )

    assert ended.value.code == 1
    assert "charge / answer_lost / at once, killed at step " in out.getvalue()
    assert "and 1800 was charged" in out.getvalue()
    assert not (tmp_path / "journal").exists()


def test_a_journal_knows_what_it_noted(tmp_path):
    journal = Journal(tmp_path / "journal")
    journal.note("a life")

    assert Journal(tmp_path / "journal").has("a life")
    assert not Journal(tmp_path / "journal").has("another")
    assert not Journal(None).has("a life")
