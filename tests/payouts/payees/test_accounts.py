"""Accounts at the processor: opened once, synced, linked; against the stand-in."""

from datetime import timedelta

import pytest

from payouts.gateway.models import Attempt, GatewayEvent
from payouts.gateway.processor import processor
from payouts.gateway.services import store_event
from payouts.payees.accounts import (
    NoAccountYet,
    enrol_payees,
    onboarding_link,
    open_account,
    replace_account,
    sync_account,
    sync_accounts,
)
from payouts.payees.models import Payee
from payouts.payees.selectors import payees_being_opened, payees_to_sync
from tests.factories import onboarding
from tests.times import NOON

HOUR = timedelta(hours=1)


@pytest.fixture
def bo(db):
    """Bo as a payee who has no account yet."""
    return Payee.objects.create(agent=onboarding.agent("Bo"))


def opened(payee, *, at=NOON):
    return open_account(payee_id=payee.pk, gateway=processor(), at=at)


def test_an_account_is_opened_once_and_enabled_when_the_processor_says_so(bo, stand_in):
    first, again = opened(bo), opened(bo)

    assert first.account == again.account == stand_in.accounts()[0]["id"]
    assert first.transfers_enabled
    assert stand_in.counts()["account"] == 1


def test_a_lost_answer_is_asked_for_again_under_the_same_key(bo, stand_in):
    stand_in.loses_the_next_answer()

    lost = opened(bo)
    found = opened(bo, at=NOON + HOUR)

    assert (lost.account, found.transfers_enabled) == ("", True)
    assert stand_in.counts()["account"] == 1
    assert list(Attempt.objects.values_list("key", "send_count")) == [(f"payee_{bo.pk}_1", 2)]


def test_a_key_that_is_too_old_makes_room_for_another_account(bo, stand_in):
    stand_in.loses_the_next_answer()
    opened(bo)

    found = opened(bo, at=NOON + 23 * HOUR)

    assert found.account == Attempt.objects.get(number=2).reference
    assert list(Attempt.objects.order_by("number").values_list("status", flat=True)) == [
        "NOT_EXECUTED",
        "EXECUTED",
    ]


def test_an_account_whose_owner_is_unknown_waits_for_its_link(bo, stand_in):
    stand_in.asks_new_accounts_who_they_are()
    payee = opened(bo)

    link = onboarding_link(
        payee_id=bo.pk,
        gateway=processor(),
        return_url="https://tallyline.example.com/agent/",
        refresh_url="https://tallyline.example.com/agent/again/",
    )
    stand_in.enables(payee.account)
    synced = sync_account(payee_id=bo.pk, gateway=processor(), at=NOON + HOUR)

    assert not payee.transfers_enabled
    assert payee.disabled_reason
    assert link.startswith(stand_in.address)
    assert (synced.transfers_enabled, synced.disabled_reason) == (True, "")


def test_without_an_account_there_is_nothing_to_ask(bo, stand_in):
    with pytest.raises(NoAccountYet):
        sync_account(payee_id=bo.pk, gateway=processor(), at=NOON)


def test_what_the_processor_says_of_an_account_is_asked_again_and_written_down(bo, stand_in):
    payee = opened(bo)
    stand_in.disables(payee.account)
    for body, signature in stand_in.messages("account.updated"):
        store_event(event=processor().verify_event(body, signature=signature), at=NOON)

    sync_accounts(gateway=processor(), clock=lambda: NOON + HOUR)

    payee.refresh_from_db()
    assert not payee.transfers_enabled
    assert not GatewayEvent.objects.filter(handled_at=None).exists()


def test_an_account_that_the_processor_does_not_know_is_disabled(bo, stand_in):
    Payee.objects.filter(pk=bo.pk).update(account="acct_gone", transfers_enabled=True)

    sync_accounts(gateway=processor(), clock=lambda: NOON)

    bo.refresh_from_db()
    assert (bo.transfers_enabled, bo.disabled_reason) == (False, "The processor does not know it.")


def test_a_processor_that_is_away_is_asked_later(bo, stand_in, settings):
    opened(bo)
    settings.STRIPE_API_BASE = "http://127.0.0.1:1"

    assert sync_accounts(gateway=processor(), clock=lambda: NOON + timedelta(days=2)) == 0
    bo.refresh_from_db()
    assert bo.transfers_enabled


def test_everybody_is_enrolled_and_the_second_time_changes_nothing(stand_in, db):
    agents = [onboarding.agent(name).pk for name in ("Ada", "Bo")]

    for _ in range(2):
        enrol_payees(agent_ids=agents, gateway=processor(), clock=lambda: NOON)

    assert Payee.objects.filter(transfers_enabled=True).count() == 2
    assert stand_in.counts()["account"] == 2


def test_another_account_is_used_after_the_cooling_period(bo, stand_in):
    opened(bo)
    other = processor().open_account(email="b@example.com", country="US", key="other").reference

    changed = replace_account(
        payee_id=bo.pk, account=other, gateway=processor(), actor=None, at=NOON
    )

    assert (changed.account, changed.transfers_enabled) == (other, True)
    assert changed.cooling_until == NOON + timedelta(days=3)


def test_accounts_are_looked_at_each_day_and_sooner_while_they_are_disabled(bo, stand_in):
    opened(bo)

    def due(after):
        return payees_to_sync(accounts=[], at=NOON + after)

    assert (due(23 * HOUR), due(24 * HOUR)) == ([], [bo.pk])
    Payee.objects.filter(pk=bo.pk).update(transfers_enabled=False)
    assert due(timedelta(minutes=10)) == [bo.pk]


def test_what_is_still_being_opened_is_found_when_its_back_off_is_over(bo, stand_in):
    stand_in.loses_the_next_request()
    opened(bo)

    assert payees_being_opened(at=NOON + timedelta(seconds=29)) == []
    assert payees_being_opened(at=NOON + timedelta(seconds=30)) == [bo.pk]
