"""A crash at every statement of making, releasing and answering: one file, one payment, no loss."""

from datetime import datetime, timedelta

import pytest
from django.db import connection

from payouts.banking.making import make_files
from payouts.banking.models import BankFileEntry, FileStatus
from payouts.banking.releasing import declare_not_executed, release_file
from payouts.banking.reports import apply_reports, take_in
from payouts.ledger.chart import AccountKind
from payouts.ledger.selectors import balance
from payouts.runs.models import PayoutRun, PayoutStatus
from tests.crashes.harness import Killed, Steps
from tests.payouts.banking.desk import ANSWERED, HOUR, MADE, RELEASED, BankDesk, payout_of
from tests.payouts.gateway.bank_files.orders import camt054, detail, entry
from tests.payouts.runs.desk import attempts, balances, status_of
from tests.times import NOON

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = ("Ada", "Bea")


@pytest.fixture
def bank_desk(db):
    return BankDesk()


def steps_of(deed) -> int:
    """How many statements a deed takes if nobody is killed."""
    steps = Steps(None)
    with connection.execute_wrapper(steps.statement):
        deed()
    return steps.count


def killed_at(step: int, deed) -> bool:
    """Do a deed and be killed before its n-th statement; whether it came to that."""
    steps = Steps(step)
    try:
        with connection.execute_wrapper(steps.statement):
            deed()
    except Killed:
        return True
    return False


def each_life(desk, prepare, deed):
    """A run of its own for each statement of ``deed`` at which it is killed."""
    whole = steps_of(lambda: deed(prepare()))
    _over(desk)
    for step in range(1, whole + 1):
        thing = prepare()
        assert killed_at(step, lambda thing=thing: deed(thing)), f"step {step} of {whole}"
        yield step, thing
        _over(desk)


def _over(desk) -> None:
    """One run at a time: a life that is over makes room for the next."""
    for status, after in (("PAUSED", "EXECUTING"), ("EXECUTING", "COMPLETED")):
        PayoutRun.objects.filter(status=status).update(status=after)
    desk.lives = getattr(desk, "lives", 0) + 1


def beginning(desk) -> datetime:
    """A cut-off of its own for each life."""
    return NOON + HOUR + timedelta(seconds=getattr(desk, "lives", 0))


def new_names(desk) -> dict[str, int]:
    return {f"{name}{getattr(desk, 'lives', 0)}": 900 for name in NAMES}


def test_a_file_is_made_whole_or_not_at_all(bank_desk):
    def prepare():
        return bank_desk.executing(pays=new_names(bank_desk), at=beginning(bank_desk))

    for step, run in each_life(bank_desk, prepare, lambda run: make_files(run_id=run.pk, at=MADE)):
        make_files(run_id=run.pk, at=MADE)

        where = f"killed at step {step}"
        entries = BankFileEntry.objects.filter(payout__run=run)
        assert entries.count() == entries.values("payout").distinct().count() == 2, where
        assert run.bank_files.count() == 1, where
        for payout in run.payouts.all():
            assert (status_of(payout), attempts(payout)) == (PayoutStatus.SENDING, ["OPEN"]), where
            assert balances(payout.agent.name, "EUR") == {
                "AGENT_PAYABLE": 0,
                "AGENT_IN_TRANSIT": 900,
            }, where


def test_a_release_happens_once_or_not(bank_desk):
    def prepare():
        return bank_desk.made(pays=new_names(bank_desk))

    def release(file):
        release_file(file_id=file.pk, sha256=file.sha256, actor=bank_desk.amy, at=RELEASED)

    for step, file in each_life(bank_desk, prepare, release):
        assert status_of(file) == FileStatus.MADE, f"killed at step {step}"
        release(file)
        assert status_of(file) == FileStatus.RELEASED


def test_what_the_bank_says_is_applied_once_whenever_it_is_interrupted(bank_desk):
    def prepare():
        return bank_desk.released(pays=new_names(bank_desk))

    def hear(file):
        told = [detail(one.reference, "9.00") for one in file.entries.order_by("position")]
        told_back = detail(file.entries.get(position=1).reference, "9.00", reason="AC04", bank="R")
        note = camt054(
            entry("18.00", *told),
            entry("9.00", told_back, sign="CRDT", reference="B-2"),
            name=f"NOTE {file.pk}",
        )
        take_in(content=note, file_name="note.xml", actor=bank_desk.pia, at=ANSWERED)
        apply_reports(at=ANSWERED)

    before = balance(AccountKind.BANK, "EUR").minor
    lives = 0
    for step, file in each_life(bank_desk, prepare, hear):
        hear(file)

        lives += 1
        where = f"killed at step {step}"
        ada, bea = file.entries.order_by("position")
        assert status_of(ada.payout) == PayoutStatus.RETURNED, where
        assert status_of(bea.payout) == PayoutStatus.PAID, where
        assert attempts(ada.payout) == attempts(bea.payout) == ["EXECUTED"], where
        assert balances(ada.payout.agent.name, "EUR") == {
            "AGENT_PAYABLE": 900,
            "AGENT_IN_TRANSIT": 0,
        }, where
        assert status_of(file) == FileStatus.SETTLED, where
    # One more life than were killed: the one that counted the steps.
    assert balance(AccountKind.BANK, "EUR").minor - before == -900 * (lives + 1)


def test_a_file_that_was_not_executed_is_replaced_once(bank_desk):
    def prepare():
        return bank_desk.released(pays=new_names(bank_desk))

    def declare(file):
        declare_not_executed(
            file_id=file.pk, actor=bank_desk.rob, at=RELEASED, reason="The bank said so."
        )

    for step, file in each_life(bank_desk, prepare, declare):
        assert status_of(file) == FileStatus.RELEASED, f"killed at step {step}"
        assert make_files(run_id=file.run_id, at=RELEASED) == []
        declare(file)
        (second,) = make_files(run_id=file.run_id, at=RELEASED)
        assert second.entry_count == 2
        for one in second.entries.all():
            assert attempts(one.payout) == ["NOT_EXECUTED", "OPEN"]
        assert payout_of(second.entries.first().payout.agent.name).status == PayoutStatus.SENDING
