"""Keep contested pay from clearing, while the rest of its period clears."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F, Q

from payouts.accruals.models import Withholding
from payouts.accruals.postings import withheld_pay_cleared
from payouts.ledger.models import JournalTransaction
from payouts.ledger.services import post_many
from payouts.money import Money

# Shared with accruing and clearing: what clears is decided under it.
LOCK = 7_204


@dataclass(frozen=True, slots=True)
class Contested:
    """Pay of one pay period that somebody contests. ``cause`` names the dispute."""

    cause: str
    period_id: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class TakenBack:
    """How much of a contested pay a correction took back, and in which pay period it lies."""

    period_id: int
    amount_minor: int


@transaction.atomic
def withhold(*, contested: Sequence[Contested], at: datetime) -> int:
    """Keep these amounts from clearing; return how many are kept.

    What has cleared may have been paid and is not taken back for being contested; a cause that
    is known changes nothing.
    """
    positive = [one for one in contested if one.amount_minor > 0]
    if not positive:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute(
            """
            INSERT INTO payouts_withholding (cause, period_id, amount_minor, withheld_at)
            SELECT n.cause, n.period_id, n.amount, %(at)s
            FROM unnest(%(causes)s::text[], %(periods)s::bigint[], %(amounts)s::bigint[])
                AS n (cause, period_id, amount)
            WHERE NOT EXISTS (SELECT FROM payouts_clearing c WHERE c.period_id = n.period_id)
            ON CONFLICT (cause) DO NOTHING
            """,
            {
                "at": at,
                "causes": [one.cause for one in positive],
                "periods": [one.period_id for one in positive],
                "amounts": [one.amount_minor for one in positive],
            },
        )
        return int(cursor.rowcount)


@transaction.atomic
def end_withholdings(
    *, causes: Collection[str], taken_back: Mapping[str, TakenBack], at: datetime
) -> int:
    """Say that these are no longer contested; return how many ended now.

    They clear with the next run of clearing. What was taken back by a correction stays until
    the period in which the correction lies clears: the two meet there.
    """
    standing = Withholding.objects.filter(cause__in=causes, ended_at__isnull=True)
    ended = list(standing.select_for_update(no_key=True).order_by("pk"))
    parts: list[Withholding] = []
    for one in ended:
        one.ended_at = at
        taken = taken_back.get(one.cause)
        if taken is None or taken.period_id == one.period_id or taken.amount_minor <= 0:
            continue
        if taken.amount_minor >= one.amount_minor:
            one.ends_with_id = taken.period_id
            continue
        one.amount_minor -= taken.amount_minor
        parts.append(
            Withholding(
                cause=f"{one.cause}:taken",
                period_id=one.period_id,
                amount_minor=taken.amount_minor,
                withheld_at=one.withheld_at,
                clearing_id=one.clearing_id,
                ended_at=at,
                ends_with_id=taken.period_id,
            )
        )
    Withholding.objects.bulk_update(ended, ["ended_at", "ends_with", "amount_minor"])
    Withholding.objects.bulk_create(parts)
    return len(ended)


def forgo_ended(*, at: datetime) -> int:
    """Release what ended before its period cleared: the period clears whole."""
    return Withholding.objects.filter(
        ended_at__isnull=False,
        released_at__isnull=True,
        ends_with__isnull=True,
        clearing__isnull=True,
        period__clearing__isnull=True,
    ).update(released_at=at)


def note_clearings() -> None:
    """Note which clearings went without what."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE payouts_withholding w SET clearing_id = c.id
            FROM payouts_clearing c
            WHERE c.period_id = w.period_id AND w.released_at IS NULL AND w.clearing_id IS NULL
            """
        )


def clear_ended(*, at: datetime) -> int:
    """Make payable what was kept from a clearing and is settled; return how many were.

    The caller holds the lock and has cleared what is due.
    """
    due = list(
        Withholding.objects.filter(
            Q(ends_with__isnull=True) | Q(ends_with__clearing__isnull=False),
            ended_at__isnull=False,
            released_at__isnull=True,
            clearing__isnull=False,
        )
        .annotate(agent_id=F("period__agent"), currency=F("period__currency"))
        .order_by("pk")
    )
    if not due:
        return 0
    postings = [
        withheld_pay_cleared(
            withholding_id=one.pk,
            agent_id=one.agent_id,
            amount=Money(one.amount_minor, one.currency),
        )
        for one in due
    ]
    post_many(postings, effective_ats=[at] * len(due), recorded_at=at)
    posted = dict(
        JournalTransaction.objects.filter(
            event_key__in=[posting.event_key for posting in postings]
        ).values_list("event_key", "pk")
    )
    for one, posting in zip(due, postings, strict=True):
        one.released_at = at
        one.transaction_id = posted[posting.event_key]
    Withholding.objects.bulk_update(due, ["released_at", "transaction"])
    return len(due)
