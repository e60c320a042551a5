"""Becoming a payee, holds, and changes of where the money goes."""

from datetime import timedelta

import pytest

from payouts.gateway.base import AccountStatus
from payouts.payees.models import Payee, PayoutHold
from payouts.payees.selectors import holds_of, on_hold, unpayable
from payouts.payees.services import (
    HoldIsReleased,
    NoSuchChange,
    ReasonMissing,
    become_payees,
    change_account,
    distrust_account,
    place_hold,
    record_status,
    release_hold,
)
from payouts.payees.versions import COOLING
from tests.factories import onboarding, payouts
from tests.times import NOON


def status(account, *, can=True, requirements=(), why=""):
    return AccountStatus(account, can, can, requirements, why)


def unpayable_at(at):
    return [payee.agent.name for payee in unpayable(at=at)]


def test_agents_become_payees_once(db):
    agents = [onboarding.agent(name).pk for name in ("Ada", "Bo")]

    assert become_payees(agent_ids=agents[:1]) == 1
    assert become_payees(agent_ids=agents) == 1
    assert Payee.objects.count() == 2


def test_a_hold_stands_until_it_is_released_and_is_released_once(ada, pia):
    hold = place_hold(payee_id=ada.pk, reason="A question", actor=pia, at=NOON)
    assert on_hold([ada.pk]) == {ada.pk}

    release_hold(hold_id=hold.pk, actor=pia, at=NOON)
    with pytest.raises(HoldIsReleased):
        release_hold(hold_id=hold.pk, actor=pia, at=NOON)

    assert on_hold([ada.pk]) == set()
    assert [(one.placed_by, one.released_by) for one in holds_of(ada)] == [(pia, pia)]


def test_two_holds_need_two_releases(ada, pia):
    first = place_hold(payee_id=ada.pk, reason="One", actor=pia, at=NOON)
    place_hold(payee_id=ada.pk, reason="Two", actor=pia, at=NOON)

    release_hold(hold_id=first.pk, actor=pia, at=NOON)

    assert on_hold([ada.pk]) == {ada.pk}


def test_nobody_is_held_without_a_reason(ada, pia):
    with pytest.raises(ReasonMissing):
        place_hold(payee_id=ada.pk, reason="  ", actor=pia, at=NOON)

    assert not PayoutHold.objects.exists()


def test_a_changed_account_cools_for_three_days_and_waits_to_be_enabled(ada):
    changed = change_account(payee_id=ada.pk, account="acct_new", actor=None, at=NOON)
    record_status(payee_id=ada.pk, status=status("acct_new"), at=NOON)

    assert not changed.transfers_enabled
    assert unpayable_at(NOON + COOLING - timedelta(seconds=1)) == ["Ada"]
    assert unpayable_at(NOON + COOLING) == []


def test_a_first_account_has_nothing_to_cool_from(db):
    payee = Payee.objects.create(agent=onboarding.agent("Ada"))

    change_account(payee_id=payee.pk, account="acct_first", actor=None, at=NOON)

    payee.refresh_from_db()
    assert (payee.account, payee.cooling_until) == ("acct_first", None)


def test_the_same_account_is_no_change(ada):
    with pytest.raises(NoSuchChange):
        change_account(payee_id=ada.pk, account=ada.account, actor=None, at=NOON)

    ada.refresh_from_db()
    assert ada.cooling_until is None


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"why": "requirements.past_due"}, "requirements.past_due"),
        ({"requirements": ("tos_acceptance.date",)}, "Still to be shown: tos_acceptance.date"),
        ({}, "Transfers are not enabled yet."),
    ],
)
def test_an_account_that_may_not_receive_says_why(ada, said, reason):
    record_status(payee_id=ada.pk, status=status(ada.account, can=False, **said), at=NOON)

    ada.refresh_from_db()
    assert (ada.transfers_enabled, ada.disabled_reason) == (False, reason)


def test_what_is_said_of_another_account_changes_nothing(ada):
    record_status(payee_id=ada.pk, status=status("acct_old", can=False), at=NOON)

    ada.refresh_from_db()
    assert (ada.transfers_enabled, ada.synced_at) == (True, None)


def test_a_distrusted_account_is_looked_at_before_it_is_used(ada):
    record_status(payee_id=ada.pk, status=status(ada.account), at=NOON)

    distrust_account(payee_id=ada.pk, reason="The payout account is closed.", at=NOON)

    ada.refresh_from_db()
    assert (ada.transfers_enabled, ada.synced_at) == (False, None)
    assert unpayable_at(NOON) == ["Ada"]


def test_everybody_who_cannot_be_paid_is_listed_by_name(ada, pia):
    place_hold(payee_id=payouts.payee(onboarding.agent("Bo")).pk, reason="?", actor=pia, at=NOON)
    Payee.objects.create(agent=onboarding.agent("Al"))

    assert [(payee.agent.name, payee.is_on_hold) for payee in unpayable(at=NOON)] == [
        ("Al", False),
        ("Bo", True),
    ]
