"""Draft, issue and discard invoices: one for each brand, currency and billing period."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from marketplace.campaigns.models import Campaign, RateCardVersion
from onboarding.audit.services import advance
from onboarding.brands.models import Brand
from onboarding.calendars.periods import local_day
from onboarding.errors import Refused
from onboarding.users.models import User
from payouts.billing.crediting import issue_credit_notes
from payouts.billing.lines import DoesNotAddUp, Settlement, settle, whole_lines
from payouts.billing.models import Invoice, InvoiceLine, InvoiceStatus
from payouts.billing.numbering import Series, next_number
from payouts.billing.selectors import (
    accrued_by_campaign,
    credited_in,
    invoice_of,
    open_invoices,
    open_lines,
    periods_to_bill,
)
from payouts.billing.taxation import taxes_of
from payouts.billing.wording import buyer, line_description, seller
from payouts.billing.work import extra_sums, work_sums
from payouts.ledger.postings import invoice_issued
from payouts.ledger.services import post
from payouts.money import Money
from payouts.periods.models import Period, PeriodKind, PeriodStatus

logger = logging.getLogger(__name__)


class PeriodStillOpen(Refused):
    """Work may still fall into the period."""

    code = "period_still_open"


class BooksDisagree(Refused):
    """What the books hold of a period is not the rounded sum of its work."""

    code = "books_disagree"


@transaction.atomic
def draft_invoice(*, period_id: int, at: datetime) -> Invoice | None:
    """Draft the invoice of a closed billing period, or return the one there is.

    What lowers earlier invoices is credited to them at once, by credit notes. Returns nothing
    where nothing is to be billed, or where corrections came to more than everything that is
    left to credit: they wait for the brand's next invoice.

    Raises:
        PeriodStillOpen: the period is not closed.
        BooksDisagree: its accruals are not the rounded sum of its work.
    """
    return _drafted(period_id, at)[0]


@transaction.atomic
def issue_invoice(*, invoice_id: int, actor: User | None, at: datetime) -> Invoice:
    """Give a draft its number and its due date, and book it. From then on it never changes.

    Raises:
        TransitionRefused: it is no draft.
    """
    invoice = (
        Invoice.objects.select_for_update(no_key=True, of=("self",))
        .select_related("brand")
        .get(pk=invoice_id)
    )
    brand = invoice.brand
    issued_on = local_day(at, ZoneInfo(brand.timezone))
    advance(
        invoice,
        to=InvoiceStatus.ISSUED,
        actor=actor,
        at=at,
        number=next_number(Series.INVOICE, at=at),
        issued_at=at,
        due_on=issued_on + timedelta(days=brand.payment_terms_days),
        seller=seller(),
        buyer=buyer(brand),
    )
    if invoice.total_minor:
        post(
            invoice_issued(
                invoice_id=invoice.pk,
                brand_id=brand.pk,
                net=Money(invoice.net_minor, invoice.currency),
                tax=Money(invoice.tax_minor, invoice.currency),
            ),
            at=at,
            actor=actor,
        )
    return invoice


@transaction.atomic
def discard_invoice(*, invoice_id: int, actor: User | None, at: datetime) -> Invoice:
    """Throw a draft away; its period may be drafted anew. Credit notes of it stand.

    Raises:
        TransitionRefused: it is no draft.
    """
    invoice = Invoice.objects.select_for_update(no_key=True).get(pk=invoice_id)
    advance(invoice, to=InvoiceStatus.DISCARDED, actor=actor, at=at)
    return invoice


def issue_due_invoices(*, at: datetime) -> list[Invoice]:
    """Draft and issue the invoice of every closed billing period that has none.

    Returns those issued now. A draft that a person made waits for a person. One brand whose
    books disagree does not keep the invoices of the others back.
    """
    issued: list[Invoice] = []
    for period_id in list(periods_to_bill().values_list("pk", flat=True)):
        try:
            invoice = _bill(period_id, at)
        except BooksDisagree:
            logger.exception("Billing period %s is not billed.", period_id)
            continue
        if invoice is not None:
            issued.append(invoice)
    return issued


@transaction.atomic
def _bill(period_id: int, at: datetime) -> Invoice | None:
    invoice, is_new = _drafted(period_id, at)
    # What is not new was issued by another worker, which held the brand before us, or is a
    # person's draft.
    if invoice is None or not is_new:
        return None
    return issue_invoice(invoice_id=invoice.pk, actor=None, at=at)


def _drafted(period_id: int, at: datetime) -> tuple[Invoice | None, bool]:
    """The period's invoice, if there is one to be, and whether it was drafted now."""
    period = Period.objects.get(pk=period_id, kind=PeriodKind.BILLING)
    assert period.brand_id is not None
    # The brand's row is the lock under which its documents follow one another.
    brand = Brand.objects.select_for_update(no_key=True).get(pk=period.brand_id)
    known = invoice_of(period_id=period.pk)
    if known is not None:
        return known, False
    if period.status != PeriodStatus.CLOSED:
        raise PeriodStillOpen(f"The period {period} is still open. It is billed once it closes.")

    settlement = _settlement(period, brand)
    issue_credit_notes(credits=settlement.credits, period=period, at=at)
    if settlement.net_minor < 0 or not settlement.lines:
        return None, False
    return _write(settlement, period, brand, at), True


def _settlement(period: Period, brand: Brand) -> Settlement:
    try:
        lines = whole_lines(
            [*work_sums(period_id=period.pk), *extra_sums(period=period)],
            accrued_by_campaign(period_id=period.pk),
            period.currency,
        )
    except DoesNotAddUp as error:
        raise BooksDisagree(
            f"The books of {brand.name} for {period} are not the sum of its work: {error}."
        ) from error
    return settle(
        lines,
        open_lines(brand_id=brand.pk, currency=period.currency),
        open_invoices(brand_id=brand.pk, currency=period.currency),
        credited_in(period_id=period.pk),
        period.currency,
    )


def _write(settlement: Settlement, period: Period, brand: Brand, at: datetime) -> Invoice:
    nets = [line.net_minor for line in settlement.lines]
    taxes = taxes_of(nets, brand.tax_rate)
    invoice = Invoice.objects.create(
        brand=brand,
        period=period,
        currency=period.currency,
        drafted_at=at,
        net_minor=sum(nets),
        tax_minor=sum(taxes),
        total_minor=sum(nets) + sum(taxes),
        tax_rate=brand.tax_rate,
        tax_note=brand.tax_note,
        seller=seller(),
        buyer=buyer(brand),
    )
    InvoiceLine.objects.bulk_create(_lines(settlement, taxes, invoice))
    return invoice


def _lines(settlement: Settlement, taxes: Sequence[int], invoice: Invoice) -> list[InvoiceLine]:
    works = [line.work for line in settlement.lines]
    campaigns = Campaign.objects.in_bulk({work.campaign_id for work in works})
    versions = RateCardVersion.objects.in_bulk(
        {work.version_id for work in works if work.version_id is not None}
    )
    periods = Period.objects.in_bulk(
        {work.adjusts_id for work in works if work.adjusts_id is not None}
    )
    return [
        InvoiceLine(
            invoice=invoice,
            position=place,
            campaign_id=work.campaign_id,
            version_id=work.version_id,
            extra_kind=work.extra_kind,
            factor=work.factor,
            adjusts_id=work.adjusts_id,
            description=line_description(
                work,
                campaign=campaigns[work.campaign_id],
                version=versions.get(work.version_id or 0),
                adjusts=periods.get(work.adjusts_id or 0),
            ),
            contact_count=work.contact_count,
            billable_seconds=work.billable_seconds,
            exact=work.exact,
            net_minor=net,
            tax_minor=tax,
        )
        for place, (work, net, tax) in enumerate(
            zip(works, (line.net_minor for line in settlement.lines), taxes, strict=True), 1
        )
    ]
