import pytest
from django.db import IntegrityError, transaction

from onboarding.audit.services import TransitionRefused
from onboarding.brands.models import Brand
from payouts.receivables.credit import BillingTerms, TermsProposal
from payouts.receivables.terms import (
    Agreed,
    AnotherProposalIsOpen,
    NothingChanges,
    ProposerMayNotApproveTerms,
    TermsRefused,
    approve_terms,
    set_terms,
    withdraw_terms,
)
from tests.payouts.receivables.credit_desk import POSTPAID, PREPAID, CreditDesk
from tests.times import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return CreditDesk()


def asks(desk, mode=POSTPAID, limit=None, days=30, actor=None):
    return set_terms(
        brand_id=desk.brand.pk,
        terms=Agreed(mode, limit, days, is_dunned=True),
        reason="As agreed.",
        actor=actor or desk.flo,
        at=NOON,
    )


def in_force(desk):
    return list(
        BillingTerms.objects.filter(brand=desk.brand)
        .order_by("number")
        .values_list("mode", "credit_limit_minor", "payment_terms_days")
    )


def test_less_credit_holds_at_once_and_due_dates_follow(desk):
    asks(desk, limit=50_000, days=14)

    assert in_force(desk) == [("POSTPAID", 50_000, 14)]
    assert Brand.objects.get(pk=desk.brand.pk).payment_terms_days == 14


def test_more_credit_waits_for_a_second_person(desk):
    asks(desk, limit=50_000)

    proposal = asks(desk, limit=60_000)

    assert isinstance(proposal, TermsProposal)
    assert in_force(desk) == [("POSTPAID", 50_000, 30)]

    approve_terms(proposal_id=proposal.pk, actor=desk.fay, at=NOON)

    assert in_force(desk) == [("POSTPAID", 50_000, 30), ("POSTPAID", 60_000, 30)]


def test_who_proposes_credit_does_not_approve_it(desk):
    asks(desk, PREPAID)
    proposal = asks(desk, limit=1)

    with pytest.raises(ProposerMayNotApproveTerms):
        approve_terms(proposal_id=proposal.pk, actor=desk.flo, at=NOON)

    assert in_force(desk) == [("PREPAID", None, 30)]


def test_credit_is_approved_once(desk):
    asks(desk, PREPAID)
    proposal = asks(desk, limit=1)
    approve_terms(proposal_id=proposal.pk, actor=desk.fay, at=NOON)

    with pytest.raises(TransitionRefused):
        approve_terms(proposal_id=proposal.pk, actor=desk.fay, at=NOON)

    assert len(in_force(desk)) == 2


def test_what_is_withdrawn_is_not_approved(desk):
    asks(desk, PREPAID)
    proposal = asks(desk, limit=1)
    withdraw_terms(proposal_id=proposal.pk, actor=desk.flo, at=NOON)

    with pytest.raises(TransitionRefused):
        approve_terms(proposal_id=proposal.pk, actor=desk.fay, at=NOON)

    assert in_force(desk) == [("PREPAID", None, 30)]


def test_one_proposal_at_a_time(desk):
    asks(desk, PREPAID)
    asks(desk, limit=1)

    with pytest.raises(AnotherProposalIsOpen):
        asks(desk, limit=2)

    assert TermsProposal.objects.count() == 1


@pytest.mark.parametrize(
    ("mode", "limit", "days"), [(PREPAID, 5, 30), (POSTPAID, -1, 30), (POSTPAID, 5, 366)]
)
def test_terms_that_make_no_sense_are_refused(desk, mode, limit, days):
    with pytest.raises(TermsRefused):
        asks(desk, mode, limit, days)

    assert in_force(desk) == []


def test_the_same_terms_again_are_refused(desk):
    asks(desk, limit=5)

    with pytest.raises(NothingChanges):
        asks(desk, limit=5)

    assert len(in_force(desk)) == 1


def test_the_database_wants_four_eyes_as_well(desk):
    with pytest.raises(IntegrityError, match="billing_terms_four_eyes"), transaction.atomic():
        BillingTerms.objects.create(
            brand=desk.brand,
            number=1,
            raises_credit=True,
            credit_limit_minor=5,
            reason="",
            set_by=desk.flo,
            approved_by=desk.flo,
            set_at=NOON,
        )

    assert in_force(desk) == []
