"""Asking: the fee is shown first, a page counts once, and each refusal says why."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from onboarding.audit.services import TransitionRefused
from payouts.gateway.processor import processor
from payouts.instant.models import InstantPayout, InstantStatus, InstantTariff
from payouts.instant.services import (
    AccountCannot,
    DayLimitReached,
    InstantUnknown,
    MayNotSetTariff,
    MoreThanPayable,
    NotOffered,
    PayeeNotReady,
    QuoteHasChanged,
    TariffOfThePast,
    TooLittle,
    quote,
    set_tariff,
    withdraw,
)
from payouts.payees.accounts import sync_account
from payouts.payees.models import Payee
from payouts.payees.rails import Rail
from payouts.payees.services import place_hold
from payouts.runs.models import PayoutRun, PayoutStatus, RunKind, RunStatus
from payouts.runs.reserving import AnotherPayoutIsUnderWay, cancel_payout
from payouts.runs.selectors import runs_to_execute
from tests.payouts.instant.desk import EARNED, LATER, TARIFF, fate, stands
from tests.payouts.runs.desk import FinanceDesk
from tests.times import NOON

UNTOUCHED = {"payable": 20_000, "in transit": 0, "fees": 0}


def payee(desk):
    return Payee.objects.get(agent=desk.ada)


def test_what_is_asked_for_is_set_aside_with_its_fee(instant_desk):
    instant = instant_desk.asks(10_000)

    assert (instant.asked_minor, instant.fee_minor, instant.payout.amount_minor) == (
        10_000,
        150,
        9_850,
    )
    assert fate(instant) == (PayoutStatus.RESERVED, InstantStatus.REQUESTED)
    assert stands() == {"payable": 10_000, "in transit": 9_850, "fees": 150}
    run = instant.payout.run
    assert (run.kind, run.status, run.approved_by) == (RunKind.INSTANT, RunStatus.EXECUTING, None)
    assert list(runs_to_execute()) == []


def test_the_same_page_sent_twice_is_one_payout(instant_desk):
    key = uuid4()

    first, second = instant_desk.asks(key=key), instant_desk.asks(key=key)

    assert first == second
    assert InstantPayout.objects.count() == 1
    assert stands()["in transit"] == 9_850


def test_a_fee_that_is_not_the_one_that_was_shown_is_not_taken(instant_desk):
    with pytest.raises(QuoteHasChanged):
        instant_desk.asks(10_000, fee=149)

    assert stands() == UNTOUCHED
    assert not PayoutRun.objects.exists()


def test_a_quote_writes_nothing_and_says_what_arrives(instant_desk):
    found, tariff = quote(agent=instant_desk.ada, currency="USD", asked_minor=2_000, at=NOON)

    assert (found.fee_minor, found.net_minor, tariff) == (50, 1_950, instant_desk.tariff)
    assert stands() == UNTOUCHED


def _wont(desk):
    new = replace(TARIFF, is_offered=False)
    set_tariff(tariff=new, effective_from=NOON, actor=desk.tess, at=NOON - timedelta(hours=1))


def _held(desk):
    place_hold(payee_id=payee(desk).pk, reason="Look first.", actor=None, at=EARNED)


def _by_file(desk):
    Payee.objects.filter(agent=desk.ada).update(rail=Rail.BANK_FILE)


def _another_bank(desk):
    desk.stand_in.changes_bank(desk.account, takes_instant=False)
    sync_account(payee_id=payee(desk).pk, gateway=processor(), at=EARNED)


def _paid_already(desk):
    desk.asks(5_000)


def _on_an_approved_list(desk):
    FinanceDesk().run(RunStatus.APPROVED, pays={"Ada": 500})


@pytest.mark.parametrize(
    ("meanwhile", "minor", "refusal"),
    [
        (_wont, 10_000, NotOffered),
        (_held, 10_000, PayeeNotReady),
        (_by_file, 10_000, AccountCannot),
        (_another_bank, 10_000, AccountCannot),
        (_paid_already, 10_000, AnotherPayoutIsUnderWay),
        (_on_an_approved_list, 10_000, AnotherPayoutIsUnderWay),
        (lambda desk: None, 20_001, MoreThanPayable),
        (lambda desk: None, 149, TooLittle),
        (lambda desk: None, 1, TooLittle),
    ],
)
def test_what_cannot_be_made_is_refused_and_nothing_moves(instant_desk, meanwhile, minor, refusal):
    meanwhile(instant_desk)
    before, count = stands(), InstantPayout.objects.count()

    with pytest.raises(refusal):
        instant_desk.asks(minor)

    assert (stands(), InstantPayout.objects.count()) == (before, count)


def test_the_least_that_leaves_the_smallest_payout_is_given(instant_desk):
    assert instant_desk.asks(150).payout.amount_minor == 100


def test_everything_may_be_asked_for(instant_desk):
    instant_desk.asks(20_000)

    assert stands() == {"payable": 0, "in transit": 19_700, "fees": 300}


def test_a_day_has_a_limit_and_the_next_day_another(instant_desk):
    new = replace(TARIFF, day_limit_minor=12_000)
    set_tariff(tariff=new, effective_from=NOON, actor=instant_desk.tess, at=NOON)
    instant_desk.asks(10_000)
    instant_desk.works()

    with pytest.raises(DayLimitReached, match=r"Today 20\.00 USD of it is left"):
        instant_desk.asks(2_001, at=LATER)
    assert InstantPayout.objects.count() == 1
    instant_desk.asks(2_001, at=NOON + timedelta(days=1))
    assert InstantPayout.objects.count() == 2


def test_what_came_to_nothing_does_not_count_for_the_day(instant_desk):
    new = replace(TARIFF, day_limit_minor=10_000)
    set_tariff(tariff=new, effective_from=NOON, actor=instant_desk.tess, at=NOON)
    first = instant_desk.asks(10_000)
    withdraw(
        agent=instant_desk.ada, public_id=first.public_id, actor=instant_desk.ada.user, at=NOON
    )

    instant_desk.asks(10_000, at=LATER)

    assert InstantPayout.objects.count() == 2


def test_what_has_not_left_is_taken_back_with_its_fee(instant_desk):
    instant = instant_desk.asks()

    withdraw(
        agent=instant_desk.ada, public_id=instant.public_id, actor=instant_desk.ada.user, at=LATER
    )

    assert fate(instant) == (PayoutStatus.CANCELLED, InstantStatus.WITHDRAWN)
    assert stands() == UNTOUCHED
    instant_desk.works()
    assert instant_desk.stand_in.transfers() == []


def test_what_has_left_is_not_taken_back(instant_desk):
    instant = instant_desk.asks()
    instant_desk.works()
    before = stands()

    with pytest.raises(TransitionRefused):
        withdraw(
            agent=instant_desk.ada,
            public_id=instant.public_id,
            actor=instant_desk.ada.user,
            at=LATER,
        )

    assert stands() == before


def test_nobody_takes_back_what_is_somebody_elses(instant_desk):
    instant = instant_desk.asks()
    bea = instant_desk.agent("Bea", owed=100)

    with pytest.raises(InstantUnknown):
        withdraw(agent=bea, public_id=instant.public_id, actor=bea.user, at=LATER)

    assert fate(instant)[1] == InstantStatus.REQUESTED


def test_what_finance_takes_out_gives_the_fee_back(instant_desk):
    instant = instant_desk.asks()

    cancel_payout(
        payout_id=instant.payout_id, actor=instant_desk.tess, at=LATER, reason="Not like this."
    )
    instant_desk.works()

    assert fate(instant) == (PayoutStatus.CANCELLED, InstantStatus.WITHDRAWN)
    assert stands() == UNTOUCHED


@pytest.mark.parametrize(
    ("who", "begins", "refusal"),
    [
        ("ada", LATER, MayNotSetTariff),
        ("tess", NOON - timedelta(seconds=1), TariffOfThePast),
        ("tess", EARNED, TariffOfThePast),
    ],
)
def test_a_tariff_is_set_by_who_may_and_never_for_the_past(instant_desk, who, begins, refusal):
    actor = instant_desk.tess if who == "tess" else instant_desk.ada.user

    with pytest.raises(refusal):
        set_tariff(tariff=TARIFF, effective_from=begins, actor=actor, at=NOON)

    assert InstantTariff.objects.count() == 1


def test_a_tariff_holds_from_its_instant_on_and_not_before(instant_desk):
    dear = replace(TARIFF, percent=Decimal(3))
    set_tariff(tariff=dear, effective_from=LATER, actor=instant_desk.tess, at=NOON)

    before, _ = quote(
        agent=instant_desk.ada,
        currency="USD",
        asked_minor=10_000,
        at=LATER - timedelta(microseconds=1),
    )
    after, _ = quote(agent=instant_desk.ada, currency="USD", asked_minor=10_000, at=LATER)

    assert (before.fee_minor, after.fee_minor) == (150, 300)
