"""What is to be charged, what is under way, and what a brand has; complete rows for pages."""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, Concat

from payouts.gateway.models import Attempt, AttemptStatus
from payouts.ledger.chart import AccountKind
from payouts.ledger.selectors import balances_of
from payouts.money import Money
from payouts.receivables.models import (
    Allocation,
    BrandPayment,
    BrandRefund,
    Chargeback,
    MethodStatus,
    PaymentMethod,
    PaymentStatus,
    Rail,
    RefundStatus,
)

# An invoice is charged by itself so often, and again after so long; then a person asks.
TRIES = 4
TRY_AGAIN_AFTER = timedelta(days=3)

_TO_COLLECT = """
    SELECT i.id, m.id
    FROM payouts_invoice i
    JOIN onboarding_brand b ON b.id = i.brand_id
    JOIN payouts_paymentmethod m
        ON m.brand_id = b.id AND m.is_default AND m.status = 'ACTIVE'
    LEFT JOIN LATERAL (
        SELECT sum(n.total_minor) AS minor FROM payouts_creditnote n WHERE n.invoice_id = i.id
    ) credited ON true
    LEFT JOIN LATERAL (
        SELECT count(*) FILTER (WHERE p.status = 'FAILED' AND p.is_automatic) AS failures,
               max(p.ended_at) AS failed_at,
               bool_or(p.status IN ('REQUESTED', 'PROCESSING', 'NEEDS_BRAND')) AS is_live
        FROM payouts_brandpayment p WHERE p.invoice_id = i.id
    ) tried ON true
    WHERE i.status IN ('ISSUED', 'PARTLY_PAID')
      AND i.due_on <= (%(at)s::timestamptz AT TIME ZONE b.timezone)::date
      AND i.total_minor - i.paid_minor - coalesce(credited.minor, 0) > 0
      AND NOT coalesce(tried.is_live, false)
      AND tried.failures < %(tries)s
      AND (tried.failed_at IS NULL OR tried.failed_at <= %(tried_before)s::timestamptz)
    ORDER BY i.due_on, i.id
    LIMIT %(limit)s
"""


def invoices_to_collect(*, at: datetime, limit: int = 1_000) -> list[tuple[int, int]]:
    """Due invoices with something open and the method to charge: pairs of ids, oldest first.

    Each is due in its brand's own zone. One that is being charged is left out, and so is one
    that failed lately or too often.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _TO_COLLECT,
            {"at": at, "tries": TRIES, "tried_before": at - TRY_AGAIN_AFTER, "limit": limit},
        )
        return [(int(invoice), int(method)) for invoice, method in cursor.fetchall()]


def payments_to_charge(*, at: datetime) -> QuerySet[BrandPayment]:
    """Payments that are to be sent, or whose outcome is open, and that do not wait."""
    waiting = Attempt.objects.filter(
        subject=Concat(Value("payment_"), OuterRef("pk")),
        status=AttemptStatus.OPEN,
        not_before__gt=at,
    )
    return BrandPayment.objects.filter(
        ~Exists(waiting), status=PaymentStatus.REQUESTED, method__isnull=False
    ).order_by("pk")


def payments_to_ask_about() -> QuerySet[BrandPayment]:
    """Charges whose fate only the processor knows, oldest first."""
    return (
        BrandPayment.objects.filter(status__in=PaymentStatus.live())
        .exclude(reference="")
        .order_by("pk")
    )


def payments_without_fee() -> QuerySet[BrandPayment]:
    """Charges that came in and whose fee is not known yet, oldest first."""
    return BrandPayment.objects.filter(
        status__in=[PaymentStatus.SUCCEEDED, PaymentStatus.RETURNED], fee_minor__isnull=True
    ).exclude(charge="")


def payments_of(*, brand_id: int | None = None) -> QuerySet[BrandPayment]:
    """Payments of one brand or of all, each with ``allocated_minor``."""
    own = Allocation.objects.filter(payment=OuterRef("pk")).order_by().values("payment")
    payments = BrandPayment.objects.select_related(
        "brand", "method", "invoice__period", "asked_by"
    ).annotate(
        allocated_minor=Coalesce(own.annotate(sum=Sum("amount_minor")).values("sum"), Value(0))
    )
    return payments if brand_id is None else payments.filter(brand=brand_id)


def allocations_of(**of: object) -> QuerySet[Allocation]:
    """Allocations of an invoice or a payment, oldest first, with what they lead to."""
    return (
        Allocation.objects.filter(**of)
        .select_related("payment__method", "invoice__period", "actor", "undoes")
        .order_by("allocated_at", "pk")
    )


def methods_of(*, brand_id: int) -> QuerySet[PaymentMethod]:
    """What a brand may be charged by, the default one first."""
    return PaymentMethod.objects.filter(brand=brand_id, status=MethodStatus.ACTIVE).order_by(
        "-is_default", "added_at", "pk"
    )


def default_method_of(brand_id: int) -> PaymentMethod | None:
    """What is charged by itself, if there is such a method."""
    return methods_of(brand_id=brand_id).filter(is_default=True).first()


def live_payment_of(invoice_id: int) -> BrandPayment | None:
    """The payment of an invoice whose fate is open, if there is one."""
    return (
        BrandPayment.objects.filter(invoice=invoice_id, status__in=PaymentStatus.live())
        .select_related("method")
        .order_by("pk")
        .first()
    )


def prepaid_of(*, brand_id: int, currency: str) -> Money:
    """What a brand has paid in advance and nothing has taken."""
    kind = AccountKind.BRAND_PREPAID
    return balances_of(owner_id=brand_id, currency=currency, kinds=[kind])[kind]


def chargebacks() -> QuerySet[Chargeback]:
    """Card disputes with the payments they contest."""
    return Chargeback.objects.select_related(
        "payment__brand", "payment__method", "payment__invoice", "submitted_by", "resolved_by"
    )


def chargebacks_to_answer() -> QuerySet[Chargeback]:
    """Card disputes that wait for a person: the one whose evidence is due first comes first."""
    waiting = Q(status="OPENED") | Q(status="LOST", resolution="")
    return chargebacks().filter(waiting).order_by("due_at", "pk")


def refunds() -> QuerySet[BrandRefund]:
    """Money that goes back to brands, with the payments it came from."""
    return BrandRefund.objects.select_related("payment__brand", "proposed_by", "approved_by")


def refundable_of(payment: BrandPayment) -> Money:
    """What may still go back of a charge the way it came, less what was refunded or contested."""
    nothing = Money(0, payment.currency)
    if payment.status != PaymentStatus.SUCCEEDED or payment.rail == Rail.BANK_TRANSFER:
        return nothing
    going = payment.refunds.filter(
        status__in=[RefundStatus.PROPOSED, RefundStatus.APPROVED, RefundStatus.DONE]
    ).aggregate(sum=Sum("amount_minor", default=0))["sum"]
    contested = payment.chargebacks.exclude(status="WON").aggregate(
        sum=Sum("amount_minor", default=0)
    )["sum"]
    return max(nothing, Money(payment.amount_minor - going - contested, payment.currency))
