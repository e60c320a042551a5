import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum

from payouts.rating.models import RatedWork
from tests.factories.marketplace import campaign, contact, rate_version
from tests.factories.onboarding import agent, brand
from tests.payouts.chain import book
from tests.times import NOON

RECOMPUTE = Path(__file__).parents[3] / "docs" / "recompute.py"
RULES = {
    "hold_cap_seconds": 20,
    "wrap_cap_seconds": 30,
    "bill_increment_seconds": 60,
    "bill_minimum_seconds": 90,
    "bill_short_seconds": 10,
    "bill_free_seconds": 15,
    "pay_increment_seconds": 6,
    "pay_minimum_seconds": 30,
    "pay_short_seconds": 5,
}


@pytest.fixture
def receipts(house, tmp_path):
    """Write the receipts of a month and return the file."""
    strict = campaign(house.acme, "NW", bill="0.333333333", pay="0.1", **RULES)
    for number, seconds in enumerate((0, 4, 5, 9, 10, 15, 16, 61, 119, 3_601)):
        contact(strict, house.bea, seconds=seconds, hold=number * 5, external_id=f"=NW-{number}")
    book(NOON)

    def write(form: str, **only: str):
        path = tmp_path / f"receipts.{form}"
        write_receipts(path, format=form, **{"period": "2026-09", **only})
        return path

    return write


def write_receipts(path, **options: str) -> None:
    call_command("receipts", f"--output={path}", *(f"--{k}={v}" for k, v in options.items()))


def recompute(path) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-I", "-S", str(RECOMPUTE), str(path)], capture_output=True, text=True
    )


@pytest.mark.parametrize("form", ["csv", "json"])
@pytest.mark.parametrize("month", ["2026-07", "2026-09"])
def test_a_stranger_recomputes_every_line(form, month, receipts):
    path = receipts(form, period=month)

    done = recompute(path)

    assert (done.returncode, done.stderr) == (0, "")
    lines = RatedWork.objects.filter(billing_period__from_on=f"{month}-01")
    assert done.stdout.splitlines()[-1] == f"{lines.count()} lines recomputed, 0 differ"
    for row in lines.order_by("currency").values("currency").annotate(pay=Sum("pay_exact")):
        assert f"pay {row['currency']} {row['pay']:f}" in done.stdout.splitlines()


def test_a_changed_line_is_found(receipts):
    path = receipts("csv")
    text = path.read_text()
    line = next(one for one in text.splitlines() if ",2026-09-01,2026-10-01," in one)
    path.write_text(text.replace(line, line[:-1] + ("1" if line[-1] != "1" else "2")))

    done = recompute(path)

    assert done.returncode == 1
    assert done.stdout.splitlines()[-1].endswith(" 1 differ")


def test_both_forms_say_the_same(receipts):
    with receipts("csv").open(newline="") as file:
        from_csv = list(csv.DictReader(file))
    from_json = json.loads(receipts("json").read_text())

    for line in from_json:
        line["contact"] = f"'{line['contact']}" if line["contact"][0] == "=" else line["contact"]
    assert from_csv == [
        {name: "" if value is None else str(value) for name, value in line.items()}
        for line in from_json
    ]


def test_a_correction_is_a_line_of_its_own_where_it_became_known(receipts):
    lines = json.loads(receipts("json").read_text())

    (correction,) = (line for line in lines if line["corrects"] and line["contact"] == "PS-1")
    (newer,) = (line for line in lines if line["contact"] == "PS-1" and not line["corrects"])
    assert (correction["contact"], correction["pay_exact"][0]) == ("PS-1", "-")
    assert (correction["revision"], newer["revision"]) == (1, 2)
    assert correction["billing_from_on"] == newer["billing_from_on"] == "2026-09-01"


def test_amounts_have_all_nine_places(receipts):
    lines = json.loads(receipts("json").read_text())

    assert {
        len(line[name].split(".")[1]) for line in lines for name in ("pay_exact", "charge_exact")
    } == {9}


def test_one_brand_alone(receipts):
    lines = json.loads(receipts("json", period="2026-07", brand="tokyo").read_text())

    assert {(line["brand"], line["currency"]) for line in lines} == {("tokyo", "JPY")}
    assert len(lines) == 4


def test_the_rate_is_the_one_in_force_when_the_work_ended(db, tmp_path):
    phones = campaign(brand("Acme"), "PS", pay="0.35")
    rate_version(phones, pay="0.50", effective_from=NOON)
    before, after = NOON.replace(hour=11, minute=59), NOON
    for ended_at in (before, after):
        contact(phones, agent("Ada"), ended_at=ended_at)
    book(NOON)

    path = tmp_path / "receipts.json"
    write_receipts(path, period="2026-09", format="json")

    lines = json.loads(path.read_text())
    assert [line["pay_per_minute"] for line in lines] == ["0.350000000", "0.500000000"]
    assert [line["pay_exact"] for line in lines] == ["0.350000000", "0.500000000"]


def test_a_month_without_work_has_no_lines(db, tmp_path):
    for form, empty in (("csv", ""), ("json", "[]\n")):
        path = tmp_path / form
        write_receipts(path, period="1999-01", format=form)
        assert path.read_text() == empty


@pytest.mark.parametrize("month", ["1999", "1999-13", "January"])
def test_what_is_no_month_is_refused(month, tmp_path):
    with pytest.raises(CommandError, match="is not a month, such as 1999-01"):
        write_receipts(tmp_path / "receipts.csv", period=month, format="csv")


def test_an_unknown_brand_is_refused_and_nothing_is_written(db, tmp_path):
    path = tmp_path / "receipts.csv"

    with pytest.raises(CommandError, match="There is no brand “nobody”") as refusal:
        write_receipts(path, period="1999-01", format="csv", brand="nobody")

    assert refusal.value.returncode == 2
    assert not path.exists()
