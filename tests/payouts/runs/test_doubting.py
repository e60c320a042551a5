"""Several transfers for one payout: nothing goes on before two people have looked."""

from dataclasses import replace
from datetime import timedelta

import pytest

from onboarding.audit.services import TransitionRefused
from onboarding.users.models import Grant
from payouts.gateway.models import Attempt
from payouts.gateway.processor import processor
from payouts.gateway.services import store_event
from payouts.runs.doubt import DoubtStatus, TransferDoubt
from payouts.runs.doubting import (
    MayNotPick,
    NotAmongThem,
    NotOnTerms,
    ProposerMayNotDecide,
    ReasonMissing,
    TooSoonToSayNone,
    decide_choice,
    evidence_of,
    propose_choice,
    send_back,
)
from payouts.runs.models import PayoutStatus, RunStatus
from payouts.runs.outcomes import request_from
from payouts.runs.sending import send_payout
from payouts.runs.services import SomethingIsInDoubt, resume_run
from payouts.runs.settlement import settle_reported
from tests.factories import onboarding
from tests.payouts.runs.desk import attempts, balances, reserved_payout, status_of
from tests.times import NOON

SOON = NOON + timedelta(minutes=5)
NEXT_DAY = NOON + timedelta(hours=26)
ASIDE = {"AGENT_PAYABLE": 0, "AGENT_IN_TRANSIT": 900}


def send(payout, at=NOON):
    return send_payout(payout_id=payout.pk, gateway=processor(), at=at)


def twin_of(payout, *, minor=900):
    """Somebody made a transfer of the same name by hand."""
    asked = request_from(Attempt.objects.get(subject=f"payout_{payout.pk}"))
    made = processor().transfer_earnings(replace(asked, amount_minor=minor), key=f"by hand {minor}")
    return made.reference


@pytest.fixture
def doubt(finance_desk, stand_in):
    """A payout whose answer was lost, its transfer, and another one of the same name."""
    payout = reserved_payout(finance_desk, "Ada", 900)
    stand_in.breaks_after_the_next()
    send(payout)
    twin_of(payout)
    send(payout, SOON)
    return TransferDoubt.objects.get()


@pytest.fixture
def ours(doubt, stand_in):
    """The transfer that our request made: the first."""
    return stand_in.transfers()[0]["id"]


@pytest.fixture
def ann(finance_desk):
    return onboarding.staff("Ann", Grant.APPROVE_PAYOUTS)


def propose(doubt, by, chosen, *, reason="Its key is ours.", at=SOON):
    evidence = evidence_of(doubt, gateway=processor())
    return propose_choice(
        doubt_id=doubt.pk, chosen=chosen, reason=reason, evidence=evidence, actor=by, at=at
    )


def test_several_transfers_stop_the_run_and_wait_for_people(doubt):
    assert status_of(doubt.payout) == PayoutStatus.UNKNOWN
    assert status_of(doubt.payout.run) == RunStatus.PAUSED
    assert (doubt.status, len(doubt.references)) == (DoubtStatus.OPEN, 2)
    assert balances("Ada") == ASIDE


def test_nothing_is_resumed_while_it_is_in_doubt(doubt, finance_desk):
    with pytest.raises(SomethingIsInDoubt):
        resume_run(run_id=doubt.payout.run_id, actor=finance_desk.amy, at=SOON)

    assert status_of(doubt.payout.run) == RunStatus.PAUSED


def test_one_proposes_another_decides_and_the_payout_is_paid_by_it(doubt, ours, finance_desk):
    propose(doubt, finance_desk.pia, ours)

    decide_choice(doubt_id=doubt.pk, actor=finance_desk.amy, at=SOON)

    assert status_of(doubt) == DoubtStatus.DECIDED
    assert status_of(doubt.payout) == PayoutStatus.PAID
    assert Attempt.objects.get(subject=f"payout_{doubt.payout_id}").reference == ours
    assert balances("Ada") == {"AGENT_PAYABLE": 0, "AGENT_IN_TRANSIT": 0}
    resume_run(run_id=doubt.payout.run_id, actor=finance_desk.amy, at=SOON)


def test_a_decision_is_taken_once(doubt, ours, finance_desk, ann):
    propose(doubt, finance_desk.pia, ours)
    decide_choice(doubt_id=doubt.pk, actor=finance_desk.amy, at=SOON)
    before = balances("Ada")

    with pytest.raises(TransitionRefused):
        decide_choice(doubt_id=doubt.pk, actor=ann, at=SOON)

    assert balances("Ada") == before


def test_who_proposed_does_not_decide(doubt, ours, finance_desk):
    propose(doubt, finance_desk.amy, ours)

    with pytest.raises(ProposerMayNotDecide):
        decide_choice(doubt_id=doubt.pk, actor=finance_desk.amy, at=SOON)

    assert status_of(doubt) == DoubtStatus.PROPOSED
    assert balances("Ada") == ASIDE


def test_what_is_kept_is_what_the_proposer_saw(doubt, ours, finance_desk):
    kept = propose(doubt, finance_desk.pia, ours).evidence

    assert [(one["reference"], one["amount_minor"]) for one in kept] == [
        (reference, 900) for reference in doubt.references
    ]


@pytest.mark.parametrize(
    ("who", "chosen", "reason", "refusal"),
    [
        ("eve", "ours", "Sure.", MayNotPick),
        ("vic", "ours", "Sure.", MayNotPick),
        ("pia", "ours", "  ", ReasonMissing),
        ("pia", "tr_elsewhere", "Sure.", NotAmongThem),
        ("pia", "", "None.", TooSoonToSayNone),
    ],
)
def test_what_cannot_be_proposed_is_not(doubt, ours, finance_desk, who, chosen, reason, refusal):
    with pytest.raises(refusal):
        propose(
            doubt, getattr(finance_desk, who), ours if chosen == "ours" else chosen, reason=reason
        )

    assert status_of(doubt) == DoubtStatus.OPEN


def test_a_transfer_on_other_terms_is_not_the_payout(finance_desk, stand_in):
    payout = reserved_payout(finance_desk, "Ada", 900)
    stand_in.breaks_before_the_next()
    send(payout)
    other = twin_of(payout, minor=800)
    send(payout, SOON)
    doubt = TransferDoubt.objects.get()

    with pytest.raises(NotOnTerms):
        propose(doubt, finance_desk.pia, other)

    assert (doubt.references, status_of(doubt)) == ([other], DoubtStatus.OPEN)


def test_that_none_is_it_sends_the_payout_anew_once_and_leaves_the_others_aside(
    finance_desk, stand_in
):
    payout = reserved_payout(finance_desk, "Ada", 900)
    stand_in.breaks_before_the_next()
    send(payout)
    other = twin_of(payout, minor=800)
    send(payout, SOON)
    doubt = TransferDoubt.objects.get()
    propose(doubt, finance_desk.pia, "", reason="A present, made by hand.", at=NEXT_DAY)
    decide_choice(doubt_id=doubt.pk, actor=finance_desk.amy, at=NEXT_DAY)
    resume_run(run_id=payout.run_id, actor=finance_desk.amy, at=NEXT_DAY)
    stand_in.breaks_after_the_next()

    send(payout, NEXT_DAY)
    send(payout, NEXT_DAY + timedelta(minutes=5))
    for body, signature in stand_in.messages("transfer.created"):
        store_event(event=processor().verify_event(body, signature=signature), at=NEXT_DAY)
    settle_reported(at=NEXT_DAY)

    assert status_of(payout) == PayoutStatus.PAID
    assert attempts(payout) == ["NOT_EXECUTED", "EXECUTED"]
    assert [one["amount"] for one in stand_in.transfers()] == [800, 900]
    assert stand_in.transfers()[0]["id"] == other
    assert status_of(payout.run) == RunStatus.COMPLETED
    assert TransferDoubt.objects.count() == 1


def test_who_does_not_agree_has_somebody_look_again(doubt, ours, finance_desk):
    propose(doubt, finance_desk.pia, ours)

    send_back(doubt_id=doubt.pk, actor=finance_desk.amy, at=SOON, reason="Look at the hours.")

    doubt.refresh_from_db()
    assert (doubt.status, doubt.chosen, doubt.proposed_by) == (DoubtStatus.OPEN, "", None)
    with pytest.raises(TransitionRefused):
        decide_choice(doubt_id=doubt.pk, actor=finance_desk.amy, at=SOON)


def test_a_message_decides_nothing_while_people_look(doubt, stand_in):
    for body, signature in stand_in.messages("transfer.created"):
        store_event(event=processor().verify_event(body, signature=signature), at=SOON)

    settle_reported(at=SOON)

    doubt.refresh_from_db()
    assert (doubt.status, len(doubt.references)) == (DoubtStatus.OPEN, 2)
    assert status_of(doubt.payout) == PayoutStatus.UNKNOWN


def test_one_that_is_named_later_undoes_what_was_proposed(doubt, ours, finance_desk, stand_in):
    propose(doubt, finance_desk.pia, ours)
    asked = request_from(Attempt.objects.get(subject=f"payout_{doubt.payout_id}"))
    third = processor().transfer_earnings(asked, key="once more by hand").reference
    for body, signature in stand_in.messages("transfer.created"):
        store_event(event=processor().verify_event(body, signature=signature), at=SOON)

    settle_reported(at=SOON)

    doubt.refresh_from_db()
    assert (doubt.status, third in doubt.references, len(doubt.references)) == (
        DoubtStatus.OPEN,
        True,
        3,
    )


def test_a_transfer_beside_a_paid_payout_can_only_be_set_aside(finance_desk, stand_in):
    payout = reserved_payout(finance_desk, "Ada", 900)
    send(payout)
    twin = twin_of(payout)
    for body, signature in stand_in.messages("transfer.created"):
        store_event(event=processor().verify_event(body, signature=signature), at=SOON)
    settle_reported(at=SOON)
    doubt = TransferDoubt.objects.get()

    with pytest.raises(NotAmongThem):
        propose(doubt, finance_desk.pia, twin)
    propose(doubt, finance_desk.pia, "", reason="Made by hand; it is taken back.")
    decide_choice(doubt_id=doubt.pk, actor=finance_desk.amy, at=SOON)

    assert status_of(payout) == PayoutStatus.PAID
    assert attempts(payout) == ["EXECUTED"]
    assert balances("Ada") == {"AGENT_PAYABLE": 0, "AGENT_IN_TRANSIT": 0}
