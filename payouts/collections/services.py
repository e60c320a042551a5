"""Take the steps that are due, stop new contacts and let them start again; pause, promise, set.

Each invoice is looked at again under its brand's lock, and a step is a unique row: running
twice, or beside another worker, reminds once.
"""

import logging
from dataclasses import asdict, dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from marketplace.campaigns.models import Campaign, CampaignPause, CampaignStatus, PauseReason
from marketplace.campaigns.pausing import lift_pauses, pause_campaigns
from onboarding.brands.models import BrandRole
from onboarding.brands.selectors import members_in
from onboarding.calendars.periods import local_day
from onboarding.deliveries.services import tell
from onboarding.errors import Refused
from onboarding.users.models import User
from payouts.billing.models import Invoice, InvoiceStatus
from payouts.collections.models import (
    DunningNotice,
    DunningPause,
    DunningStep,
    DunningTerms,
    PaymentPromise,
)
from payouts.collections.overdue import Overdue, overdue_invoices
from payouts.collections.steps import Plan, Step
from payouts.money import Money, exponent
from payouts.receivables.payments import lock_brand

logger = logging.getLogger(__name__)
_TOLD = (BrandRole.OWNER, BrandRole.FINANCE)


class PlanOutOfOrder(Refused):
    """A step of the plan comes before the one that it follows, or too soon after it."""

    code = "plan_out_of_order"


class AlreadyPaused(Refused):
    """One pause at a time for a brand, and one for an invoice."""

    code = "already_paused"


class NotPaused(Refused):
    """The pause was lifted already."""

    code = "not_paused"


class PromiseInThePast(Refused):
    """Nobody promises to have paid yesterday."""

    code = "promise_in_the_past"


class NothingIsOwed(Refused):
    """The invoice is not issued, or is paid, or given up."""

    code = "nothing_is_owed"


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose terms: one brand's, one currency's, or everybody's where both are empty."""

    brand_id: int | None = None
    currency: str = ""


def send_due(*, at: datetime) -> int:
    """Take every step that is due, each invoice in its own transaction; return how many."""
    return sum(
        take_step(invoice_id=one.invoice.pk, at=at) is not None
        for one in overdue_invoices(at=at)
        if one.step is not None
    )


@transaction.atomic
def take_step(*, invoice_id: int, at: datetime) -> DunningNotice | None:
    """Take the step of an invoice that is due, and tell its brand; nothing where none is.

    A payment, a dispute or a pause that came meanwhile is seen under the brand's lock.
    """
    brand_id = Invoice.objects.values_list("brand", flat=True).get(pk=invoice_id)
    lock_brand(brand_id)
    found = overdue_invoices(at=at, brand_id=brand_id, invoice_id=invoice_id)
    if not found or found[0].step is None:
        return None
    return _take(found[0], found[0].step, at)


def enforce_stops(*, at: datetime) -> int:
    """Pause the campaigns of brands that are at the stop, lift what is paid; return how many."""
    due = set(
        DunningNotice.objects.filter(
            step=DunningStep.STOP, invoice__status__in=InvoiceStatus.owed()
        ).values_list("invoice__brand", flat=True)
    )
    # A pause, a dispute of the whole or a promise sets the stop aside as well.
    due &= {
        one.invoice.brand_id
        for one in overdue_invoices(at=at)
        if one.last and one.last.step == DunningStep.STOP and _stands(one)
    }
    standing = set(
        CampaignPause.objects.filter(
            lifted_at__isnull=True, reason=PauseReason.OVERDUE
        ).values_list("campaign", flat=True)
    )
    takes = Campaign.objects.filter(status__in=[CampaignStatus.LIVE, CampaignStatus.PAUSED])
    stopped = set(takes.filter(brand__in=due).values_list("pk", flat=True))
    paused = pause_campaigns(campaign_ids=stopped - standing, reason=PauseReason.OVERDUE, at=at)
    lift_pauses(campaign_ids=standing - stopped, reason=PauseReason.OVERDUE, at=at)
    return len(paused) + len(standing - stopped)


@transaction.atomic
def set_dunning_terms(
    *, scope: Scope, plan: Plan, from_on: date, reason: str, actor: User, at: datetime
) -> DunningTerms:
    """Set when which step is taken, from a day on.

    Raises:
        PlanOutOfOrder: the steps do not follow one another with three days between them.
    """
    if not plan.is_in_order:
        raise PlanOutOfOrder(
            "Each step comes at least three days after the one before it, "
            "and the first at least one day after the due date."
        )
    return DunningTerms.objects.create(
        brand_id=scope.brand_id,
        currency=scope.currency,
        from_on=from_on,
        reason=reason,
        set_by=actor,
        set_at=at,
        **{f"{name}_days": days for name, days in asdict(plan).items()},
    )


@transaction.atomic
def pause_dunning(
    *,
    invoice_id: int,
    whole_brand: bool,
    reason: str,
    until_on: date | None,
    actor: User,
    at: datetime,
) -> DunningPause:
    """Have nobody reminded of an invoice, or its whole brand, until a day or until it is lifted.

    Raises:
        AlreadyPaused: it is paused already.
    """
    invoice = Invoice.objects.get(pk=invoice_id)
    try:
        with transaction.atomic():
            return DunningPause.objects.create(
                brand_id=invoice.brand_id,
                invoice=None if whole_brand else invoice,
                reason=reason,
                until_on=until_on,
                placed_by=actor,
                placed_at=at,
            )
    except IntegrityError as known:
        raise AlreadyPaused("This is paused already. Lift that pause first.") from known


@transaction.atomic
def lift_dunning_pause(*, pause_id: int, actor: User, at: datetime) -> DunningPause:
    """Have reminders go out again.

    Raises:
        NotPaused: it was lifted already.
    """
    pause = DunningPause.objects.select_for_update(no_key=True).get(pk=pause_id)
    if pause.lifted_at is not None:
        raise NotPaused("This pause was lifted already.")
    pause.lifted_at, pause.lifted_by = at, actor
    pause.save(update_fields=["lifted_at", "lifted_by"])
    return pause


@transaction.atomic
def note_promise(
    *, invoice_id: int, promised_on: date, words: str, actor: User, at: datetime
) -> PaymentPromise:
    """Note by when a brand said that it pays. Until that day is over nobody reminds it.

    Raises:
        NothingIsOwed: the invoice is not open.
        PromiseInThePast: that day is over at the brand's.
    """
    invoice = Invoice.objects.select_related("brand").get(pk=invoice_id)
    if invoice.status not in InvoiceStatus.owed():
        raise NothingIsOwed("Nothing of this invoice is open.")
    if promised_on < local_day(at, ZoneInfo(invoice.brand.timezone)):
        raise PromiseInThePast("That day is over. A promise is about a day to come.")
    return PaymentPromise.objects.create(
        invoice=invoice, promised_on=promised_on, words=words, noted_by=actor, noted_at=at
    )


def _stands(one: Overdue) -> bool:
    """Whether a stop still stands: only what a person or the brand did sets it aside."""
    return one.asked.minor > 0 and not one.is_set_aside


def _take(one: Overdue, step: Step, at: datetime) -> DunningNotice:
    readers = list(members_in(brand_ids=[one.invoice.brand_id], roles=_TOLD))
    notice = DunningNotice.objects.create(
        invoice=one.invoice,
        step=step,
        currency=one.invoice.currency,
        open_minor=one.open_minor,
        contested_minor=one.contested_minor,
        days_overdue=one.days,
        sent_to=len(readers),
        sent_on=one.today,
        sent_at=at,
    )
    if not readers:
        logger.warning("Nobody of brand %s can be reminded.", one.invoice.brand_id)
    for reader in readers:
        tell(
            key=f"dunning:{one.invoice.pk}:{step}:{reader.user.email}"[:160],
            to=reader.user.email,
            template="payouts/collections/reminder",
            facts=_facts(one, step),
            at=at,
            language=reader.user.language,
        )
    return notice


def _facts(one: Overdue, step: Step) -> dict[str, str | int]:
    invoice = one.invoice
    contested = Money(one.contested_minor, invoice.currency)
    return {
        "brand": invoice.brand.name,
        "invoice": invoice.number or "",
        "step": step.value,
        "asked": _said(one.asked),
        "contested": _said(contested) if contested else "",
        "due_on": invoice.due_on.isoformat() if invoice.due_on else "",
        "days": one.days,
    }


def _said(amount: Money) -> str:
    return f"{amount.exact:.{exponent(amount.currency)}f} {amount.currency}"
