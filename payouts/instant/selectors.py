"""What an agent may ask for now, what they asked for today, and what waits to be done."""

from datetime import date, datetime

from django.db import connection
from django.db.models import QuerySet, Sum

from onboarding.agents.models import Agent
from payouts.instant.models import InstantPayout, InstantStatus, InstantTariff
from payouts.runs.models import Payout, PayoutRun, PayoutStatus, RunKind, RunStatus

# What is payable now and was so before ``at``: the smaller of both, as for any run.
_PAYABLE = """
    SELECT (least(0, coalesce(since.moved, 0)) + b.credits_minor - b.debits_minor)::bigint
    FROM payouts_ledgeraccount a
    JOIN payouts_ledgerbalance b ON b.account_id = a.id
    LEFT JOIN LATERAL (
        SELECT sum(e.amount_minor) AS moved
        FROM payouts_journalentry e
        JOIN payouts_journaltransaction t ON t.id = e.transaction_id
        WHERE e.account_id = a.id AND t.effective_at >= %s
    ) since ON true
    WHERE a.kind = 'AGENT_PAYABLE' AND a.currency = %s AND a.owner_id = %s
"""


def tariff_in_force(*, currency: str, at: datetime) -> InstantTariff | None:
    """The tariff of ``currency`` at an instant, if instant payouts are offered in it."""
    found = (
        InstantTariff.objects.filter(currency=currency, effective_from__lte=at)
        .order_by("-effective_from")
        .first()
    )
    return found if found is not None and found.is_offered else None


def currencies_offered(*, at: datetime) -> list[str]:
    """Currencies in which instant payouts are offered at an instant."""
    newest = (
        InstantTariff.objects.filter(effective_from__lte=at)
        .order_by("currency", "-effective_from")
        .distinct("currency")
    )
    return [tariff.currency for tariff in newest if tariff.is_offered]


def payable_minor(*, agent_id: int, currency: str, at: datetime) -> int:
    """What is payable to an agent, in minor units; below zero after a correction."""
    with connection.cursor() as cursor:
        cursor.execute(_PAYABLE, [at, currency, agent_id])
        row = cursor.fetchone()
    return row[0] if row else 0


def asked_on(*, agent_id: int, currency: str, day: date) -> int:
    """What an agent asked for on a day of their own, in minor units; what came to nothing not."""
    asked = InstantPayout.objects.filter(agent=agent_id, currency=currency, requested_on=day)
    made = asked.exclude(status=InstantStatus.WITHDRAWN)
    return int(made.aggregate(total=Sum("asked_minor", default=0))["total"])


def being_paid(*, agent_id: int, currency: str) -> Payout | None:
    """A payout of the agent that is under way, or approved and waiting for its turn."""
    payouts = Payout.objects.filter(agent=agent_id, currency=currency)
    waiting = payouts.filter(
        status=PayoutStatus.PLANNED,
        run__status__in=[RunStatus.APPROVED, RunStatus.EXECUTING, RunStatus.PAUSED],
    )
    live = payouts.filter(status__in=PayoutStatus.live())
    return (live | waiting).order_by("pk").first()


def runs_to_carry_out() -> QuerySet[PayoutRun]:
    """Runs on request whose payout is not over, the oldest first."""
    runs = PayoutRun.objects.filter(kind=RunKind.INSTANT, status=RunStatus.EXECUTING)
    return runs.order_by("pk")


def last_legs() -> QuerySet[InstantPayout]:
    """Payouts on request whose first leg is over and whose last is not begun or not known."""
    waiting = InstantPayout.objects.filter(status=InstantStatus.REQUESTED)
    return waiting.exclude(
        payout__status__in=[PayoutStatus.PLANNED, *PayoutStatus.live()]
    ).order_by("pk")


def instant_payouts(*, status: str = "", currency: str = "") -> QuerySet[InstantPayout]:
    """Payouts on request, each with its agent and first leg."""
    found = InstantPayout.objects.select_related("agent", "payout__run")
    if status:
        found = found.filter(status=status)
    return found.filter(currency=currency) if currency else found


def tariffs() -> QuerySet[InstantTariff]:
    """Every tariff that was ever set, the newest first."""
    return InstantTariff.objects.select_related("set_by").order_by("-effective_from", "currency")


def instant_of(*, agent: Agent) -> QuerySet[InstantPayout]:
    """What one agent asked for."""
    return InstantPayout.objects.filter(agent=agent).select_related("payout")
