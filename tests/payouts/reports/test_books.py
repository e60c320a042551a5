import shutil
import subprocess
from collections import defaultdict
from decimal import Decimal

import pytest
from beancount import loader
from beancount.core.data import Transaction
from django.core.management import CommandError, call_command
from django.db import connection

from payouts.money import Money
from payouts.reports.books import books_in
from payouts.reports.plain_text import FORMS, Entry, account_name
from payouts.reports.plain_text import Transaction as Written
from tests.times import NOON

hledger = pytest.mark.skipif(not shutil.which("hledger"), reason="hledger is not installed")


def our_balances() -> dict[tuple[str, str], Decimal]:
    """Debits less credits of every account, by the name and currency that the tools know."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.code, a.currency, sum(e.amount_minor)::bigint FROM payouts_ledgeraccount a"
            " JOIN payouts_journalentry e ON e.account_id = a.id GROUP BY a.id"
        )
        return {
            (account_name(code), currency): Money(minor, currency).exact
            for code, currency, minor in cursor.fetchall()
        }


@pytest.fixture
def exported(house, tmp_path):
    """Write the books in a form and return the file."""

    def write(form: str):
        path = tmp_path / f"books.{form}"
        call_command("export_books", f"--format={form}", f"--output={path}")
        return path

    return write


def run_hledger(path, *arguments: str) -> str:
    done = subprocess.run(
        ["hledger", "-f", str(path), "--strict", *arguments], capture_output=True, text=True
    )
    assert done.stderr == ""
    assert done.returncode == 0
    return done.stdout


def test_beancount_accepts_the_whole_file_and_agrees_on_every_balance(exported):
    entries, errors, _ = loader.load_file(str(exported("beancount")))

    theirs = defaultdict(Decimal)
    for entry in entries:
        if isinstance(entry, Transaction):
            for posting in entry.postings:
                theirs[posting.account, posting.units.currency] += posting.units.number
    assert errors == []
    assert dict(theirs) == our_balances()
    assert {currency for _, currency in theirs} == {"USD", "JPY", "KWD"}


def test_beancount_knows_every_transaction_by_its_event_key(exported):
    entries, _, _ = loader.load_file(str(exported("beancount")))

    theirs = {entry.meta["event-key"] for entry in entries if isinstance(entry, Transaction)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT event_key FROM payouts_journaltransaction")
        assert theirs == {key for (key,) in cursor.fetchall()}


@hledger
def test_hledger_accepts_the_whole_file_and_agrees_on_every_balance(exported):
    report = run_hledger(
        exported("hledger"), "balance", "--flat", "--no-total", "--empty", "--layout=bare", "-Ocsv"
    )

    theirs = {}
    for line in report.splitlines()[1:]:
        name, currency, balance = (cell.strip('"') for cell in line.split(","))
        if Decimal(balance):
            theirs[name, currency] = Decimal(balance)
    # What is zero in every currency is shown as a bare zero.
    assert theirs == {account: balance for account, balance in our_balances().items() if balance}


@hledger
def test_hledger_finds_what_we_would_not_say(exported):
    path = exported("hledger")
    text = path.read_text()
    first = text.index("Income:Revenue  -")
    path.write_text(
        text[:first] + text[first:].replace("Income:Revenue  -", "Income:Revenue  -9", 1)
    )

    done = subprocess.run(["hledger", "-f", str(path), "balance"], capture_output=True, text=True)

    assert done.returncode == 1


def test_empty_books_are_an_empty_file(db):
    assert {form: list(books_in(FORMS[form])) for form in FORMS} == {"hledger": [], "beancount": []}


def test_a_file_that_cannot_be_written_is_a_clear_refusal(db, tmp_path):
    with pytest.raises(CommandError, match="cannot be written") as refusal:
        call_command("export_books", "--format=hledger", f"--output={tmp_path}/none/books")

    assert refusal.value.returncode == 2


@pytest.mark.parametrize("form", FORMS)
def test_what_an_event_key_holds_cannot_break_the_file(form):
    hostile = Written(
        id=1,
        event_key='funding:"a\\"\n2026-01-01 open Assets:Eve',
        kind="PROCESSOR_FUNDED",
        effective_at=NOON,
        recorded_at=NOON,
        entries=[Entry("Assets:Processor", 1, "USD"), Entry("Assets:Bank", -1, "USD")],
    )

    lines = "\n".join(FORMS[form].transaction(hostile)).splitlines()

    assert [line for line in lines if line[0] != " "] == lines[:1]
    assert len(loader.load_string("\n".join(lines))[0]) == (form == "beancount")
