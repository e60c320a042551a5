"""A brand contests what it was charged."""

import uuid
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from onboarding.deliveries.models import Message
from payouts.accruals.models import Withholding
from payouts.disputes.choices import DisputeStatus, Ground
from payouts.disputes.models import Dispute, DisputeBatch, Evidence
from payouts.disputes.opening import TooMany, contest_charge, contest_many
from payouts.disputes.rows import Grounds
from payouts.disputes.services import (
    AlreadyContested,
    ClaimsNothing,
    NothingToContest,
    Said,
    withdraw_dispute,
)
from tests.factories.onboarding import brand, member
from tests.payouts.disputes.court import BILLED, DAY, HOUR, OPENED, broken

CLOSES = datetime(2026, 9, 11, tzinfo=BILLED.tzinfo)


def test_a_contested_charge_waits_for_the_agent(billed):
    dispute = billed.contested_charge(claimed=60)

    assert (dispute.status, dispute.at_stake_exact) == (DisputeStatus.OPEN, Decimal("5.4"))
    assert dispute.invoice.number == "INV-2026-000001"
    # Labour Day is a holiday of the banks: Friday, Tuesday, Wednesday.
    assert dispute.answer_due_at == datetime(2026, 9, 10, tzinfo=BILLED.tzinfo)
    assert dispute.evidence.get().words == "It was a minute."
    assert [(one.to, one.template) for one in Message.objects.all()] == [
        ("ada@example.com", "payouts/disputes/opened")
    ]
    assert broken(OPENED) == []


def test_the_contested_share_of_the_pay_does_not_clear(billed):
    dispute = billed.contested_charge(claimed=60)

    kept = Withholding.objects.get()
    assert (kept.cause, kept.amount_minor) == (dispute.cause, 270)


@pytest.mark.parametrize("at", [BILLED, CLOSES - timedelta(microseconds=1)])
def test_a_charge_may_be_contested_for_five_business_days(billed, at):
    assert billed.contested_charge(at=at).opened_at == at


@pytest.mark.parametrize("at", [BILLED - HOUR, CLOSES, CLOSES + DAY])
def test_before_and_after_its_clock_a_charge_is_not_contested(billed, at):
    with pytest.raises(NothingToContest):
        billed.contested_charge(at=at)

    assert Dispute.objects.count() == 0


def test_a_contact_is_contested_once(billed):
    billed.contested_charge()

    with pytest.raises(AlreadyContested):
        billed.contested_charge(at=OPENED + HOUR)

    assert (Dispute.objects.count(), Evidence.objects.count()) == (1, 1)


def test_what_was_withdrawn_may_be_contested_again(billed):
    dispute = billed.contested_charge()
    withdraw_dispute(dispute_id=dispute.pk, side="BRAND", actor=billed.olga, at=OPENED + HOUR)

    again = billed.contested_charge(at=OPENED + 2 * HOUR)

    assert again.status == DisputeStatus.OPEN
    assert broken(OPENED + 2 * HOUR) == []


def test_claiming_what_was_charged_is_claiming_nothing(billed):
    with pytest.raises(ClaimsNothing):
        billed.contested_charge(claimed=600)

    assert Dispute.objects.count() == 0


def test_another_brands_contact_is_not_there(billed):
    globex = brand("Globex")
    gus = member(globex, "Gus")

    with pytest.raises(NothingToContest):
        contest_charge(
            brand=globex,
            interaction_id=billed.interaction(),
            grounds=Grounds(Ground.NOT_OURS),
            actor=gus,
            at=OPENED,
        )

    assert Dispute.objects.count() == 0


@pytest.fixture
def many(court):
    for number in range(4):
        court.contact(f"call {number}", 60 * (number + 1))
    court.billed()
    return court


def contest(court, key, at=OPENED, **asked):
    return contest_many(
        brand=court.acme,
        key=key,
        asked=asked,
        grounds=Grounds(Ground.NOT_SERVED, said=Said("A test line.")),
        actor=court.olga,
        at=at,
    )


def test_a_filter_contests_what_it_finds_and_nothing_else(many):
    batch = contest(many, uuid.uuid4(), productive_seconds__gte=120)

    assert batch.dispute_count == 3
    assert sorted(batch.disputes.values_list("contact_ref", flat=True)) == [
        "call 1",
        "call 2",
        "call 3",
    ]
    assert batch.evidence.get().words == "A test line."
    assert Message.objects.count() == 1
    assert broken(OPENED) == []


def test_the_same_form_sent_twice_contests_once(many):
    key = uuid.uuid4()
    first = contest(many, key)

    again = contest(many, key, at=OPENED + HOUR)

    assert (first, Dispute.objects.count()) == (again, 4)


def test_what_is_contested_already_is_left_out_of_the_next(many):
    many.contested_charge("call 0")
    batch = contest(many, uuid.uuid4())

    with pytest.raises(NothingToContest):
        contest(many, uuid.uuid4())

    assert (batch.dispute_count, DisputeBatch.objects.count()) == (3, 1)


def test_too_many_are_not_contested_at_once(many, monkeypatch):
    monkeypatch.setattr("payouts.disputes.opening.MOST_AT_ONCE", 3)

    with pytest.raises(TooMany):
        contest(many, uuid.uuid4())

    assert (Dispute.objects.count(), DisputeBatch.objects.count()) == (0, 0)
