"""Set a brand's terms of payment; more credit needs the approval of a second person."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from onboarding.audit.services import advance
from onboarding.brands.models import Brand
from onboarding.errors import NotPermitted, Refused
from onboarding.users.models import User
from payouts.receivables.credit import (
    BillingMode,
    BillingTerms,
    Terms,
    TermsProposal,
    TermsProposalStatus,
)
from payouts.receivables.limits import raises_credit


class ProposerMayNotApproveTerms(NotPermitted):
    """Four eyes: whoever proposed more credit does not approve it."""

    code = "proposer_may_not_approve_terms"


class AnotherProposalIsOpen(Refused):
    """One proposal at a time for each brand."""

    code = "another_proposal_is_open"


class TermsRefused(Refused):
    """The terms say what no terms may say."""

    code = "terms_refused"


class NothingChanges(Refused):
    """The terms are what they were."""

    code = "nothing_changes"


@dataclass(frozen=True, slots=True)
class Agreed:
    """Terms as somebody asks for them. ``credit_limit_minor=None`` is no limit."""

    mode: BillingMode
    credit_limit_minor: int | None
    payment_terms_days: int
    is_dunned: bool


@transaction.atomic
def set_terms(
    *, brand_id: int, terms: Agreed, reason: str, actor: User, at: datetime
) -> BillingTerms | TermsProposal:
    """Set a brand's terms, or propose them where they let it owe more than before.

    Invoices that are issued keep their due dates.

    Raises:
        TermsRefused: a prepaid brand has no credit limit, and no limit is below zero.
        NothingChanges: the brand has these terms.
        AnotherProposalIsOpen: more credit waits for approval already.
    """
    brand = Brand.objects.select_for_update(no_key=True).get(pk=brand_id)
    before = terms_in_force(brand_id=brand.pk)
    _check(terms)
    if before is not None and agreed_in(before) == terms:
        raise NothingChanges(f"{brand.name} has these terms already.")
    if not raises_credit(_credit(before) if before else None, _credit(terms)):
        return _write(brand, terms, before, reason=reason, set_by=actor, approved_by=None, at=at)
    if TermsProposal.objects.filter(brand=brand, status=TermsProposalStatus.OPEN).exists():
        raise AnotherProposalIsOpen("More credit waits for approval already. Withdraw that first.")
    return TermsProposal.objects.create(
        brand=brand, reason=reason, proposed_by=actor, proposed_at=at, **asdict(terms)
    )


@transaction.atomic
def approve_terms(*, proposal_id: int, actor: User, at: datetime) -> BillingTerms:
    """Put proposed terms in force.

    Raises:
        ProposerMayNotApproveTerms: ``actor`` proposed them.
        TransitionRefused: they were approved or withdrawn already.
    """
    proposal = _locked(proposal_id)
    if actor.pk == proposal.proposed_by_id:
        raise ProposerMayNotApproveTerms("Credit is approved by someone other than its proposer.")
    terms = _write(
        proposal.brand,
        agreed_in(proposal),
        terms_in_force(brand_id=proposal.brand_id),
        reason=proposal.reason,
        set_by=proposal.proposed_by,
        approved_by=actor,
        at=at,
    )
    advance(proposal, to=TermsProposalStatus.APPROVED, actor=actor, at=at, terms=terms)
    return terms


@transaction.atomic
def withdraw_terms(*, proposal_id: int, actor: User, at: datetime) -> TermsProposal:
    """Take proposed terms back.

    Raises:
        TransitionRefused: they were approved or withdrawn already.
    """
    proposal = _locked(proposal_id)
    advance(proposal, to=TermsProposalStatus.WITHDRAWN, actor=actor, at=at)
    return proposal


def terms_in_force(*, brand_id: int) -> BillingTerms | None:
    """A brand's newest terms; none where nothing was ever agreed."""
    return BillingTerms.objects.filter(brand=brand_id).order_by("-number").first()


def agreed_in(terms: Terms) -> Agreed:
    """What a row of terms says."""
    return Agreed(
        BillingMode(terms.mode),
        terms.credit_limit_minor,
        terms.payment_terms_days,
        terms.is_dunned,
    )


def _credit(terms: Terms | Agreed) -> tuple[bool, int | None]:
    return terms.mode == BillingMode.PREPAID, terms.credit_limit_minor


def _check(terms: Agreed) -> None:
    limit = terms.credit_limit_minor
    if limit is not None and terms.mode == BillingMode.PREPAID:
        raise TermsRefused("Who pays in advance has no credit limit. Leave it empty.")
    if limit is not None and limit < 0:
        raise TermsRefused("A credit limit is not below zero.")
    if not 0 <= terms.payment_terms_days <= 365:
        raise TermsRefused("An invoice is due within a year.")


def _write(  # noqa: PLR0913 - the columns of one row
    brand: Brand,
    terms: Agreed,
    before: BillingTerms | None,
    *,
    reason: str,
    set_by: User,
    approved_by: User | None,
    at: datetime,
) -> BillingTerms:
    # Billing reads the days from the brand's row, where each invoice takes its due date from.
    Brand.objects.filter(pk=brand.pk).update(payment_terms_days=terms.payment_terms_days)
    return BillingTerms.objects.create(
        brand=brand,
        number=before.number + 1 if before else 1,
        raises_credit=raises_credit(_credit(before) if before else None, _credit(terms)),
        reason=reason,
        set_by=set_by,
        approved_by=approved_by,
        set_at=at,
        **asdict(terms),
    )


def _locked(proposal_id: int) -> TermsProposal:
    """The proposal, once its brand's row is ours: terms follow one another under it."""
    proposal = TermsProposal.objects.only("brand").get(pk=proposal_id)
    Brand.objects.select_for_update(no_key=True).get(pk=proposal.brand_id)
    return TermsProposal.objects.select_related("brand", "proposed_by").get(pk=proposal_id)
