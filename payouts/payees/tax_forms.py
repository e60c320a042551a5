"""Tax forms: signed, reviewed by another person, reminded of before they end."""

from datetime import datetime

from django.db import transaction

from onboarding.audit.services import advance, advance_many
from onboarding.encryption import fingerprint_of
from onboarding.errors import NotPermitted, Refused
from onboarding.users.models import User
from payouts.payees.details import locked
from payouts.payees.models import Payee, TaxForm, TaxFormStatus
from payouts.payees.selectors import forms_that_end
from payouts.payees.services import ReasonMissing
from payouts.payees.statements import statement_for
from payouts.payees.tax_rules import (
    GivenForm,
    TinKind,
    checked_form,
    holds_until,
    kind_for,
    masked_tin,
)
from payouts.payees.telling import tell_agent


class StatementChanged(Refused):
    """The words that were read are not the words of today."""

    code = "statement_changed"


class SignerMayNotReview(NotPermitted):
    """Four eyes."""

    code = "signer_may_not_review"


@transaction.atomic
def sign_form(
    *,
    payee_id: int,
    given: GivenForm,
    statement_hash: str,
    signed_from: str | None,
    actor: User,
    at: datetime,
) -> TaxForm:
    """Take in a signed form, for review. One that waits already is replaced; the approved stands.

    ``statement_hash`` is that of the words which the signer saw.

    Raises:
        FormRefused: a part is missing or wrong.
        StatementChanged: the words have changed since.
    """
    form = checked_form(given, on=at.date())
    kind = kind_for(form.residence)
    words = statement_for(kind)
    if statement_hash != words.hash:
        raise StatementChanged("The words to sign have changed. Please read them again.")
    payee = locked(payee_id)
    waiting = TaxForm.objects.filter(payee=payee, status=TaxFormStatus.SUBMITTED)
    advance_many(waiting, to=TaxFormStatus.SUPERSEDED, actor=actor, at=at, reason="Signed anew.")
    claim = {
        "article": form.treaty_article,
        "rate": form.treaty_rate,
        "reason": form.treaty_reason,
    }
    return TaxForm.objects.create(
        payee=payee,
        kind=kind,
        residence=form.residence,
        classification=form.classification or "",
        tin_kind=form.tin_kind if form.tin else "",
        name=form.name,
        tin=form.tin,
        born_on=form.born_on.isoformat() if form.born_on else "",
        address=form.address,
        tin_masked=masked_tin(form.tin),
        tin_fingerprint=fingerprint_of(form.tin, subject="tax number") if form.tin else "",
        is_tin_checked=form.tin_kind is not TinKind.FOREIGN,
        treaty=claim if form.treaty_article else {},
        statement_version=words.version,
        statement_hash=words.hash,
        signed_name=form.signed_name,
        signed_at=at,
        signed_from=signed_from,
        signed_by=actor,
        holds_until=holds_until(kind, at.date()),
    )


@transaction.atomic
def approve_form(*, form_id: int, actor: User, at: datetime) -> TaxForm:
    """Rely on a signed form from now on; the one before it is replaced.

    Raises:
        SignerMayNotReview: ``actor`` signed it, or it is ``actor``'s own.
        TransitionRefused: it is not waiting.
    """
    payee, form = _locked_form(form_id)
    _refuse_signer(payee, form, actor)
    approved = TaxForm.objects.filter(payee=payee, status=TaxFormStatus.APPROVED)
    advance_many(approved, to=TaxFormStatus.SUPERSEDED, actor=actor, at=at, reason="Replaced.")
    advance(form, to=TaxFormStatus.APPROVED, actor=actor, at=at, decided_by=actor, decided_at=at)
    payee.tax_form_until = form.holds_until
    payee.save(update_fields=["tax_form_until"])
    return form


@transaction.atomic
def reject_form(*, form_id: int, actor: User, at: datetime, reason: str) -> TaxForm:
    """Do not rely on a signed form, and tell its signer why. An approved one before it stands.

    Raises:
        SignerMayNotReview: ``actor`` signed it, or it is ``actor``'s own.
        ReasonMissing: no reason is given.
        TransitionRefused: it is not waiting.
    """
    if not reason.strip():
        raise ReasonMissing("Please say what is wrong with this form.")
    payee, form = _locked_form(form_id)
    _refuse_signer(payee, form, actor)
    why = reason.strip()[:300]
    advance(
        form,
        to=TaxFormStatus.REJECTED,
        actor=actor,
        at=at,
        reason=why,
        decided_by=actor,
        decided_at=at,
        refusal=why,
    )
    tell_agent(
        payee.agent,
        key=f"taxform:{form.pk}:rejected",
        template="form_rejected",
        facts={"form": form.get_kind_display(), "reason": why},
        at=at,
    )
    return form


def warn_of_ends(*, at: datetime) -> int:
    """Remind everybody whose form ends within 30 and again within 7 days; how many were told."""
    told = 0
    for form, days in forms_that_end(on=at.date()):
        told += tell_agent(
            form.payee.agent,
            key=f"taxform:{form.pk}:ends:{days}",
            template="form_ends",
            facts={"form": form.get_kind_display(), "ends_on": form.holds_until.isoformat()},
            at=at,
        )
    return told


def _locked_form(form_id: int) -> tuple[Payee, TaxForm]:
    payee = locked(TaxForm.objects.values_list("payee", flat=True).get(pk=form_id))
    return payee, TaxForm.objects.select_for_update(no_key=True).get(pk=form_id)


def _refuse_signer(payee: Payee, form: TaxForm, actor: User) -> None:
    if actor.pk in (form.signed_by_id, payee.agent.user_id):
        raise SignerMayNotReview("A tax form is reviewed by someone else.")
