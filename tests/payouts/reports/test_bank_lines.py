"""Our bank's lines against the books: each pairs with what it moved, or is a difference."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from onboarding.users.models import Grant
from payouts.incoming.accounts import open_bank_account
from payouts.incoming.models import BankLine, BankReceipt
from payouts.incoming.parting import went_back
from payouts.incoming.services import take_in_and_settle
from payouts.ledger.models import JournalTransaction
from payouts.ledger.postings import processor_funded
from payouts.ledger.services import post
from payouts.ledger.services import reverse as reverse_posting
from payouts.money import Money
from payouts.reports.explaining import explain
from payouts.reports.laws_of_bank import LAWS
from payouts.reports.models import Difference, DifferenceStatus
from payouts.reports.proof import finding_of
from payouts.reports.reconciliation import compare
from payouts.reports.sides import sides_at_the_bank
from tests.factories.onboarding import staff, user
from tests.payouts.banking.desk import ANSWERED, BankDesk, payout_of, reference_to
from tests.payouts.gateway.bank_files.orders import camt054, detail
from tests.payouts.gateway.bank_files.orders import entry as noticed
from tests.payouts.incoming.camt_files import IBAN, camt
from tests.payouts.incoming.camt_files import entry as dollars
from tests.times import NOON

pytestmark = pytest.mark.django_db(transaction=True)
PAYS = {"Ada": 900, "Bea": 500}
LATER = timedelta(hours=2)
(LAW,) = LAWS


class House:
    """Our account in euro and in dollars, payouts by file, and the statements that come."""

    def __init__(self) -> None:
        self.desk = BankDesk()
        self.open(IBAN, "USD")

    def open(self, number: str, currency: str) -> None:
        open_bank_account(number=number, name=currency, currency=currency, actor=None, at=NOON)

    def euro(self, *entries: str, on: str = "2026-09-21", **balances: str) -> None:
        self.open("FR7630006000011234567890189", "EUR")
        self.takes(
            *[one.replace("2026-09-21", on).replace("2026-09-16", on) for one in entries],
            iban="FR7630006000011234567890189",
            currency="EUR",
            **balances,
        )

    def takes(self, *entries: str, **more: str) -> None:
        take_in_and_settle(stream=camt(*entries, **more), name="x", actor=None, at=ANSWERED)

    def is_paid(self) -> None:
        """Both payouts left in one file, and the bank said so of each."""
        self.file = self.desk.released(pays=PAYS)
        self.desk.books("Ada", "Bea")


@pytest.fixture
def bank(db) -> House:
    return House()


def differences(*, at=ANSWERED + LATER) -> list[tuple]:
    compare(at=at)
    rows = Difference.objects.exclude(status="SETTLED").order_by("cause", "subject")
    return [(one.cause, one.subject, one.ours_minor, one.theirs_minor) for one in rows]


def the_line(minor: int) -> str:
    return f"bank line {BankLine.objects.get(amount_minor=minor).pk}"


def test_payouts_that_were_booked_one_by_one_agree(bank):
    bank.is_paid()

    bank.euro(
        noticed("9.00", detail(reference_to("Ada"), "9.00"), reference="B-1"),
        noticed("5.00", detail(reference_to("Bea"), "5.00"), reference="B-2"),
    )

    assert differences() == []
    (euro,) = sides_at_the_bank()
    assert (euro.ours_minor, euro.theirs_minor, euro.unexplained) == (-1_400, -1_400, 0)


def test_a_file_that_was_booked_as_one_named_sum_agrees(bank):
    bank.is_paid()

    bank.euro(noticed("14.00", batch=bank.file.message_id))

    assert differences() == []


def test_a_file_that_was_booked_as_one_sum_without_a_name_is_known_by_its_amount(bank):
    bank.is_paid()

    bank.euro(noticed("14.00"))

    assert differences() == []


def test_two_equal_sums_without_names_are_each_taken_once(bank):
    bank.is_paid()

    bank.euro(noticed("14.00", reference="B-1"), noticed("14.00", reference="B-2"))

    first, second = BankLine.objects.order_by("pk")
    assert differences() == [("BANK_THEIRS", f"bank line {second.pk}", 0, -1_400)]
    assert first.amount_minor == second.amount_minor


def test_an_equal_sum_of_another_month_is_not_the_files(bank):
    bank.is_paid()

    bank.euro(noticed("14.00"), on="2026-10-21")

    assert ("BANK_THEIRS", the_line(-1_400), 0, -1_400) in differences()


def test_a_payout_that_the_statement_does_not_have_is_named_alone(bank):
    bank.is_paid()

    bank.euro(noticed("9.00", detail(reference_to("Ada"), "9.00"), reference="B-1"))
    bank.euro(dollars("1.00", currency="EUR", ref="later"), on="2026-09-30")

    name = f"bank payment {reference_to('Bea')}"
    assert differences() == [("BANK_OURS", name, -500, 0)]


def test_what_left_days_ago_is_left_time_to_reach_a_statement(bank):
    bank.is_paid()

    bank.euro(dollars("1.00", currency="EUR", ref="a"), on="2026-09-18")
    bank.euro(dollars("1.00", currency="EUR", ref="b"), on="2026-09-25")

    assert differences() == []


def test_another_amount_than_was_ordered_is_one_row(bank):
    bank.is_paid()

    bank.euro(
        noticed("9.01", detail(reference_to("Ada"), "9.01"), reference="B-1"),
        noticed("5.00", detail(reference_to("Bea"), "5.00"), reference="B-2"),
    )

    name = f"bank payment {reference_to('Ada')}"
    assert differences() == [("BANK_AMOUNT", name, -900, -901)]


def test_a_line_of_a_payout_that_nobody_told_us_of_goes_when_the_bank_tells_us(bank):
    bank.desk.released(pays=PAYS)
    bank.euro(noticed("9.00", detail(reference_to("Ada"), "9.00")))
    name = f"bank payment {reference_to('Ada')}"
    assert differences() == [("BANK_THEIRS", name, 0, -900)]

    bank.desk.hears(camt054(noticed("9.00", detail(reference_to("Ada"), "9.00"))))

    assert differences() == []
    assert Difference.objects.get().status == DifferenceStatus.SETTLED


@pytest.mark.parametrize("is_singly", [True, False])
def test_what_came_back_agrees_however_it_had_left(bank, is_singly):
    bank.is_paid()
    bank.desk.returns("Ada")
    singly = [
        noticed("9.00", detail(reference_to("Ada"), "9.00"), reference="B-1"),
        noticed("5.00", detail(reference_to("Bea"), "5.00"), reference="B-2"),
    ]
    whole = [noticed("14.00", batch=bank.file.message_id)]
    back = detail(reference_to("Ada"), "9.00", reason="AC04", bank="R-1")

    bank.euro(*(singly if is_singly else whole), noticed("9.00", back, sign="CRDT"))

    assert payout_of("Ada").status == "RETURNED"
    assert differences() == []


def test_a_receipt_and_what_sent_it_back_agree(bank):
    bank.takes(dollars("10.00", ref="in"), dollars("7.00", ref="stays"))
    bank.takes(dollars("10.00", sign="DBIT", ref="out"))
    receipt = BankReceipt.objects.get(amount_minor=1_000)
    line = BankLine.objects.get(amount_minor=-1_000)
    assert differences() == [("BANK_THEIRS", the_line(-1_000), 0, -1_000)]

    went_back(receipt_id=receipt.pk, line_id=line.pk, reason="x", actor=user("Rita"), at=ANSWERED)

    assert differences() == []
    assert JournalTransaction.objects.filter(kind="RECEIPT_SUSPENDED").count() == 2


def test_a_receipt_that_was_taken_out_of_the_books_is_missed(bank):
    bank.takes(dollars("10.00"))
    booked = JournalTransaction.objects.get()
    assert differences() == []

    reverse_posting(transaction_id=booked.pk, at=ANSWERED, actor=None)

    assert differences() == [("BANK_THEIRS", the_line(1_000), 0, 1_000)]
    (usd,) = sides_at_the_bank()
    assert (usd.ours_minor, usd.theirs_minor) == (0, 1_000)


def test_a_fee_of_the_banks_stands_until_it_is_explained_and_stays_so(bank):
    bank.takes(dollars("0.50", sign="DBIT", text="Account fee"))
    assert differences() == [("BANK_THEIRS", the_line(-50), 0, -50)]

    explain(difference_id=Difference.objects.get().pk, words="Fee.", actor=user("Pia"), at=ANSWERED)
    differences()

    assert Difference.objects.get().status == DifferenceStatus.EXPLAINED


def test_money_for_the_processor_is_known_by_its_name_or_its_amount(bank):
    for reference, minor in (("tu_named", 4_000), ("tu_silent", 3_000)):
        post(processor_funded(reference=reference, amount=Money(minor, "USD")), at=NOON)

    bank.takes(
        dollars("40.00", sign="DBIT", ref="a", text="STRIPE tu_named"),
        dollars("30.00", sign="DBIT", ref="b", text="STRIPE"),
    )

    compare(at=ANSWERED + LATER)
    assert not Difference.objects.filter(cause__startswith="BANK").exists()


def test_without_a_statement_nothing_is_said_of_the_bank(bank):
    bank.is_paid()

    assert differences() == []
    assert sides_at_the_bank() == []


def test_statements_that_follow_agree_and_what_was_there_before_is_one_row(bank):
    bank.euro(dollars("10.00", currency="EUR", ref="a"), opening="2.00", closing="12.00")
    bank.euro(
        dollars("1.00", currency="EUR", ref="b"), on="2026-09-22", opening="12.00", closing="13.00"
    )

    assert differences() == [("BANK_OPENING", "opening FR7630006000011234567890189", 0, 200)]


def test_a_statement_that_is_missing_is_found_and_settles_when_it_comes(bank):
    bank.euro(dollars("10.00", currency="EUR", ref="a"), opening="0.00", closing="10.00")
    bank.euro(
        dollars("1.00", currency="EUR", ref="c"), on="2026-09-23", opening="12.00", closing="13.00"
    )
    last = BankLine.objects.get(amount_minor=100).statement_id
    assert differences() == [("BANK_BALANCE", f"bank statement {last}", 1_100, 1_300)]

    bank.euro(
        dollars("2.00", currency="EUR", ref="b"), on="2026-09-22", opening="10.00", closing="12.00"
    )

    assert differences() == []


def test_lines_that_a_notice_told_first_are_the_statements(bank):
    notice = dollars("2.00", currency="EUR", ref="b")
    bank.euro(notice, on="2026-09-22")
    bank.euro(dollars("10.00", currency="EUR", ref="a"), opening="0.00", closing="10.00")
    bank.euro(
        notice,
        dollars("1.00", currency="EUR", ref="c"),
        on="2026-09-22",
        opening="10.00",
        closing="13.00",
    )

    assert BankLine.objects.count() == 3
    assert differences() == []


def test_comparing_costs_the_same_however_many_lines_there_are(bank):
    costs = []
    for number in (1, 2):
        for one in range(number):
            bank.takes(dollars(f"{number}.{one}5", sign="DBIT", ref=f"{number} {one}"))
        with CaptureQueriesContext(connection) as queries:
            compare(at=ANSWERED + LATER)
        costs.append(len(queries))

    assert costs[0] == costs[1]
    assert Difference.objects.count() == 3


def test_the_law_misses_a_line_that_no_comparison_has_seen(bank):
    bank.takes(dollars("0.50", sign="DBIT"))
    tomorrow, in_two_days = ANSWERED + timedelta(days=1), ANSWERED + timedelta(days=2)

    assert finding_of(LAW, at=tomorrow).violation_count == 0
    assert finding_of(LAW, at=in_two_days).violation_count == 1
    compare(at=tomorrow)
    assert finding_of(LAW, at=in_two_days).violation_count == 0


def test_the_page_shows_the_bank_beside_the_processor_and_filters(client, bank):
    bank.takes(dollars("0.50", sign="DBIT"), dollars("3.00"))
    compare(at=ANSWERED + LATER)
    client.force_login(staff("Pia", Grant.VIEW_FINANCE))

    page = client.get(reverse("finance:reconciliation"), {"cause": "BANK_THEIRS"}).content.decode()
    other = client.get(reverse("finance:reconciliation"), {"cause": "BANK_OURS"}).content.decode()

    assert "By our bank's lines" in page
    assert the_line(-50) in page
    assert the_line(-50) not in other
