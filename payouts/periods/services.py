"""Open the periods that work needs; close those that are over."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import QuerySet

from onboarding.audit.services import advance_many
from payouts.periods.models import Period, PeriodStatus

# Whoever puts work into periods shares this lock; whoever closes them holds it alone.
_LOCK = 7_201


def share_periods() -> None:
    """Until the transaction ends, no period is closed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_LOCK])


def hold_periods() -> None:
    """Until the transaction ends, nobody puts work into a period."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


# A month of the brand's zone, or a week, Monday to Sunday, of the agent's.
_OPEN = """
    INSERT INTO payouts_period
        (public_id, kind, brand_id, agent_id, currency, timezone,
         from_on, to_on, from_at, to_at, status)
    SELECT gen_random_uuid(), kind, brand_id, agent_id, currency, timezone,
           begins::date, ends::date,
           begins AT TIME ZONE timezone, ends AT TIME ZONE timezone, 'OPEN'
    FROM (
        SELECT DISTINCT 'BILLING' AS kind, b.id AS brand_id, NULL::bigint AS agent_id,
               n.currency, b.timezone,
               date_trunc('month', n.at AT TIME ZONE b.timezone) AS begins,
               date_trunc('month', n.at AT TIME ZONE b.timezone) + interval '1 month' AS ends
        FROM unnest(%(brands)s::bigint[], %(brand_currencies)s::text[],
                    %(brand_ats)s::timestamptz[]) AS n (brand_id, currency, at)
        JOIN onboarding_brand b ON b.id = n.brand_id
        UNION
        SELECT DISTINCT 'PAY', NULL::bigint, a.id, n.currency, a.timezone,
               date_trunc('week', n.at AT TIME ZONE a.timezone),
               date_trunc('week', n.at AT TIME ZONE a.timezone) + interval '7 days'
        FROM unnest(%(agents)s::bigint[], %(agent_currencies)s::text[],
                    %(agent_ats)s::timestamptz[]) AS n (agent_id, currency, at)
        JOIN onboarding_agent a ON a.id = n.agent_id
    ) needed
    -- In one order, so that two who open the same periods cannot wait for each other.
    ORDER BY kind, brand_id, agent_id, currency, begins
    ON CONFLICT DO NOTHING
"""


def open_periods(
    *,
    brands: list[tuple[int, str, datetime]],
    agents: list[tuple[int, str, datetime]],
) -> None:
    """Open the billing and pay periods that hold these (party, currency, instant)."""
    if not brands and not agents:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _OPEN,
            {
                "brands": [party for party, _, _ in brands],
                "brand_currencies": [currency for _, currency, _ in brands],
                "brand_ats": [at for _, _, at in brands],
                "agents": [party for party, _, _ in agents],
                "agent_currencies": [currency for _, currency, _ in agents],
                "agent_ats": [at for _, _, at in agents],
            },
        )


@transaction.atomic
def close(*, periods: QuerySet[Period], at: datetime) -> int:
    """Close ``periods`` with cut-off ``at``; the caller holds them and has booked their work."""
    chosen = Period.objects.filter(pk__in=list(periods.values_list("pk", flat=True)))
    advance_many(chosen, to=PeriodStatus.CLOSING, actor=None, at=at, cutoff_at=at)
    return advance_many(chosen, to=PeriodStatus.CLOSED, actor=None, at=at)
