"""The demo's payees: five people in five states, and the same five after a second run."""

from datetime import timedelta

import pytest
from django.utils import timezone

from payouts.management.main_job.cast import finance_desk
from payouts.management.main_job.payees import show_payees
from payouts.payees import lists
from payouts.payees.models import BalanceDecision, Payee, PayoutDetails, PayoutHold, TaxForm
from payouts.reports.proof import findings


@pytest.fixture
def desk(transactional_db, stand_in):
    return finance_desk(at=timezone.now())


def states(at):
    payees = lists.payees_for_the_list(at=at, asked={}).order_by("agent__email")
    return {payee.agent.name: (payee.rail, lists.state_of(payee, at=at)) for payee in payees}


def everything():
    models = (Payee, PayoutDetails, TaxForm, PayoutHold, BalanceDecision)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_five_people_stand_in_five_ways_and_a_second_run_finds_them(desk):
    at = timezone.now()
    assert show_payees(desk=desk, at=at) == 5
    first = everything()

    show_payees(desk=desk, at=at + timedelta(hours=1))

    assert states(at) == {
        "Amina Yusuf": ("BANK_FILE", "READY"),
        "Ivana Perović": ("BANK_FILE", "READY"),
        "Marcus Hale": ("PROCESSOR", "ON_HOLD"),
        "Théo Laurent": ("PROCESSOR", "TAX_FORM_MISSING"),
        "Wanjiru Kamau": ("BANK_FILE", "NO_ACCOUNT"),
    }
    assert [str(one) for one in everything()] == [str(one) for one in first]
    assert (lists.waiting().details, lists.waiting().forms, lists.waiting().decisions) == (1, 1, 1)
    assert [one.law.code for one in findings(at=at) if not one.is_kept] == []


def test_whoever_is_interrupted_is_brought_to_the_same_end(desk):
    at = timezone.now()
    show_payees(desk=desk, at=at)
    whole = states(at)
    PayoutHold.objects.all().delete()

    show_payees(desk=desk, at=at)

    assert states(at) == whole
