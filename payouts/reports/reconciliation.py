"""The books against the processor's movements and against themselves, difference by difference.

What the processor says is taken in as it came. Then both sides are compared by the processor's
own name for what happened; each thing on which they disagree is one row, with its cause and a
state. A row whose sides agree again is settled by itself, one that changes is new again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Max, Q, QuerySet, Sum

from onboarding.audit.services import advance, advance_many
from onboarding.errors import NotPermitted, Refused
from onboarding.users.models import User
from payouts.gateway.base import BalanceTransaction, Gateway
from payouts.ledger.models import JournalEntry
from payouts.reports.models import Cause, Difference, DifferenceStatus, ProcessorMovement
from payouts.runs.laws import LAWS as LAWS_OF_RUNS

# Movements appear at the processor a little after they happened, and are asked for again.
_OVERLAP = timedelta(days=3)
_BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)
# What is younger may still be on its way to the other side.
SETTLING = timedelta(hours=1)
_BATCH = 1_000
_LOCK = 7_211
_LONGEST_EXPLANATION = 300


class ExplanationMissing(Refused):
    """A difference is explained in words."""

    code = "explanation_missing"


class ExplainerMayNotAccept(NotPermitted):
    """Four eyes."""

    code = "explainer_may_not_accept"


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What one comparison did: movements that were new, and differences by what became of them."""

    movements: int
    found: int
    settled: int
    standing: int


@dataclass(frozen=True, slots=True)
class Side:
    """One currency on both sides, in minor units, as far as movements were taken in."""

    currency: str
    ours_minor: int
    theirs_minor: int
    unexplained: int


# What the books moved at the processor, under the name that the processor gave it.
_OURS = """
    SELECT coalesce(nullif(n.reference, ''), t.event_key) AS subject, e.currency,
           sum(e.amount_minor)::bigint AS minor, max(t.recorded_at) AS at
    FROM payouts_journalentry e
    JOIN payouts_ledgeraccount k ON k.id = e.account_id AND k.kind = 'PROCESSOR_BALANCE'
    JOIN payouts_journaltransaction t ON t.id = e.transaction_id
    LEFT JOIN LATERAL (
        SELECT CASE t.kind
            WHEN 'PAYOUT_SETTLED' THEN (
                SELECT a.reference FROM payouts_attempt a
                WHERE a.subject = 'payout_' || split_part(t.event_key, ':', 2)
                  AND a.status = 'EXECUTED' LIMIT 1)
            WHEN 'PAYOUT_RETURNED' THEN split_part(t.event_key, ':', 4)
            WHEN 'PROCESSOR_FUNDED' THEN split_part(t.event_key, ':', 2)
            WHEN 'PAYMENT_RECEIVED' THEN (
                SELECT p.charge FROM payouts_brandpayment p
                WHERE p.id = split_part(t.event_key, ':', 2)::bigint)
            WHEN 'PROCESSOR_FEE' THEN (
                SELECT p.charge FROM payouts_brandpayment p
                WHERE p.id = split_part(t.event_key, ':', 2)::bigint)
            WHEN 'REFUND_SETTLED' THEN (
                SELECT r.reference FROM payouts_brandrefund r
                WHERE r.id = split_part(t.event_key, ':', 2)::bigint)
        END AS reference
    ) n ON true
    GROUP BY 1, 2
"""

_THEIRS = """
    SELECT CASE WHEN m.source = '' THEN m.reference ELSE m.source END AS subject, m.currency,
           sum(m.net_minor)::bigint AS minor, max(m.created_at) AS at,
           bool_and(m.kind = 'stripe_fee') AS is_fee
    FROM payouts_processormovement m
    GROUP BY 1, 2
"""

# What an agent has, against what they earned and were paid: the law of the books, one row for
# each agent for whom it does not hold.
(_IDENTITY,) = (law.query for law in LAWS_OF_RUNS if law.code == "I21")
_AGENTS = f"""
    SELECT 'agent ' || agent_id, currency, coalesce(stands_at_minor, 0)::bigint,
           (coalesce(earned_minor, 0) - coalesce(paid_minor, 0))::bigint, NULL::timestamptz
    FROM ({_IDENTITY}) agents
"""

_COMPARED = f"""
    SELECT CASE WHEN t.subject IS NULL THEN '{Cause.ONLY_OURS}'
                WHEN o.subject IS NOT NULL THEN '{Cause.AMOUNT}'
                WHEN t.is_fee THEN '{Cause.FEE}' ELSE '{Cause.ONLY_THEIRS}' END AS cause,
           subject, currency, coalesce(o.minor, 0), coalesce(t.minor, 0), coalesce(t.at, o.at)
    FROM ({_OURS}) o FULL JOIN ({_THEIRS}) t USING (subject, currency)
    WHERE coalesce(o.minor, 0) <> coalesce(t.minor, 0)
      AND greatest(o.at, t.at) < %(settled_before)s
    UNION ALL
    SELECT '{Cause.AGENT}', agents.* FROM ({_AGENTS}) agents
"""

_KEEP = """
    INSERT INTO payouts_difference AS d
        (cause, subject, currency, ours_minor, theirs_minor, happened_at, found_at, seen_at,
         status, explanation)
    SELECT cause, subject, currency, ours, theirs, happened_at, %(at)s, %(at)s, 'NEW', ''
    FROM compared c
    WHERE NOT EXISTS (SELECT FROM payouts_difference d
                      WHERE d.subject = c.subject AND d.currency = c.currency)
"""

_SEEN = """
    UPDATE payouts_difference d
    SET seen_at = %(at)s
    FROM compared c
    WHERE d.subject = c.subject AND d.currency = c.currency
      AND (d.ours_minor, d.theirs_minor) = (c.ours, c.theirs) AND d.status <> 'SETTLED'
"""

_CHANGED = """
    SELECT d.id, c.cause, c.ours, c.theirs
    FROM payouts_difference d
    JOIN compared c ON c.subject = d.subject AND c.currency = d.currency
    WHERE d.status = 'SETTLED' OR (d.ours_minor, d.theirs_minor) <> (c.ours, c.theirs)
"""

_GONE = """
    SELECT d.id FROM payouts_difference d
    WHERE d.status <> 'SETTLED'
      AND NOT EXISTS (SELECT FROM compared c
                      WHERE c.subject = d.subject AND c.currency = d.currency)
"""


def reconcile(*, gateway: Gateway, at: datetime) -> Reconciled:
    """Take in what the processor moved since the last time, and compare. Twice changes nothing.

    Raises:
        ProcessorUnavailable: it could not be asked now; what was taken in stays.
    """
    last = ProcessorMovement.objects.aggregate(at=Max("created_at"))["at"]
    since = last - _OVERLAP if last else _BEGINNING
    movements = _take_in(gateway.balance_transactions(since=since), at=at)
    found, settled = compare(at=at)
    return Reconciled(movements, found, settled, standing().count())


@transaction.atomic
def compare(*, at: datetime) -> tuple[int, int]:
    """Compare both sides as they stand; return how many differences were found and settled."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute(
            "CREATE TEMPORARY TABLE compared (cause, subject, currency, ours, theirs, happened_at)"
            f" ON COMMIT DROP AS {_COMPARED}",
            {"settled_before": at - SETTLING},
        )
        cursor.execute(_SEEN, {"at": at})
        cursor.execute(_CHANGED)
        changed = cursor.fetchall()
        cursor.execute(_GONE)
        gone = [pk for (pk,) in cursor.fetchall()]
        cursor.execute(_KEEP, {"at": at})
        found = cursor.rowcount
        cursor.execute("DROP TABLE compared")
    for pk, cause, ours, theirs in changed:
        _renew(Difference.objects.get(pk=pk), cause, ours, theirs, at)
    advance_many(
        Difference.objects.filter(pk__in=gone), to=DifferenceStatus.SETTLED, actor=None, at=at
    )
    return found + len(changed), len(gone)


@transaction.atomic
def explain(*, difference_id: int, words: str, actor: User, at: datetime) -> Difference:
    """Say why a difference is there. Somebody else accepts that.

    Raises:
        ExplanationMissing: no words.
        TransitionRefused: it is explained already, or gone.
    """
    if not words.strip():
        raise ExplanationMissing("Please say where this difference comes from.")
    difference = Difference.objects.select_for_update(no_key=True).get(pk=difference_id)
    advance(
        difference,
        to=DifferenceStatus.EXPLAINED,
        actor=actor,
        at=at,
        reason=words.strip()[:_LONGEST_EXPLANATION],
        explanation=words.strip()[:_LONGEST_EXPLANATION],
        explained_by=actor,
        explained_at=at,
    )
    return difference


@transaction.atomic
def accept(*, difference_id: int, actor: User, at: datetime) -> Difference:
    """Accept somebody else's explanation.

    Raises:
        ExplainerMayNotAccept: ``actor`` explained it.
        TransitionRefused: it is not explained.
    """
    difference = Difference.objects.select_for_update(no_key=True).get(pk=difference_id)
    if difference.explained_by_id == actor.pk:
        raise ExplainerMayNotAccept("A difference is accepted by somebody other than explained it.")
    advance(
        difference,
        to=DifferenceStatus.ACCEPTED,
        actor=actor,
        at=at,
        accepted_by=actor,
        accepted_at=at,
    )
    return difference


def standing() -> QuerySet[Difference]:
    """Differences that nobody has accepted and that are still there."""
    return Difference.objects.filter(status__in=[DifferenceStatus.NEW, DifferenceStatus.EXPLAINED])


def sides() -> list[Side]:
    """Both sides of the balance at the processor for each currency, in three queries."""
    ours = dict(
        JournalEntry.objects.filter(account__kind="PROCESSOR_BALANCE")
        .values_list("currency")
        .annotate(minor=Sum("amount_minor"))
    )
    theirs = dict(ProcessorMovement.objects.values_list("currency").annotate(Sum("net_minor")))
    unexplained = dict(
        Difference.objects.filter(~Q(cause=Cause.AGENT), status=DifferenceStatus.NEW)
        .values_list("currency")
        .annotate(Count("pk"))
    )
    return [
        Side(
            currency,
            int(ours.get(currency, 0)),
            int(theirs.get(currency, 0)),
            unexplained.get(currency, 0),
        )
        for currency in sorted(ours.keys() | theirs.keys())
    ]


def _take_in(movements: Iterable[BalanceTransaction], *, at: datetime) -> int:
    """Store what the processor moved, a batch at a time, each once; return how many were new."""
    before = ProcessorMovement.objects.count()
    batch: list[ProcessorMovement] = []
    for movement in movements:
        batch.append(
            ProcessorMovement(
                reference=movement.reference,
                kind=movement.kind,
                source=movement.source,
                currency=movement.currency,
                amount_minor=movement.amount_minor,
                fee_minor=movement.fee_minor,
                net_minor=movement.net_minor,
                created_at=movement.created_at,
                available_at=movement.available_at,
                recorded_at=at,
            )
        )
        if len(batch) == _BATCH:
            ProcessorMovement.objects.bulk_create(batch, ignore_conflicts=True)
            batch = []
    ProcessorMovement.objects.bulk_create(batch, ignore_conflicts=True)
    return ProcessorMovement.objects.count() - before


def _renew(difference: Difference, cause: str, ours: int, theirs: int, at: datetime) -> None:
    """A difference that came back, or is another one now, has to be explained anew."""
    changes: dict[str, Any] = {
        "cause": cause,
        "ours_minor": ours,
        "theirs_minor": theirs,
        "seen_at": at,
        "explanation": "",
        "explained_by": None,
        "explained_at": None,
        "accepted_by": None,
        "accepted_at": None,
    }
    if difference.status == DifferenceStatus.NEW:
        Difference.objects.filter(pk=difference.pk).update(**changes)
    else:
        advance(difference, to=DifferenceStatus.NEW, actor=None, at=at, **changes)
