"""What the bank says happens once, in whatever order and however often it is said."""

from datetime import timedelta
from itertools import permutations

import pytest

from onboarding.audit.services import TransitionRefused
from onboarding.deliveries.models import Message
from payouts.banking import reports
from payouts.banking.making import make_files
from payouts.banking.models import BankReport, BankReportRow, FileStatus
from payouts.banking.silence import settle_silent_files
from payouts.ledger.chart import AccountKind
from payouts.ledger.models import JournalTransaction
from payouts.ledger.selectors import balance
from payouts.payees.models import PayoutHold
from payouts.runs.models import PayoutStatus, RunStatus
from tests.payouts.banking.desk import ANSWERED, MADE, payout_of, reference_to
from tests.payouts.gateway.bank_files.orders import camt054, detail, entry, nacha_returns, pain002
from tests.payouts.runs.desk import attempts, balances, status_of

pytestmark = pytest.mark.django_db(transaction=True)
PAYS = {"Ada": 900, "Bea": 500}
OWED = {"AGENT_PAYABLE": 900, "AGENT_IN_TRANSIT": 0}
GONE = {"AGENT_PAYABLE": 0, "AGENT_IN_TRANSIT": 0}
ON_ITS_WAY = {"AGENT_PAYABLE": 0, "AGENT_IN_TRANSIT": 900}


def bank(currency: str = "EUR") -> int:
    return balance(AccountKind.BANK, currency).minor


def journal() -> int:
    return JournalTransaction.objects.count()


def test_a_booked_debit_pays(bank_desk, broken_laws):
    file = bank_desk.released(pays=PAYS)

    bank_desk.books("Ada")

    ada = payout_of("Ada")
    assert (ada.status, attempts(ada)) == (PayoutStatus.PAID, ["EXECUTED"])
    assert f"{ada.paid_at:%Y-%m-%d}" == "2026-09-21"
    assert (balances("Ada", "EUR"), bank()) == (GONE, -900)
    assert status_of(file) == FileStatus.RELEASED
    bank_desk.books("Bea", report="NOTE-2")
    assert status_of(file) == FileStatus.SETTLED
    assert status_of(file.run) == RunStatus.COMPLETED
    assert broken_laws() == []


def test_a_debit_of_the_whole_file_pays_everybody_in_it(bank_desk):
    file = bank_desk.released(pays=PAYS)

    (row,) = bank_desk.hears(camt054(entry("14.00", batch=file.message_id)))

    assert (row.status, row.outcome) == ("APPLIED", "2 paid.")
    assert status_of(file.run) == RunStatus.COMPLETED
    assert bank() == -1400


def test_a_debit_of_another_amount_pays_nobody(bank_desk):
    file = bank_desk.released(pays=PAYS)

    (whole,) = bank_desk.hears(camt054(entry("13.99", batch=file.message_id)))
    (one,) = bank_desk.hears(camt054(entry("9.01", detail(reference_to("Ada"), "9.01"))))

    assert (whole.status, one.status) == ("WAITING", "WAITING")
    assert "another amount" in whole.outcome
    assert "another amount" in one.outcome
    assert (balances("Ada", "EUR"), bank()) == (ON_ITS_WAY, 0)


def test_rejected_is_payable_again_and_the_agent_is_told(bank_desk, broken_laws):
    bank_desk.released(pays=PAYS)

    bank_desk.hears(pain002((reference_to("Ada"), "RJCT", "AC04"), of="X"))

    ada = payout_of("Ada")
    assert (ada.status, ada.reason) == (PayoutStatus.REJECTED, "The bank account is closed.")
    assert (balances("Ada", "EUR"), bank()) == (OWED, 0)
    assert PayoutHold.objects.get(payee=ada.payee).reason == "The bank account is closed."
    assert Message.objects.filter(template="payouts/banking/came_back").count() == 1
    assert broken_laws() == []


def test_what_can_be_tried_again_goes_into_a_new_file(bank_desk):
    file = bank_desk.released(pays=PAYS)

    bank_desk.hears(pain002((reference_to("Ada"), "RJCT", "AM04"), of="X"))

    assert attempts(payout_of("Ada")) == ["DECLINED"]
    (second,) = make_files(run_id=file.run_id, at=MADE)
    assert [one.payout.agent.name for one in second.entries.all()] == ["Ada"]
    assert not PayoutHold.objects.exists()


def test_a_debit_of_the_file_leaves_out_what_was_rejected(bank_desk):
    file = bank_desk.released(pays=PAYS)
    bank_desk.hears(pain002((reference_to("Ada"), "RJCT", "AC04"), of="X"))

    bank_desk.hears(camt054(entry("5.00", batch=file.message_id)))

    assert status_of(payout_of("Bea")) == PayoutStatus.PAID
    assert (status_of(file), bank()) == (FileStatus.SETTLED, -500)


def test_returned_days_later_is_payable_again(bank_desk, broken_laws):
    file = bank_desk.released(pays=PAYS)
    bank_desk.books("Ada", "Bea")

    row = bank_desk.returns("Ada", at=ANSWERED + timedelta(days=4))

    ada = payout_of("Ada")
    assert (row.status, ada.status) == ("APPLIED", PayoutStatus.RETURNED)
    assert (balances("Ada", "EUR"), bank()) == (OWED, -500)
    assert PayoutHold.objects.filter(payee=ada.payee).count() == 1
    assert status_of(file.run) == RunStatus.COMPLETED
    assert broken_laws() == []


def test_a_return_before_its_debit_says_both(bank_desk, broken_laws):
    bank_desk.released(pays=PAYS)

    bank_desk.returns("Ada")
    bank_desk.books("Ada")

    ada = payout_of("Ada")
    assert (ada.status, attempts(ada)) == (PayoutStatus.RETURNED, ["EXECUTED"])
    assert (balances("Ada", "EUR"), bank()) == (OWED, 0)
    assert broken_laws() == []


def test_the_same_file_is_taken_in_once(bank_desk):
    bank_desk.released(pays=PAYS)
    note = camt054(entry("9.00", detail(reference_to("Ada"), "9.00")))
    first = bank_desk.hears(note)
    before = journal()

    again = bank_desk.hears(note)

    assert [row.pk for row in again] == [row.pk for row in first]
    assert (BankReport.objects.count(), journal()) == (1, before)


def test_the_same_things_in_another_file_are_known_already(bank_desk):
    bank_desk.released(pays=PAYS)
    bank_desk.books("Ada")
    bank_desk.returns("Ada")
    before = journal()

    bank_desk.books("Ada", report="NOTE-2")
    back = bank_desk.returns("Ada", bank="R-OTHER")
    rejected = bank_desk.hears(pain002((reference_to("Ada"), "RJCT", "AC04"), of="X"))

    assert back.status == "REPEATED"
    assert rejected[0].status == "WAITING"
    assert journal() == before
    assert PayoutHold.objects.count() == 1


@pytest.mark.parametrize("order", list(permutations(["accepted", "booked", "returned"])))
def test_the_end_is_the_same_in_any_order(bank_desk, order):
    file = bank_desk.released(pays=PAYS)
    say = {
        "accepted": lambda: bank_desk.hears(pain002(group="ACCP", of=file.message_id)),
        "booked": lambda: bank_desk.books("Ada"),
        "returned": lambda: bank_desk.returns("Ada"),
    }

    for one in order * 2:
        say[one]()

    assert status_of(file) == FileStatus.ACCEPTED
    assert status_of(payout_of("Ada")) == PayoutStatus.RETURNED
    assert (balances("Ada", "EUR"), bank()) == (OWED, 0)
    assert status_of(payout_of("Bea")) == PayoutStatus.SENDING


def test_what_is_not_ours_waits_for_a_person_and_changes_nothing(bank_desk):
    bank_desk.released(pays=PAYS)
    before = journal()

    rows = bank_desk.hears(
        camt054(
            entry("9.00", detail("PAYOUT-999999-1", "9.00")),
            entry("1.00", batch="SOMEBODY-ELSE", reference="B-2"),
        )
    )

    assert [row.status for row in rows] == ["WAITING", "WAITING"]
    assert journal() == before
    reports.close_row(row_id=rows[0].pk, note="A test of the bank's.", actor=bank_desk.rob, at=MADE)
    with pytest.raises(TransitionRefused):
        reports.close_row(row_id=rows[0].pk, note="Again.", actor=bank_desk.rob, at=MADE)
    with pytest.raises(reports.NoteMissing):
        reports.close_row(row_id=rows[1].pk, note=" ", actor=bank_desk.rob, at=MADE)
    assert status_of(rows[1]) == "WAITING"


def test_a_file_that_was_never_released_is_an_alarm(bank_desk):
    file = bank_desk.made(pays=PAYS)

    rows = bank_desk.hears(
        camt054(
            entry("9.00", detail(reference_to("Ada"), "9.00")),
            entry("14.00", batch=file.message_id, reference="B-2"),
        )
    )

    assert {row.status for row in rows} == {"WAITING"}
    assert status_of(file.run) == RunStatus.PAUSED
    assert (status_of(payout_of("Ada")), bank()) == (PayoutStatus.SENDING, 0)


def test_a_refused_file_is_not_sent_again_before_somebody_has_asked(bank_desk):
    file = bank_desk.released(pays=PAYS)

    (row,) = bank_desk.hears(pain002(group="RJCT", of=file.message_id))

    assert (row.status, status_of(file)) == ("WAITING", FileStatus.REFUSED)
    assert status_of(payout_of("Ada")) == PayoutStatus.UNKNOWN
    assert make_files(run_id=file.run_id, at=ANSWERED) == []
    bank_desk.books("Ada", "Bea")
    assert (status_of(payout_of("Ada")), status_of(file)) == (PayoutStatus.PAID, FileStatus.SETTLED)


def test_an_ach_credit_is_paid_by_silence_once_its_days_are_over(bank_desk, broken_laws):
    file = bank_desk.accepted(pays=PAYS)
    assert f"{file.execute_on} {file.settles_on}" == "2026-09-17 2026-09-22"

    assert settle_silent_files(at=MADE + timedelta(days=5)) == 0
    assert status_of(payout_of("Ada")) == PayoutStatus.SENDING
    assert settle_silent_files(at=MADE + timedelta(days=6)) == 1
    assert settle_silent_files(at=MADE + timedelta(days=6)) == 0

    ada = payout_of("Ada")
    assert (ada.status, f"{ada.paid_at:%Y-%m-%d}") == (PayoutStatus.PAID, "2026-09-17")
    assert (status_of(file), bank("USD")) == (FileStatus.SETTLED, -1400)
    assert broken_laws() == []


def test_silence_about_a_file_that_nobody_has_confirmed_is_not_payment(bank_desk):
    bank_desk.released(pays=PAYS, country="US")

    assert settle_silent_files(at=MADE + timedelta(days=60)) == 0
    assert status_of(payout_of("Ada")) == PayoutStatus.SENDING


def test_an_ach_return_comes_back_before_or_after_its_days(bank_desk, broken_laws):
    bank_desk.accepted(pays=PAYS)
    bank_desk.hears(nacha_returns((reference_to("Ada"), "R02", 900)))
    settle_silent_files(at=MADE + timedelta(days=6))

    bank_desk.hears(nacha_returns((reference_to("Bea"), "R23", 500), trace=7))

    assert [status_of(payout_of(name)) for name in PAYS] == [PayoutStatus.RETURNED] * 2
    assert (balances("Ada"), bank("USD")) == (OWED, 0)
    assert broken_laws() == []


def test_a_notification_of_change_is_proposed_and_not_applied(bank_desk):
    bank_desk.accepted(pays=PAYS)
    destination = payout_of("Ada").destination

    (row,) = bank_desk.hears(nacha_returns((reference_to("Ada"), "C01", 0), corrected="4455667788"))

    assert row.status == "WAITING"
    assert row.outcome == "The bank asks us to correct the account number before the next payout."
    assert "4455667788" not in str(BankReportRow.objects.values_list("corrected").get())
    ada = payout_of("Ada")
    assert (ada.status, ada.payee.account) == (PayoutStatus.SENDING, destination)


def test_a_damaged_file_is_refused_whole(bank_desk):
    bank_desk.released(pays=PAYS)

    with pytest.raises(reports.ReportUnreadable, match="no well-formed XML"):
        bank_desk.hears(camt054(entry("9.00", detail(reference_to("Ada"), "9.00")))[:-9])

    assert not BankReport.objects.exists()
    assert not BankReportRow.objects.exists()
