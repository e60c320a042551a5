"""Held amounts, balances below zero, write-offs and pay taken back; each law broken on purpose."""

from datetime import timedelta

import pytest

from onboarding.users.models import Grant
from payouts.gateway.models import Attempt
from payouts.ledger.chart import AccountKind
from payouts.ledger.postings import Posting, credit, debit
from payouts.ledger.selectors import balances_of
from payouts.ledger.services import FloorPassed, post
from payouts.money import Money
from payouts.payees.balances import (
    DecisionIsWaiting,
    MoreThanIsOwed,
    ProposerMayNotBook,
    approve_decision,
    hold_long_negative,
    propose_decision,
    reject_decision,
)
from payouts.payees.details import propose_details
from payouts.payees.laws import LAWS
from payouts.payees.models import BalanceDecision, DecisionKind, Payee, PayoutDetails, PayoutHold
from payouts.payees.selectors import negative_balances, on_hold
from payouts.payees.services import (
    HoldIsReleased,
    ReasonMissing,
    hold_amount,
    lift_holds,
    place_hold,
    release_hold,
)
from payouts.reports.proof import LAWS as EVERY_LAW
from payouts.reports.proof import finding_of
from payouts.runs.laws import LAWS as RUN_LAWS
from payouts.runs.models import Payout
from tests.factories import onboarding, payouts
from tests.payouts.payees.people import account, ada_by_bank_file
from tests.payouts.runs.desk import FinanceDesk
from tests.times import NOON

DAY = timedelta(days=1)
HELD, PAYABLE = AccountKind.AGENT_HELD, AccountKind.AGENT_PAYABLE


@pytest.fixture
def mia(db):
    return onboarding.staff("Mia", Grant.MANAGE_PAYEES, Grant.APPROVE_PAYEES)


@pytest.fixture
def amy(db):
    return onboarding.staff("Amy", Grant.APPROVE_PAYEES)


def usd(minor):
    return Money(minor, "USD")


def balances(payee):
    found = balances_of(owner_id=payee.agent_id, currency="USD", kinds=(PAYABLE, HELD))
    return found[PAYABLE].minor, found[HELD].minor


def owes(agent, minor, *, at, key):
    """A correction of the past takes an agent below what they had."""
    amount = usd(minor)
    legs = (debit(PAYABLE, amount, agent.pk), credit(AccountKind.AGENT_COST, amount))
    post(Posting("PAY_CORRECTED", key, legs), at=at)


def broken(code):
    law = next(law for law in (*LAWS, *RUN_LAWS) if law.code == code)
    return finding_of(law, at=NOON).violation_count


def test_a_part_is_held_and_the_rest_stays_payable_until_it_is_lifted_once(ada, mia):
    payouts.owe(ada.agent, 900)

    hold = hold_amount(payee_id=ada.pk, amount=usd(400), reason="Under review", actor=mia, at=NOON)
    assert balances(ada) == (500, 400)
    assert on_hold([ada.pk]) == set()
    assert broken("I21c") == 0

    release_hold(hold_id=hold.pk, actor=mia, at=NOON, because="Nothing was wrong.")
    with pytest.raises(HoldIsReleased):
        release_hold(hold_id=hold.pk, actor=mia, at=NOON)
    assert balances(ada) == (900, 0)
    assert [broken("I21c"), broken("I21")] == [0, 0]


def test_more_than_is_payable_is_not_held(ada, mia):
    payouts.owe(ada.agent, 900)

    with pytest.raises(FloorPassed):
        hold_amount(payee_id=ada.pk, amount=usd(901), reason="?", actor=mia, at=NOON)
    with pytest.raises(ReasonMissing):
        hold_amount(payee_id=ada.pk, amount=usd(1), reason=" ", actor=mia, at=NOON)

    assert balances(ada) == (900, 0)
    assert not PayoutHold.objects.exists()


def test_held_money_without_a_standing_hold_is_found(ada, mia):
    payouts.owe(ada.agent, 900)
    hold = hold_amount(payee_id=ada.pk, amount=usd(400), reason="?", actor=mia, at=NOON)

    PayoutHold.objects.filter(pk=hold.pk).update(released_at=NOON)

    assert broken("I21c") == 1


def test_a_balance_below_zero_is_listed_with_its_age_and_cause(ada):
    payouts.owe(ada.agent, 900, at=NOON - 50 * DAY)
    owes(ada.agent, 1_000, at=NOON - 40 * DAY, key="first")
    payouts.owe(ada.agent, 150, at=NOON - 30 * DAY)
    owes(ada.agent, 100, at=NOON - 20 * DAY, key="second")
    owes(ada.agent, 10, at=NOON - 10 * DAY, key="third")

    (row,) = negative_balances()
    assert (row.amount, row.since, row.cause) == (usd(-60), NOON - 20 * DAY, "PAY_CORRECTED")


def test_who_is_not_below_zero_is_not_listed(ada):
    owes(ada.agent, 100, at=NOON, key="first")
    payouts.owe(ada.agent, 100)

    assert negative_balances() == []


def test_long_below_zero_is_held_once_and_lifted_when_it_is_over(ada):
    owes(ada.agent, 100, at=NOON, key="first")

    def tried(days):
        return hold_long_negative(at=NOON + days * DAY)

    assert [tried(29), tried(30), tried(31)] == [(0, 0), (1, 0), (0, 0)]
    assert on_hold([ada.pk]) == {ada.pk}
    payouts.owe(ada.agent, 100)
    assert [tried(32), tried(33)] == [(0, 1), (0, 0)]
    assert on_hold([ada.pk]) == set()


def propose(ada, mia, minor=60, kind=DecisionKind.WRITE_OFF, reason="Left; cannot be earned back"):
    return propose_decision(
        payee_id=ada.pk, kind=kind, amount=usd(minor), reason=reason, actor=mia, at=NOON
    )


def test_a_write_off_moves_money_when_another_person_books_it_and_once(ada, mia, amy):
    owes(ada.agent, 60, at=NOON, key="first")
    decision = propose(ada, mia)
    with pytest.raises(ProposerMayNotBook):
        approve_decision(decision_id=decision.pk, actor=mia, at=NOON)
    assert balances(ada) == (-60, 0)

    approve_decision(decision_id=decision.pk, actor=amy, at=NOON)
    with pytest.raises(Exception, match="cannot become"):
        approve_decision(decision_id=decision.pk, actor=amy, at=NOON)

    assert balances(ada) == (0, 0)
    assert [broken("I21"), broken("I23a")] == [0, 0]


def test_no_more_is_written_off_than_is_owed_then_or_by_now(ada, mia, amy):
    owes(ada.agent, 60, at=NOON, key="first")
    with pytest.raises(MoreThanIsOwed):
        propose(ada, mia, 61)
    decision = propose(ada, mia, 60)
    with pytest.raises(DecisionIsWaiting):
        propose(ada, mia, 1)
    payouts.owe(ada.agent, 1)

    with pytest.raises(MoreThanIsOwed):
        approve_decision(decision_id=decision.pk, actor=amy, at=NOON)

    decision.refresh_from_db()
    assert (decision.status, balances(ada)) == ("PROPOSED", (-59, 0))


def test_pay_is_taken_back_by_two_people_even_below_zero(ada, mia, amy):
    payouts.owe(ada.agent, 50)
    decision = propose(ada, mia, 80, DecisionKind.CLAWBACK, "Paid for another's contacts")

    approve_decision(decision_id=decision.pk, actor=amy, at=NOON)

    assert balances(ada) == (-30, 0)
    assert broken("I21") == 0


def test_a_rejected_decision_moves_nothing_and_needs_a_reason(ada, mia, amy):
    payouts.owe(ada.agent, 50)
    decision = propose(ada, mia, 80, DecisionKind.CLAWBACK)
    with pytest.raises(ReasonMissing):
        reject_decision(decision_id=decision.pk, actor=amy, at=NOON, reason=" ")

    reject_decision(decision_id=decision.pk, actor=amy, at=NOON, reason="No evidence.")

    assert balances(ada) == (50, 0)


def test_nobody_decides_about_themselves(ada, mia):
    ada.agent.user = onboarding.user("Ada")
    ada.agent.save()
    owes(ada.agent, 60, at=NOON, key="first")

    with pytest.raises(ProposerMayNotBook):
        approve_decision(decision_id=propose(ada, mia).pk, actor=ada.agent.user, at=NOON)


# ---------------------------------------------------------------- the laws, broken on purpose
def test_every_law_of_payees_is_proven_with_the_others():
    assert [law.code for law in EVERY_LAW if law in LAWS] == [
        "I23a", "I30", "I30a", "I30b", "I30c", "I30d", "I21c",
    ]  # fmt: skip


def test_details_that_nobody_else_looked_at_are_found(db):
    details = ada_by_bank_file()
    assert broken("I23a") == 0

    onboarding.user("Eve")
    details.payee.agent.user = onboarding.user("Eve")
    details.payee.agent.save()

    assert broken("I23a") == 1


def test_a_payee_who_is_paid_elsewhere_than_their_details_say_is_found(db):
    details = ada_by_bank_file()
    assert broken("I30a") == 0

    Payee.objects.filter(pk=details.payee_id).update(account="acct_of_eve")

    assert broken("I30a") == 1


@pytest.mark.parametrize(
    ("destination", "sent_after", "found"),
    [
        ("second", timedelta(days=3), 0),
        ("second", timedelta(days=3) - timedelta(seconds=1), 1),
        ("first", timedelta(seconds=-1), 0),
        ("first", timedelta(days=3), 1),
    ],
)
def test_a_payout_sent_while_details_cooled_or_elsewhere_is_found(
    db, destination, sent_after, found
):
    first = ada_by_bank_file()
    Payee.objects.update(tax_form_until="2099-12-31")
    payout = FinanceDesk().planned_payout("Ada", 900)
    second = change_of(first)
    goes_to = {"first": first, "second": second}[destination].destination
    Payout.objects.filter(pk=payout.pk).update(destination=goes_to)
    sent_at = second.confirmed_at + sent_after
    Attempt.objects.create(
        subject=f"payout_{payout.pk}",
        number=1,
        key=f"payout_{payout.pk}_1",
        request={},
        first_sent_at=sent_at,
        last_sent_at=sent_at,
    )

    assert broken("I30") == found


def change_of(first: PayoutDetails) -> PayoutDetails:
    return propose_details(
        payee_id=first.payee_id,
        account=account(2),
        actor=first.payee.agent.user,
        at=NOON + 60 * DAY,
    )


def test_lifting_by_cause_leaves_other_causes(ada, mia):
    place_hold(payee_id=ada.pk, reason="?", actor=mia, at=NOON)

    assert lift_holds(ada, cause="RETURNED", because="", actor=mia, at=NOON) == 0
    assert BalanceDecision.objects.count() == 0
