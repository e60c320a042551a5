"""The main job, as the command runs it: on a database and a processor of its own."""

import json
import os
import signal
import subprocess
import sys
import time
from decimal import Decimal
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from marketplace.interactions.generator import month_of_contacts
from tests.journeys.calls import BANK, RATES, ROOT, recomputed, six_places, write_rates

OURS = {"DATABASE_URL", "DATABASE_OWNER_URL", "BROKER_URL", "CACHE_URL", "DJANGO_SETTINGS_MODULE"}
DEMO = [
    *(sys.executable, "-m", "marketplace.devstack", "--quiet", "--processor", "--"),
    *(sys.executable, "manage.py", "demo", "--no-serve"),
]


def begin(data: Path, *options: object) -> subprocess.Popen[str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in OURS and not name.startswith("STRIPE_")
    }
    return subprocess.Popen(
        [*DEMO, *map(str, options)],
        cwd=ROOT,
        env={**kept, "TALLYLINE_DATA": str(data), "STRIPE_CALLS_PER_SECOND": "100"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def demo(data: Path, *options: object) -> subprocess.CompletedProcess[str]:
    process = begin(data, *options)
    out, err = process.communicate(timeout=180)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


@pytest.fixture
def rates(tmp_path):
    return write_rates(tmp_path / "rates.csv")


@pytest.fixture
def some_calls(tmp_path):
    """The beginning of a made-up month: three days of it."""
    path = tmp_path / "calls.tsv"
    lines = month_of_contacts(year=1999, month=1, zone=ZoneInfo("Asia/Jerusalem"), seed=7)
    path.write_text("\n".join(line.rstrip("\n") for line in islice(lines, 3000)) + "\n")
    return path


@pytest.mark.real_data
@pytest.mark.parametrize("month", ["january", "february"])
def test_a_real_month_comes_to_what_the_file_says(tmp_path, rates, month):
    calls = BANK / f"{month}.tsv.gz"
    if not calls.exists():
        pytest.skip(f"the bank's months are not at {BANK}")
    expected = recomputed(calls)

    result = demo(tmp_path / "d", "--json", "--keep-dates", "--calls", calls, "--rates", rates)

    assert result.returncode == 0, result.stderr
    found = json.loads(result.stdout)
    assert {kind: found[kind] for kind in expected.kinds} == expected.kinds
    assert found["rows"] == sum(expected.kinds.values()) + found["rejected"]
    assert found["seconds_by_agent"] == expected.seconds
    assert found["pay_exact_by_agent"] == six_places(expected.pay)
    assert found["charge_exact_by_campaign"] == six_places(expected.charge)
    # An agent has at most six weeks and six campaigns in a month.
    most = Decimal("0.005") * 6 * len(RATES)
    for agent, minor in found["pay_by_agent"].items():
        assert abs(Decimal(minor) / 100 - Decimal(found["pay_exact_by_agent"][agent])) <= most
    charged = sum(found["charge_by_campaign"].values())
    assert sum(invoice["net"] for invoice in found["invoices"]) == charged
    assert found["payouts"]["total"] == sum(found["pay_by_agent"].values())
    assert found["books"]["violations"] == 0


def test_killed_at_any_moment_it_ends_in_the_same_figures(tmp_path, rates, some_calls):
    options = ("--json", "--keep-dates", "--calls", some_calls, "--rates", rates)
    undisturbed = json.loads(demo(tmp_path / "calm", *options).stdout)

    for seconds in (1.6, 2.2, 2.8, 3.4, 4.0):
        process = begin(tmp_path / "rough", *options)
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        process.communicate()

    survived = json.loads(demo(tmp_path / "rough", *options).stdout)
    assert survived == undisturbed
    assert survived["payouts"]["paid"] > 0


def test_a_second_run_pays_nobody_twice(tmp_path, rates, some_calls):
    options = ("--json", "--keep-dates", "--calls", some_calls, "--rates", rates)
    first = json.loads(demo(tmp_path / "d", *options).stdout)

    second = json.loads(demo(tmp_path / "d", *options).stdout)

    assert second == first


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("--timezone", "Mars/Olympus"), "no known time zone"),
        (("--calls", "nowhere.tsv"), "cannot be read"),
        (("--calls", "pyproject.toml"), "does not name the columns"),
        (("--rates", "README.md"), "README.md"),
    ],
)
def test_what_cannot_be_is_refused_in_words(tmp_path, options, complaint):
    result = demo(tmp_path / "d", "--json", *options)

    assert result.returncode == 2
    assert complaint in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""
