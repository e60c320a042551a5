"""What a brand is charged by: stored at the processor's own page, never with us."""

import logging
from calendar import monthrange
from datetime import date, datetime

from django.db import transaction

from onboarding.audit.services import advance
from onboarding.brands.models import Brand
from onboarding.errors import NotFound, Refused
from onboarding.users.models import User
from payouts.gateway.base import (
    Executed,
    Gateway,
    ProcessorUnavailable,
    StoredMethod,
    UnknownReference,
)
from payouts.gateway.key_life import may_be_sent
from payouts.gateway.models import Attempt, AttemptStatus
from payouts.gateway.selectors import open_attempt_of
from payouts.gateway.services import close_attempt, note_answer, note_send, open_attempt
from payouts.receivables.models import (
    BrandPayment,
    MethodStatus,
    Payer,
    PaymentMethod,
    PaymentStatus,
)
from payouts.receivables.payments import lock_brand

logger = logging.getLogger(__name__)


class ProcessorIsSilent(Refused):
    """The processor did not answer; nothing was changed."""

    code = "processor_is_silent"


class NoSuchMethod(NotFound):
    """The brand has no such stored method."""

    code = "no_such_method"


class MethodInUse(Refused):
    """A payment is being charged to it."""

    code = "method_in_use"


def method_page(
    *, brand: Brand, email: str, gateway: Gateway, return_url: str, at: datetime
) -> str:
    """A fresh address, at the processor, where a brand stores a card or a bank account.

    Raises:
        ProcessorIsSilent: no answer now.
    """
    payer = _payer(brand, email=email, gateway=gateway, at=at)
    try:
        return gateway.method_page(
            payer=payer, currency=brand.currency, return_url=return_url, cancel_url=return_url
        )
    except (ProcessorUnavailable, UnknownReference) as silence:
        raise ProcessorIsSilent(
            "The payment page cannot be reached just now. Please try again in a minute."
        ) from silence


def sync_methods(*, brand_id: int, gateway: Gateway, at: datetime) -> list[PaymentMethod]:
    """Learn what a brand has stored; the first of its methods becomes the default one.

    Raises:
        ProcessorUnavailable: no answer now; nothing was changed.
    """
    payer = Payer.objects.filter(brand=brand_id).exclude(reference="").first()
    if payer is None:
        return []
    stored = gateway.methods_of(payer.reference)
    return _keep(brand_id, stored, at=at)


@transaction.atomic
def make_default(*, brand_id: int, public_id: str, actor: User, at: datetime) -> PaymentMethod:
    """Have due invoices charged to this method from now on.

    Raises:
        NoSuchMethod: it was removed, or is another brand's.
    """
    lock_brand(brand_id)
    method = _method(brand_id, public_id)
    PaymentMethod.objects.filter(brand=brand_id, is_default=True).update(is_default=False)
    PaymentMethod.objects.filter(pk=method.pk).update(is_default=True)
    method.is_default = True
    return method


def remove_method(
    *, brand_id: int, public_id: str, actor: User, gateway: Gateway, at: datetime
) -> None:
    """Never charge a method again, here at once and at the processor as soon as it answers.

    Raises:
        MethodInUse: a payment is being charged to it.
        NoSuchMethod: it was removed, or is another brand's.
    """
    _remove(brand_id, public_id, actor=actor, at=at)
    forget_removed(gateway=gateway)


def forget_removed(*, gateway: Gateway) -> int:
    """Take removed methods off their payers at the processor; return how many now."""
    count = 0
    for method in PaymentMethod.objects.filter(status=MethodStatus.REMOVED, is_forgotten=False):
        try:
            gateway.forget_method(method.reference)
        except (ProcessorUnavailable, UnknownReference) as silence:
            logger.warning("A method is forgotten later: %s", silence)
            return count
        PaymentMethod.objects.filter(pk=method.pk).update(is_forgotten=True)
        count += 1
    return count


@transaction.atomic(durable=True)
def _remove(brand_id: int, public_id: str, *, actor: User, at: datetime) -> None:
    lock_brand(brand_id)
    method = _method(brand_id, public_id)
    live = BrandPayment.objects.filter(method=method, status__in=PaymentStatus.live())
    if live.exists():
        raise MethodInUse("A payment is being charged to it. Please wait for its outcome.")
    advance(method, to=MethodStatus.REMOVED, actor=actor, at=at, is_default=False)
    _have_a_default(brand_id)


def _method(brand_id: int, public_id: str) -> PaymentMethod:
    method = PaymentMethod.objects.filter(
        brand=brand_id, public_id=public_id, status=MethodStatus.ACTIVE
    ).first()
    if method is None:
        raise NoSuchMethod("There is no such payment method.")
    return method


@transaction.atomic(durable=True)
def _keep(brand_id: int, stored: list[StoredMethod], *, at: datetime) -> list[PaymentMethod]:
    lock_brand(brand_id)
    known = {method.reference: method for method in PaymentMethod.objects.filter(brand=brand_id)}
    # The processor lists the newest first.
    for one in reversed(stored):
        if one.reference not in known:
            PaymentMethod.objects.create(
                brand_id=brand_id,
                kind=one.kind,
                reference=one.reference,
                label=one.label[:60],
                expires_on=_last_day(one.expires),
                mandate=one.mandate,
                added_at=at,
            )
    there = {one.reference for one in stored}
    for method in known.values():
        if method.status == MethodStatus.ACTIVE and method.reference not in there:
            advance(
                method,
                to=MethodStatus.REMOVED,
                actor=None,
                at=at,
                reason="The processor does not list it any more.",
                is_default=False,
                is_forgotten=True,
            )
    _have_a_default(brand_id)
    return list(PaymentMethod.objects.filter(brand=brand_id, status=MethodStatus.ACTIVE))


def _have_a_default(brand_id: int) -> None:
    active = PaymentMethod.objects.filter(brand=brand_id, status=MethodStatus.ACTIVE)
    if active.filter(is_default=True).exists():
        return
    first = active.order_by("added_at", "pk").first()
    if first is not None:
        PaymentMethod.objects.filter(pk=first.pk).update(is_default=True)


def _last_day(month: tuple[int, int] | None) -> date | None:
    if month is None:
        return None
    return date(*month, monthrange(*month)[1])


# ---------------------------------------------------------------- the payer
def _payer(brand: Brand, *, email: str, gateway: Gateway, at: datetime) -> str:
    """A brand's name at the processor; opened if it has none.

    A payer holds no money, so a second one does no harm: where it cannot be known whether one
    was opened, another is, and the first stays unused.
    """
    attempt = _intend_payer(brand, email, at=at)
    if isinstance(attempt, str):
        return attempt
    outcome = gateway.open_payer(
        email=attempt.request["email"],
        name=attempt.request["name"],
        key=attempt.key,
        metadata={"brand": attempt.request["brand"]},
    )
    with transaction.atomic(durable=True):
        payer = Payer.objects.select_for_update().get(brand=brand)
        current = Attempt.objects.select_for_update(no_key=True).get(pk=attempt.pk)
        if isinstance(outcome, Executed) and current.status == AttemptStatus.OPEN:
            reference = outcome.reference
            close_attempt(current, to=AttemptStatus.EXECUTED, at=at, reference=reference)
            payer.reference = reference
            payer.save(update_fields=["reference"])
        elif not isinstance(outcome, Executed) and current.status == AttemptStatus.OPEN:
            note_answer(current, answer=outcome.reason, at=at)
    if not payer.reference:
        raise ProcessorIsSilent(
            "The payment page cannot be reached just now. Please try again in a minute."
        )
    return payer.reference


@transaction.atomic(durable=True)
def _intend_payer(brand: Brand, email: str, *, at: datetime) -> Attempt | str:
    lock_brand(brand.pk)
    payer, _ = Payer.objects.get_or_create(brand=brand)
    if payer.reference:
        return payer.reference
    subject = f"payer_{payer.pk}"
    attempt = open_attempt_of(subject)
    if attempt is not None:
        if may_be_sent(
            first_sent_at=attempt.first_sent_at,
            last_sent_at=attempt.last_sent_at,
            is_key_spent=attempt.is_key_spent,
            is_looked_up=attempt.is_looked_up,
            at=at,
        ):
            return note_send(attempt, at=at)
        close_attempt(
            attempt, to=AttemptStatus.NOT_EXECUTED, at=at, reason="Its key can no longer be used."
        )
    request = {"email": email, "name": brand.name, "brand": str(brand.public_id)}
    return open_attempt(subject=subject, request=request, at=at)
