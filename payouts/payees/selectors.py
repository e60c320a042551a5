"""Who can be paid, and what stands in the way."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from onboarding.agents.models import Agent
from payouts.gateway.models import Attempt, AttemptStatus
from payouts.money import Money
from payouts.payees.models import Payee, PayoutHold, TaxForm, TaxFormStatus
from payouts.payees.rails import Rail, rail_of
from payouts.payees.tax_rules import WARNINGS

_SOON = timedelta(minutes=10)
_DAILY = timedelta(days=1)
# A minute's worth of questions, well within the processor's rate.
_AT_ONCE = 500


def with_obstacles() -> QuerySet[Payee]:
    """Payees with their agents, each with ``is_on_hold``."""
    standing = PayoutHold.objects.filter(
        payee=OuterRef("pk"), released_at__isnull=True, amount_minor__isnull=True
    )
    return Payee.objects.select_related("agent").annotate(is_on_hold=Exists(standing))


def unpayable(*, at: datetime) -> QuerySet[Payee]:
    """Payees to whom nothing can be sent ``at`` an instant, by agent, each with ``is_on_hold``."""
    return (
        with_obstacles()
        .filter(Q(is_on_hold=True) | Q(transfers_enabled=False) | Q(cooling_until__gt=at))
        .order_by("agent__name", "pk")
    )


def on_hold(payee_ids: Collection[int]) -> set[int]:
    """Which of these payees are on hold."""
    return set(
        PayoutHold.objects.filter(
            payee__in=payee_ids, released_at__isnull=True, amount_minor__isnull=True
        ).values_list("payee", flat=True)
    )


def holds_of(payee: Payee) -> QuerySet[PayoutHold]:
    """Every hold of a payee with who placed and released it, the newest first."""
    return (
        PayoutHold.objects.filter(payee=payee)
        .select_related("placed_by", "released_by")
        .order_by("-placed_at", "-pk")
    )


def payees_to_open(agent_ids: Collection[int]) -> list[int]:
    """Payees among these agents who have no account at the processor yet, by id."""
    payees = Payee.objects.filter(agent__in=agent_ids, account="", rail=Rail.PROCESSOR)
    return list(payees.order_by("pk").values_list("pk", flat=True))


def payees_to_sync(*, accounts: Collection[str], at: datetime) -> list[int]:
    """Payees of these accounts, and those whose account was not looked at lately, by id."""
    is_due = (
        Q(account__in=accounts)
        | Q(synced_at__isnull=True)
        | Q(transfers_enabled=False, synced_at__lte=at - _SOON)
        | Q(synced_at__lte=at - _DAILY)
    )
    payees = Payee.objects.filter(is_due, rail=Rail.PROCESSOR).exclude(account="")
    return list(payees.order_by("pk").values_list("pk", flat=True)[:_AT_ONCE])


def payees_being_opened(*, at: datetime) -> list[int]:
    """Payees whose account was asked for, with no answer yet, and may be asked for again."""
    subjects = Attempt.objects.filter(
        Q(not_before__isnull=True) | Q(not_before__lte=at),
        subject__startswith="payee_",
        status=AttemptStatus.OPEN,
    ).values_list("subject", flat=True)
    return [int(subject.partition("_")[2]) for subject in subjects.order_by("pk")]


def forms_that_end(*, on: date) -> list[tuple[TaxForm, int]]:
    """Approved forms that end soon, each with the number of days it is to be reminded of."""
    soon = TaxForm.objects.filter(
        status=TaxFormStatus.APPROVED,
        holds_until__gte=on,
        holds_until__lte=on + timedelta(days=max(WARNINGS)),
    ).select_related("payee__agent__user")
    return [
        (form, min(days for days in WARNINGS if (form.holds_until - on).days <= days))
        for form in soon.order_by("holds_until", "pk")
    ]


@dataclass(frozen=True, slots=True)
class NegativeBalance:
    """A balance below zero: how far, since when, and the kind of event that took it there."""

    agent_id: int
    agent_name: str
    payee_id: int | None
    payee_public_id: UUID | None
    amount: Money
    since: datetime
    cause: str


# Few accounts are below zero, so their whole course is walked: the last time that one stood at
# nothing or more, the entry after it took it below.
_NEGATIVE = """
    WITH below AS (
        SELECT a.id, a.owner_id, a.currency, b.credits_minor - b.debits_minor AS minor
        FROM payouts_ledgeraccount a
        JOIN payouts_ledgerbalance b ON b.account_id = a.id
        WHERE a.kind = 'AGENT_PAYABLE' AND b.credits_minor < b.debits_minor
          AND a.owner_id = coalesce(%s, a.owner_id)
    ), step AS (
        SELECT e.account_id, e.id, t.recorded_at, t.kind,
               -sum(e.amount_minor) OVER (PARTITION BY e.account_id ORDER BY e.id) AS stood_at
        FROM payouts_journalentry e
        JOIN payouts_journaltransaction t ON t.id = e.transaction_id
        WHERE e.account_id IN (SELECT id FROM below)
    ), above AS (
        SELECT account_id, max(id) AS last FROM step WHERE stood_at >= 0 GROUP BY 1
    ), since AS (
        SELECT DISTINCT ON (s.account_id) s.account_id, s.recorded_at, s.kind
        FROM step s LEFT JOIN above USING (account_id)
        WHERE s.id > coalesce(above.last, 0)
        ORDER BY s.account_id, s.id
    )
    SELECT below.owner_id, g.name, p.id, p.public_id, below.minor, below.currency,
           since.recorded_at, since.kind
    FROM below
    JOIN since ON since.account_id = below.id
    JOIN onboarding_agent g ON g.id = below.owner_id
    LEFT JOIN payouts_payee p ON p.agent_id = below.owner_id
    ORDER BY since.recorded_at, below.id
"""


def negative_balances(*, agent_id: int | None = None) -> list[NegativeBalance]:
    """Payable balances below zero, everybody's or one agent's, the longest first, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_NEGATIVE, [agent_id])
        return [
            NegativeBalance(agent, name, payee, public, Money(int(minor), currency), since, cause)
            for agent, name, payee, public, minor, currency, since, cause in cursor.fetchall()
        ]


def rail_of_agent(agent: Agent) -> str:
    """The rail of an agent, whether they are a payee yet or not."""
    found = Payee.objects.filter(agent=agent).values_list("rail", flat=True).first()
    return found or rail_of(agent.country)
