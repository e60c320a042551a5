"""Overdue invoices, and what is due of each: a step, or the reason why nothing is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from onboarding.calendars.business_days import is_business_day
from onboarding.calendars.periods import local_day
from onboarding.calendars.selectors import days_off_in
from payouts.billing.models import Invoice, InvoiceStatus
from payouts.billing.selectors import invoices_of
from payouts.collections.models import (
    DunningNotice,
    DunningPause,
    DunningStep,
    DunningTerms,
    PaymentPromise,
)
from payouts.collections.steps import USUAL, Plan, Step, next_step
from payouts.money import Money
from payouts.receivables.contested import contested_minor_of
from payouts.receivables.credit import BillingTerms
from payouts.receivables.models import BrandPayment, PaymentStatus


@dataclass(frozen=True, slots=True)
class Overdue:
    """An overdue invoice. Either ``step`` is due or ``why_not`` says why none is.

    ``is_set_aside``: by its terms, a pause or a promise nobody pursues it at present.
    """

    invoice: Invoice
    open_minor: int
    contested_minor: int
    days: int
    today: date
    step: Step | None
    why_not: str | Promise
    is_set_aside: bool
    last: DunningNotice | None

    @property
    def open(self) -> Money:
        """What is open of the invoice."""
        return Money(self.open_minor, self.invoice.currency)

    @property
    def asked(self) -> Money:
        """What is open and not contested."""
        return Money(self.open_minor - self.contested_minor, self.invoice.currency)

    @property
    def step_label(self) -> str | Promise:
        """The step that is due, in words."""
        return DunningStep(self.step).label if self.step else ""


def overdue_invoices(
    *, at: datetime, brand_id: int | None = None, invoice_id: int | None = None
) -> list[Overdue]:
    """Every invoice past its due date, the oldest first, in a fixed number of queries."""
    owed = invoices_of().filter(
        status__in=InvoiceStatus.owed(),
        open_minor__gt=0,  # type: ignore[misc]
        due_on__lt=local_day(at, ZoneInfo("Pacific/Kiritimati")),
    )
    if brand_id is not None:
        owed = owed.filter(brand=brand_id)
    if invoice_id is not None:
        owed = owed.filter(pk=invoice_id)
    invoices = [
        one
        for one in owed.order_by("due_on", "pk")
        if one.due_on is not None and one.due_on < _today(one, at)
    ]
    known = _Known(invoices, at, brand_id)
    return [known.of(one) for one in invoices]


class _Known:
    """What is asked once for all of the invoices."""

    def __init__(self, invoices: Iterable[Invoice], at: datetime, brand_id: int | None) -> None:
        ids = [one.pk for one in invoices]
        brands = {one.brand_id for one in invoices}
        self.at = at
        self.contested = contested_minor_of(brand_id=brand_id) if ids else {}
        self.notices = {
            one.invoice_id: one
            for one in DunningNotice.objects.filter(invoice__in=ids).order_by("sent_at", "pk")
        }
        self.pauses = list(
            DunningPause.objects.filter(brand__in=brands, lifted_at__isnull=True).order_by("pk")
        )
        promises = PaymentPromise.objects.filter(invoice__in=ids).order_by("noted_at", "pk")
        self.promises = {one.invoice_id: one.promised_on for one in promises}
        live = BrandPayment.objects.filter(invoice__in=ids, status__in=PaymentStatus.live())
        self.charged = set(live.values_list("invoice", flat=True))
        newest = BillingTerms.objects.filter(brand__in=brands).order_by("brand", "-number")
        self.left_alone = {one.brand_id for one in newest.distinct("brand") if not one.is_dunned}
        self.terms = list(
            DunningTerms.objects.filter(Q(brand__in=brands) | Q(brand__isnull=True)).order_by(
                "from_on", "set_at", "pk"
            )
        )

    def of(self, invoice: Invoice) -> Overdue:
        """Where one invoice stands."""
        assert invoice.due_on is not None
        today = _today(invoice, self.at)
        last = self.notices.get(invoice.pk)
        open_minor = int(invoice.open_minor)  # type: ignore[attr-defined]
        contested = min(self.contested.get(invoice.pk, 0), open_minor)
        step = next_step(
            plan_in(self.terms, invoice, today),
            due_on=invoice.due_on,
            today=today,
            taken=Step(last.step) if last else None,
            taken_on=last.sent_on if last else None,
        )
        set_aside = self._set_aside(invoice, today)
        why_not = set_aside or self._why_not(invoice, today, open_minor - contested)
        if step is None and not why_not:
            why_not = _("Its next step is not due yet.")
        return Overdue(
            invoice=invoice,
            open_minor=open_minor,
            contested_minor=contested,
            days=(today - invoice.due_on).days,
            today=today,
            step=None if why_not else step,
            why_not=why_not,
            is_set_aside=bool(set_aside),
            last=last,
        )

    def _set_aside(self, invoice: Invoice, today: date) -> str | Promise:
        """Why nobody pursues it at all: what was agreed, decided or promised."""
        if invoice.brand_id in self.left_alone:
            return _("The brand's terms say that nobody reminds it.")
        if pause := self._pause_of(invoice, today):
            return _("Paused: %(reason)s") % {"reason": pause.reason}
        promised = self.promises.get(invoice.pk)
        if promised is not None and today <= promised:
            return _("Promised by %(day)s.") % {"day": promised.isoformat()}
        return ""

    def _why_not(self, invoice: Invoice, today: date, asked_minor: int) -> str | Promise:
        if asked_minor <= 0:
            return _("All that is open is contested.")
        if invoice.pk in self.charged:
            return _("It is being charged.")
        if not is_business_day(today, days_off_in(invoice.brand.country)):
            return _("Today is no business day at the brand's.")
        return ""

    def _pause_of(self, invoice: Invoice, today: date) -> DunningPause | None:
        for one in self.pauses:
            is_its = one.brand_id == invoice.brand_id and one.invoice_id in {None, invoice.pk}
            if is_its and (one.until_on is None or today < one.until_on):
                return one
        return None


def plan_in(terms: Iterable[DunningTerms], invoice: Invoice, today: date) -> Plan:
    """The nearest of ``terms`` (oldest first) that hold today; the usual plan without any."""
    nearest: tuple[int, Plan] = (0, USUAL)
    for one in terms:
        if one.from_on > today:
            continue
        if one.brand_id is not None:
            rank = 3 if one.brand_id == invoice.brand_id else 0
        else:
            rank = {"": 1, invoice.currency: 2}.get(one.currency, 0)
        if rank and rank >= nearest[0]:
            nearest = (rank, plan_of(one))
    return nearest[1]


def plan_of(terms: DunningTerms) -> Plan:
    """What a row of terms says."""
    return Plan(
        friendly=terms.friendly_days,
        first=terms.first_days,
        second=terms.second_days,
        final=terms.final_days,
        stop=terms.stop_days,
    )


def _today(invoice: Invoice, at: datetime) -> date:
    return local_day(at, ZoneInfo(invoice.brand.timezone))
