"""Changing where the money goes: who may, who looks, who is told, and what a thief finds."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from onboarding.agents.models import Agent
from onboarding.audit.services import TransitionRefused
from onboarding.deliveries.models import Message
from onboarding.users.models import Grant
from payouts.payees import versions
from payouts.payees.details import (
    ChangeIsWaiting,
    NothingToContest,
    OtherRail,
    ProposerMayNotDecide,
    approve_details,
    confirm_anew,
    contest_details,
    propose_details,
    reject_details,
)
from payouts.payees.models import HoldCause, Payee, PayoutDetails
from payouts.payees.rails import Rail
from payouts.payees.selectors import on_hold
from payouts.payees.services import NoSuchChange, ReasonMissing, place_hold
from tests.factories import onboarding
from tests.payouts.payees.people import account, ada_by_bank_file, iban_of, payee_by_bank_file
from tests.times import NOON

DAY = timedelta(days=1)


@pytest.fixture
def first(db):
    return ada_by_bank_file()


@pytest.fixture
def mia(db):
    return onboarding.staff("Mia", Grant.MANAGE_PAYEES, Grant.APPROVE_PAYEES)


@pytest.fixture
def amy(db):
    return onboarding.staff("Amy", Grant.APPROVE_PAYEES)


def change(first, number=2, *, holder="Ada", country="KW", actor=None, at=NOON + 60 * DAY):
    return propose_details(
        payee_id=first.payee_id,
        account=account(number, holder=holder, country=country),
        actor=actor or first.payee.agent.user,
        at=at,
    )


def state(payee_id):
    payee = Payee.objects.get(pk=payee_id)
    return payee.account, payee.transfers_enabled, payee.cooling_until


def told():
    return sorted(Message.objects.values_list("to", "template"))


def test_the_first_details_are_used_at_once_and_nobody_was_known_before(first):
    assert (first.status, first.version, first.effective_at) == ("CONFIRMED", 1, NOON)
    assert state(first.payee_id) == (first.destination, True, None)
    assert told() == []


def test_what_was_given_is_what_the_bank_is_told(first):
    opened = versions.opened(PayoutDetails.objects.get(pk=first.pk))

    assert (opened.holder, opened.number, opened.country) == ("Ada", iban_of(1), "KW")
    assert first.masked == f"•••• {iban_of(1)[-4:]}"


def test_an_agents_own_calm_change_cools_for_three_days_and_is_told_to_the_old_address(first):
    Agent.objects.filter(pk=first.payee.agent_id).update(email="new@example.com")

    second = change(first)

    first.refresh_from_db()
    assert (first.status, second.status, second.risks) == ("SUPERSEDED", "CONFIRMED", "")
    assert state(first.payee_id) == (second.destination, True, NOON + 63 * DAY)
    assert told() == [
        ("ada@example.com", "payouts/payees/details_changing"),
        ("new@example.com", "payouts/payees/details_changing"),
    ]


@pytest.mark.parametrize(
    ("wanted", "risks"),
    [
        ({"holder": "Eve"}, "OTHER_NAME"),
        ({"country": "DE"}, "OTHER_COUNTRY"),
        ({"holder": "Eve", "country": "DE"}, "OTHER_NAME OTHER_COUNTRY"),
    ],
)
def test_a_change_that_shows_a_risk_waits_and_moves_nothing(first, wanted, risks):
    waiting = change(first, **wanted)

    assert (waiting.status, waiting.risks) == ("PROPOSED", risks)
    assert state(first.payee_id) == (first.destination, True, None)
    assert [to for to, _ in told()] == ["ada@example.com"]


def test_another_payees_account_waits_for_a_person(first):
    bea = payee_by_bank_file("Bea")

    waiting = propose_details(
        payee_id=bea.pk, account=account(1, holder="Bea"), actor=bea.agent.user, at=NOON
    )

    assert (waiting.status, waiting.risks) == ("PROPOSED", "ANOTHER_PAYEES")


def test_a_third_change_within_a_month_waits_for_a_person(first):
    change(first, 2)

    assert change(first, 3, at=NOON + 89 * DAY).risks == "CHANGED_OFTEN"


def test_what_staff_propose_is_decided_by_somebody_else(first, mia, amy):
    waiting = change(first, actor=mia)
    with pytest.raises(ProposerMayNotDecide):
        approve_details(details_id=waiting.pk, actor=mia, at=NOON + 60 * DAY)
    assert state(first.payee_id) == (first.destination, True, None)

    approve_details(details_id=waiting.pk, actor=amy, at=NOON + 61 * DAY)
    with pytest.raises(TransitionRefused):
        approve_details(details_id=waiting.pk, actor=amy, at=NOON + 62 * DAY)

    assert state(first.payee_id) == (waiting.destination, True, NOON + 64 * DAY)


def test_nobody_approves_their_own_account_even_as_staff(first):
    waiting = change(first, holder="Eve")

    with pytest.raises(ProposerMayNotDecide):
        approve_details(details_id=waiting.pk, actor=first.payee.agent.user, at=NOON)

    waiting.refresh_from_db()
    assert waiting.status == "PROPOSED"


def test_the_database_knows_the_four_eyes_too(first, mia, amy):
    waiting = change(first, actor=mia)

    PayoutDetails.objects.filter(pk=first.pk).update(status="SUPERSEDED")

    for decided_by in (mia, None):
        with pytest.raises(IntegrityError), transaction.atomic():
            PayoutDetails.objects.filter(pk=waiting.pk).update(
                status="CONFIRMED", decided_by=decided_by, confirmed_at=NOON, effective_at=NOON
            )


def test_what_was_proposed_is_never_edited(first):
    for forged in ({"destination": "bank_x"}, {"contact": "eve@example.com"}, {"risks": "X"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PayoutDetails.objects.filter(pk=first.pk).update(**forged)
    with pytest.raises(IntegrityError), transaction.atomic():
        PayoutDetails.objects.filter(pk=first.pk).update(effective_at=NOON + DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        PayoutDetails.objects.filter(pk=first.pk).delete()


def test_details_are_rejected_with_a_reason_that_the_agent_is_told(first, amy):
    waiting = change(first, holder="Eve")
    with pytest.raises(ReasonMissing):
        reject_details(details_id=waiting.pk, actor=amy, at=NOON, reason=" ")

    reject_details(details_id=waiting.pk, actor=amy, at=NOON, reason="The name is another's.")
    with pytest.raises(ChangeIsWaiting):
        reject_details(details_id=waiting.pk, actor=amy, at=NOON, reason="Again.")

    assert state(first.payee_id) == (first.destination, True, None)
    assert ("ada@example.com", "payouts/payees/details_rejected") in told()


def test_one_change_waits_at_a_time_and_the_same_account_is_no_change(first):
    with pytest.raises(NoSuchChange):
        change(first, 1)
    change(first, holder="Eve")
    with pytest.raises(ChangeIsWaiting):
        change(first, 3)

    assert PayoutDetails.objects.count() == 2


def test_who_is_paid_through_the_processor_gives_no_bank_account_here(first):
    Payee.objects.filter(pk=first.payee_id).update(rail=Rail.PROCESSOR)

    with pytest.raises(OtherRail):
        change(first)


def test_it_was_not_me_stops_everything_until_a_person_has_looked(first):
    second = change(first)

    contest_details(public_id=str(second.public_id), at=NOON + 61 * DAY)
    with pytest.raises(NothingToContest):
        contest_details(public_id=str(second.public_id), at=NOON + 61 * DAY)

    assert state(first.payee_id)[:2] == ("", False)
    assert on_hold([first.payee_id]) == {first.payee_id}
    third = change(first, 3, at=NOON + 100 * DAY)
    assert (third.status, third.risks) == ("PROPOSED", "CONTESTED")


def test_the_link_in_the_mail_asks_first_and_works_without_a_login(first):
    second = change(first)
    link = Message.objects.get().facts["link"]
    path = "/" + link.split("/", 3)[3]

    asked = Client().get(path)
    second.refresh_from_db()
    was = second.status
    done = Client().post(path)

    second.refresh_from_db()
    assert (asked.status_code, was, done.status_code, second.status) == (
        200,
        "CONFIRMED",
        200,
        "REJECTED",
    )
    assert Client().post(path).status_code == 409
    assert Client().post(reverse("contest_details", args=["forged"])).status_code == 404


def test_confirming_anew_lifts_what_a_return_held_and_nothing_else(first):
    actor = first.payee.agent.user
    for cause in (HoldCause.RETURNED, HoldCause.CONTESTED):
        place_hold(payee_id=first.payee_id, reason="?", actor=None, at=NOON, cause=cause)

    lifted = [confirm_anew(payee_id=first.payee_id, actor=actor, at=NOON) for _ in range(2)]

    assert lifted == [1, 0]
    assert on_hold([first.payee_id]) == {first.payee_id}


def test_a_trail_of_statuses_holds_nothing_that_is_sealed(first):
    columns = {field.name for field in first.events.model._meta.concrete_fields}

    assert columns.isdisjoint({"number", "holder", "bank_code", "fingerprint"})
