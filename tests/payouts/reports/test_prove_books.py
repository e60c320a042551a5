"""The command and the nightly job that prove the books."""

import json
import logging

import pytest
import time_machine
from django.core.management import call_command
from django.db import DatabaseError, connection

from payouts.reports.models import Proof
from payouts.reports.proof import LAWS
from payouts.reports.snapshot import one_snapshot
from payouts.reports.tasks import prove_books
from tests.payouts.reports.house import LATER

BREAK = "UPDATE payouts_ledgerbalance SET credits_minor = credits_minor + 1"


@pytest.fixture(autouse=True)
def _later():
    with time_machine.travel(LATER, tick=False):
        yield


def test_a_line_for_each_law_and_a_verdict(house, capsys):
    call_command("prove_books")

    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines[:-1]] == [[law.code, "0"] for law in LAWS]
    assert lines[-1].startswith(f"All {len(LAWS)} laws hold")


def test_a_violation_is_told_with_its_rows_and_ends_in_exit_code_one(
    owners_house, past_the_guards, capsys
):
    past_the_guards(
        f"{BREAK} WHERE account_id = (SELECT min(account_id) FROM payouts_ledgerbalance)"
    )

    with pytest.raises(SystemExit) as end:
        call_command("prove_books")

    out = capsys.readouterr().out.splitlines()
    told = next(place for place, line in enumerate(out) if line.startswith("I6 "))
    assert end.value.code == 1
    assert out[told].split()[1] == "1"
    assert "credits_minor=" in out[told + 1]
    assert out[-1].endswith(f"violations of {len(LAWS)} laws.")


def test_json_is_one_object_and_nothing_else(house, capsys):
    call_command("prove_books", "--json")

    told = json.loads(capsys.readouterr().out)
    assert (told["laws"], told["violations"], len(told["results"])) == (len(LAWS), 0, len(LAWS))


def test_the_result_is_kept_and_a_second_proof_beside_it(house, capsys):
    for _ in range(2):
        call_command("prove_books")

    assert list(Proof.objects.values_list("violation_count", flat=True)) == [0, 0]


def test_the_job_of_the_night_proves_and_is_silent_where_all_is_well(house, caplog):
    prove_books()

    assert Proof.objects.get().violation_count == 0
    assert caplog.records == []


def test_the_job_of_the_night_raises_its_voice(owners_house, past_the_guards, caplog):
    past_the_guards(
        f"{BREAK} WHERE account_id = (SELECT min(account_id) FROM payouts_ledgerbalance)"
    )

    prove_books()

    assert [record.levelno for record in caplog.records] == [logging.ERROR]


@pytest.mark.django_db(transaction=True)
def test_all_laws_look_at_one_instant_and_can_change_nothing():

    with one_snapshot(), connection.cursor() as cursor:
        cursor.execute("SHOW transaction_isolation")
        assert cursor.fetchone() == ("repeatable read",)
        with pytest.raises(DatabaseError, match="read-only transaction"):
            cursor.execute("INSERT INTO payouts_proof DEFAULT VALUES")
