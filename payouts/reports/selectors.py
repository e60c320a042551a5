"""What finance sees first: where the money stands, the month so far, what needs somebody."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Case, Count, F, Q, QuerySet, Sum, When

from payouts.accruals.models import Accrual, AccrualSide
from payouts.billing.models import Invoice, InvoiceStatus
from payouts.extras.selectors import sums_by_day
from payouts.gateway.key_life import SENDABLE_FOR
from payouts.gateway.models import Attempt, AttemptStatus, GatewayEvent
from payouts.ledger.chart import AccountKind
from payouts.ledger.models import LedgerAccount, LedgerBalance
from payouts.money import Money
from payouts.periods.models import Period, PeriodKind
from payouts.reports.models import Proof, ProofResult
from payouts.runs.models import Payout, PayoutRun, PayoutStatus, RunStatus

# A proof is made each night; one that is older was missed.
PROOF_IS_FRESH = timedelta(hours=26)
_MESSAGE_IS_LATE = timedelta(hours=1)
_OVERDUE = Q(status__in=[InvoiceStatus.ISSUED, InvoiceStatus.PARTLY_PAID])


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the parties' money stands now, in one currency."""

    unbilled: Money
    receivable: Money
    pending: Money
    payable: Money
    held: Money
    in_transit: Money


@dataclass(frozen=True, slots=True)
class Day:
    """What one day of work brought and cost."""

    day: date
    revenue: Money
    cost: Money


@dataclass(frozen=True, slots=True)
class Month:
    """A month's revenue and cost, day by day, every day of it."""

    begins_on: date
    currency: str
    days: tuple[Day, ...]

    @property
    def revenue(self) -> Money:
        """What brands owe for the month's work."""
        return sum((day.revenue for day in self.days), Money(0, self.currency))

    @property
    def cost(self) -> Money:
        """What agents earned with it."""
        return sum((day.cost for day in self.days), Money(0, self.currency))

    @property
    def margin(self) -> Money:
        """Revenue less cost."""
        return self.revenue - self.cost

    @property
    def margin_share(self) -> Decimal | None:
        """Margin as a share of revenue, in percent with one place; nothing without revenue."""
        if not self.revenue:
            return None
        share = Decimal(self.margin.minor) * 100 / self.revenue.minor
        return share.quantize(Decimal("0.1"))


@dataclass(frozen=True, slots=True)
class Concern:
    """Something that needs a person: a sentence, and the name of the page that shows it."""

    sentence: str
    page: str
    is_urgent: bool = False


def currencies_in_use() -> list[str]:
    """The currencies of the books, the one with the most accounts first."""
    return list(
        LedgerAccount.objects.values("currency")
        .annotate(accounts=Count("pk"))
        .order_by("-accounts", "currency")
        .values_list("currency", flat=True)
    )


def months_with_work() -> list[date]:
    """The first days of the months that have a billing period, newest first."""
    return list(
        Period.objects.filter(kind=PeriodKind.BILLING)
        .order_by("-from_on")
        .values_list("from_on", flat=True)
        .distinct()
    )


def standing(currency: str) -> Standing:
    """Where the parties' money stands, in one query."""
    rows = (
        LedgerBalance.objects.filter(account__currency=currency)
        .values_list("account__kind")
        .annotate(debits=Sum("debits_minor"), credits=Sum("credits_minor"))
    )
    net = {kind: int(debits - credits_) for kind, debits, credits_ in rows}

    def owed(kind: AccountKind, sign: int) -> Money:
        return Money(sign * net.get(kind, 0), currency)

    return Standing(
        unbilled=owed(AccountKind.BRAND_UNBILLED, 1),
        receivable=owed(AccountKind.BRAND_RECEIVABLE, 1),
        pending=owed(AccountKind.AGENT_PENDING, -1),
        payable=owed(AccountKind.AGENT_PAYABLE, -1),
        held=owed(AccountKind.AGENT_HELD, -1),
        in_transit=owed(AccountKind.AGENT_IN_TRANSIT, -1),
    )


def month_of_work(begins_on: date, *, currency: str) -> Month:
    """What the days of a month brought and cost, extras included, in two queries."""
    ends_on = (begins_on + timedelta(days=32)).replace(day=1)
    sums = {
        (day, side): int(total)
        for day, side, total in Accrual.objects.filter(
            period__currency=currency, day__gte=begins_on, day__lt=ends_on
        )
        .values_list("day", "side")
        .annotate(total=Sum("posted_minor"))
        .order_by("day", "side")
    }
    extras = sums_by_day(currency=currency, from_on=begins_on, to_on=ends_on)
    days = (begins_on + timedelta(days=n) for n in range((ends_on - begins_on).days))
    return Month(
        begins_on=begins_on,
        currency=currency,
        days=tuple(
            Day(
                day,
                Money(sums.get((day, AccrualSide.BRAND), 0) + charge, currency),
                Money(sums.get((day, AccrualSide.AGENT), 0) + pay, currency),
            )
            for day in days
            for charge, pay in [extras.get(day, (0, 0))]
        ),
    )


def latest_runs(count: int = 5) -> QuerySet[PayoutRun]:
    """The runs that were prepared last."""
    return PayoutRun.objects.select_related("prepared_by").order_by("-prepared_at", "-pk")[:count]


def latest_invoices(count: int = 5) -> QuerySet[Invoice]:
    """The invoices that were drafted last, each with its brand."""
    return Invoice.objects.select_related("brand").order_by("-drafted_at", "-pk")[:count]


def last_proof() -> Proof | None:
    """The proof that was made last, if there was one."""
    return Proof.objects.order_by("-pk").first()


def proofs() -> QuerySet[Proof]:
    """Every proof, to be read newest first."""
    return Proof.objects.all()


def results_of(proof: Proof) -> QuerySet[ProofResult]:
    """What each law came back with, broken ones first, then in the order of the proof."""
    return proof.results.order_by(Case(When(violation_count__gt=0, then=0), default=1), "pk")


def concerns(*, at: datetime) -> list[Concern]:
    """What needs a person now, urgent things first; nothing that is in order."""
    payouts = Payout.objects.aggregate(
        unknown=Count("pk", filter=Q(status=PayoutStatus.UNKNOWN)),
    )
    runs = PayoutRun.objects.aggregate(
        paused=Count("pk", filter=Q(status=RunStatus.PAUSED)),
        waiting=Count("pk", filter=Q(status=RunStatus.COMPUTED)),
    )
    invoices = Invoice.objects.aggregate(
        overdue=Count("pk", filter=_OVERDUE & Q(due_on__lt=at.date())),
        drafts=Count("pk", filter=Q(status=InvoiceStatus.DRAFT)),
    )
    old_attempts = Attempt.objects.filter(
        status=AttemptStatus.OPEN, first_sent_at__lt=at - SENDABLE_FOR
    ).count()
    late_messages = GatewayEvent.objects.filter(
        handled_at__isnull=True, received_at__lt=at - _MESSAGE_IS_LATE
    ).count()
    below_zero = LedgerBalance.objects.filter(
        account__kind=AccountKind.AGENT_PAYABLE, debits_minor__gt=F("credits_minor")
    ).count()
    proof = last_proof()
    broken = proof.violation_count if proof else 0
    # How many, what is said of one and of several, where it is shown, and whether it is urgent.
    found = (
        (broken, "row breaks a law of the books", "rows break a law of the books", "proof", True),
        (
            payouts["unknown"],
            "payout has an unknown outcome",
            "payouts have an unknown outcome",
            "runs",
            True,
        ),
        (
            old_attempts,
            "attempt may only be looked up",
            "attempts may only be looked up",
            "runs",
            True,
        ),
        (runs["paused"], "payout run is paused", "payout runs are paused", "runs", True),
        (runs["waiting"], "payout run waits for approval", "runs wait for approval", "runs", False),
        (invoices["overdue"], "invoice is overdue", "invoices are overdue", "invoices", False),
        (invoices["drafts"], "draft is not issued", "drafts are not issued", "invoices", False),
        (below_zero, "balance is below zero", "balances are below zero", "books", False),
        (late_messages, "message is not handled", "messages are not handled", "runs", False),
        (_is_stale(proof, at), "night without a proof", "nights without a proof", "proof", False),
    )
    return [
        Concern(f"{count} {one if count == 1 else many}", page, is_urgent)
        for count, one, many, page, is_urgent in found
        if count
    ]


def _is_stale(proof: Proof | None, at: datetime) -> int:
    return int(proof is None or proof.started_at < at - PROOF_IS_FRESH)
