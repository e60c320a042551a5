"""Many at once: one file, one release, each answer once."""

import pytest

from payouts.banking.making import make_files
from payouts.banking.models import BankFile, BankReport
from payouts.banking.releasing import release_file
from payouts.banking.reports import take_in_and_apply
from payouts.ledger.chart import AccountKind
from payouts.ledger.selectors import balance
from payouts.runs.models import PayoutStatus
from tests.payouts.banking.desk import ANSWERED, MADE, RELEASED, BankDesk, payout_of, reference_to
from tests.payouts.gateway.bank_files.orders import camt054, detail, entry
from tests.payouts.runs.desk import at_once, attempts, status_of

pytestmark = pytest.mark.django_db(transaction=True)
PAYS = {"Ada": 900, "Bea": 500}


@pytest.fixture
def bank_desk(db):
    return BankDesk()


def test_eight_jobs_make_one_file(bank_desk):
    run = bank_desk.executing(pays=PAYS)

    at_once(lambda _: make_files(run_id=run.pk, at=MADE), range(8))

    assert BankFile.objects.filter(run=run).count() == 1
    assert attempts(payout_of("Ada")) == ["OPEN"]


def test_eight_people_release_a_file_once(bank_desk):
    file = bank_desk.made(pays=PAYS)

    said = at_once(
        lambda _: release_file(
            file_id=file.pk, sha256=file.sha256, actor=bank_desk.amy, at=RELEASED
        ),
        range(8),
    )

    assert said == ["BankFile", *["TransitionRefused"] * 7]


def test_the_same_answer_from_eight_sides_is_applied_once(bank_desk):
    bank_desk.released(pays=PAYS)
    notes = [
        camt054(
            entry("0.00", detail(reference_to("Ada"), "9.00"), detail(reference_to("Bea"), "5.00")),
            name=f"NOTE-{number % 4}",
        )
        for number in range(8)
    ]

    at_once(
        lambda note: take_in_and_apply(
            content=note, file_name="note.xml", actor=bank_desk.pia, at=ANSWERED
        ),
        notes,
    )

    assert BankReport.objects.count() == 4
    assert status_of(payout_of("Ada")) == status_of(payout_of("Bea")) == PayoutStatus.PAID
    assert balance(AccountKind.BANK, "EUR").minor == -1400
