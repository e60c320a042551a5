"""The rated work behind a document: summed for its lines, listed for its reader.

Work that lies in a billing period belongs to it; what became known later is an *adjustment*
of the period it concerns. A corrected contact concerns the period that first billed it; late
work, the period in which it happened.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import BigIntegerField, Model, QuerySet
from django.db.models.expressions import RawSQL

from onboarding.calendars.periods import midnight
from payouts.billing.lines import WorkSum
from payouts.billing.models import CreditNoteLine, InvoiceLine
from payouts.billing.taxing import TaxTerms
from payouts.extras.models import Extra
from payouts.extras.selectors import extras_behind
from payouts.money import Money
from payouts.periods.models import Period
from payouts.rating.models import RatedWork

Row = TypeVar("Row", bound=Model)

_WORK = """
    WITH corrected AS (
        SELECT DISTINCT interaction_id FROM payouts_ratedwork
        WHERE billing_period_id = %(period)s AND corrects_id IS NOT NULL
    ), first_billed AS (
        SELECT DISTINCT ON (r.interaction_id) r.interaction_id, w.billing_period_id
        FROM corrected
        JOIN marketplace_interactionrevision r USING (interaction_id)
        JOIN payouts_ratedwork w ON w.usage_id = r.id AND w.corrects_id IS NULL
        ORDER BY r.interaction_id, w.id
    ), work AS NOT MATERIALIZED (
        SELECT w.*,
               CASE WHEN f.billing_period_id <> p.id THEN f.billing_period_id
                    WHEN w.occurred_at >= p.from_at AND w.occurred_at < p.to_at THEN NULL
                    ELSE (SELECT own.id FROM payouts_period own
                          WHERE own.kind = 'BILLING' AND own.brand_id = p.brand_id
                            AND own.currency = p.currency AND own.id <> p.id
                            AND w.occurred_at >= own.from_at AND w.occurred_at < own.to_at)
                    END AS adjusts_id
        FROM payouts_ratedwork w
        JOIN payouts_period p ON p.id = w.billing_period_id
        LEFT JOIN first_billed f ON f.interaction_id = w.interaction_id
        WHERE w.billing_period_id = %(period)s
    )
"""

# Of the period's own work every correction stands beside what it corrects, so that contacts
# need not be told apart: over a million rows that would be the whole cost. ``taxed`` is the
# place among the tax's changes of the day on which the work was done.
_SUMS = f"""
    {_WORK}, summed AS (
        SELECT campaign_id, version_id, bill_factor, adjusts_id,
               width_bucket(occurred_at, %(changes)s::timestamptz[]) AS taxed,
               count(*) FILTER (WHERE corrects_id IS NULL)
                   - count(*) FILTER (WHERE corrects_id IS NOT NULL) AS contact_count,
               sum(billable_seconds)::bigint AS billable_seconds, sum(charge_exact) AS exact
        FROM work
        GROUP BY campaign_id, version_id, bill_factor, adjusts_id, taxed
    )
    SELECT s.campaign_id, s.version_id, s.bill_factor, s.adjusts_id, s.taxed, s.contact_count,
           s.billable_seconds, s.exact
    FROM summed s
    JOIN marketplace_campaign c ON c.id = s.campaign_id
    JOIN marketplace_ratecardversion v ON v.id = s.version_id
    LEFT JOIN payouts_period adjusted ON adjusted.id = s.adjusts_id
    ORDER BY adjusted.from_at NULLS FIRST, c.code, v.number, s.bill_factor, s.taxed
"""

_EXTRA_SUMS = """
    SELECT e.campaign_id, e.kind, e.billing_adjusts_id,
           width_bucket(e.occurred_at, %(changes)s::timestamptz[]) AS taxed,
           sum(e.charge_minor)::bigint
    FROM payouts_extra e
    JOIN marketplace_campaign c ON c.id = e.campaign_id
    LEFT JOIN payouts_period adjusted ON adjusted.id = e.billing_adjusts_id
    WHERE e.billing_period_id = %(period)s
    GROUP BY e.campaign_id, c.code, e.kind, e.billing_adjusts_id, adjusted.from_at, taxed
    ORDER BY adjusted.from_at NULLS FIRST, c.code, e.kind, e.billing_adjusts_id, taxed
"""

# Of what a period adjusts, the old row and the new one are one contact.
_TOUCHED = f"""
    {_WORK}
    SELECT campaign_id, version_id, bill_factor, adjusts_id,
           width_bucket(occurred_at, %(changes)s::timestamptz[]) AS taxed,
           count(DISTINCT interaction_id)
    FROM work WHERE adjusts_id IS NOT NULL
    GROUP BY campaign_id, version_id, bill_factor, adjusts_id, taxed
"""

# A period's own contact is one whose first billed row lies in it. Read row by row as a page
# walks the index, so that no page costs more than its rows.
_FIRST_BILLED = """
    (SELECT (array_agg(f.billing_period_id ORDER BY f.id))[1]
     FROM marketplace_interactionrevision r
     JOIN payouts_ratedwork f ON f.usage_id = r.id AND f.corrects_id IS NULL
     WHERE r.interaction_id = payouts_ratedwork.interaction_id)
"""

# What adjusts an earlier period: late work, and every row of a contact that was first billed
# in another period. Part of a larger query, which knows parameters by their place.
_ADJUSTING = """
    WITH corrected AS (
        SELECT DISTINCT interaction_id FROM payouts_ratedwork
        WHERE billing_period_id = %s AND corrects_id IS NOT NULL
    ), first_billed AS (
        SELECT DISTINCT ON (r.interaction_id) r.interaction_id, w.billing_period_id
        FROM corrected
        JOIN marketplace_interactionrevision r USING (interaction_id)
        JOIN payouts_ratedwork w ON w.usage_id = r.id AND w.corrects_id IS NULL
        ORDER BY r.interaction_id, w.id
    ), touched AS (
        SELECT w.id, f.billing_period_id AS first_id
        FROM first_billed f
        JOIN marketplace_interactionrevision r USING (interaction_id)
        JOIN payouts_ratedwork w ON w.usage_id = r.id AND w.corrects_id IS NULL
        WHERE w.billing_period_id = %s
        UNION ALL
        SELECT w.id, f.billing_period_id
        FROM payouts_ratedwork w JOIN first_billed f USING (interaction_id)
        WHERE w.billing_period_id = %s AND w.corrects_id IS NOT NULL
    ), late AS (
        SELECT w.id, own.id AS first_id
        FROM payouts_period p
        JOIN payouts_ratedwork w ON w.billing_period_id = p.id AND w.campaign_id = %s
            AND w.occurred_at < p.from_at
        JOIN payouts_period own ON own.kind = 'BILLING' AND own.brand_id = p.brand_id
            AND own.currency = p.currency
            AND w.occurred_at >= own.from_at AND w.occurred_at < own.to_at
        WHERE p.id = %s AND NOT EXISTS (SELECT FROM touched t WHERE t.id = w.id)
    )
    SELECT id FROM touched WHERE first_id = %s
    UNION ALL
    SELECT id FROM late WHERE first_id = %s
"""

_EVERY_CONTACT = f"""
    {_WORK}
    SELECT i.external_id, c.code, a.name,
           to_char(w.occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
           w.productive_seconds, w.billable_seconds, v.number, v.bill_per_minute::text,
           w.bill_factor::text, w.charge_exact::text, w.currency,
           CASE WHEN w.corrects_id IS NULL THEN '' ELSE 'correction' END,
           coalesce(adjusted.from_on::text, '')
    FROM work w
    JOIN marketplace_interaction i ON i.id = w.interaction_id
    JOIN marketplace_campaign c ON c.id = w.campaign_id
    JOIN marketplace_ratecardversion v ON v.id = w.version_id
    JOIN onboarding_agent a ON a.id = w.agent_id
    LEFT JOIN payouts_period adjusted ON adjusted.id = w.adjusts_id
    ORDER BY w.id
"""

CONTACT_COLUMNS = (
    "contact",
    "campaign",
    "agent",
    "ended_at",
    "productive_seconds",
    "billable_seconds",
    "rate_version",
    "bill_per_minute",
    "factor",
    "charge_exact",
    "currency",
    "correction",
    "adjusts_period_from",
)


def work_sums(*, period_id: int, terms: TaxTerms) -> list[WorkSum]:
    """A period's work summed: one for each campaign, version, factor, tax and earlier period.

    ``contact_count`` is how many contacts are billed; of an adjustment, how many it touches.
    """
    asked: dict[str, Any] = {"period": period_id, "changes": list(terms.changes)}
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, asked)
        rows = cursor.fetchall()
        touched: dict[tuple[Any, ...], int] = {}
        if any(row[3] is not None for row in rows):
            cursor.execute(_TOUCHED, asked)
            touched = {tuple(key): count for *key, count in cursor.fetchall()}
    return [_sum_of(row, touched.get(tuple(row[:5])), terms) for row in rows]


def _sum_of(row: tuple[Any, ...], touched: int | None, terms: TaxTerms) -> WorkSum:
    campaign, version, factor, adjusts, taxed, count, seconds, exact = row
    from_on, to_on = terms.days(taxed)
    return WorkSum(
        campaign_id=campaign,
        version_id=version,
        factor=factor,
        adjusts_id=adjusts,
        contact_count=count if touched is None else touched,
        billable_seconds=seconds,
        exact=exact,
        tax=terms.keys[taxed],
        from_on=from_on,
        to_on=to_on,
    )


def extra_sums(*, period: Period, terms: TaxTerms) -> list[WorkSum]:
    """What a period charges without a contact: a sum for each campaign, kind, tax and period."""
    with connection.cursor() as cursor:
        cursor.execute(_EXTRA_SUMS, {"period": period.pk, "changes": list(terms.changes)})
        rows = cursor.fetchall()
    return [
        WorkSum(
            campaign_id=campaign,
            version_id=None,
            factor=Decimal(1),
            adjusts_id=adjusts,
            contact_count=0,
            billable_seconds=0,
            exact=Money(charge_minor, period.currency).exact,
            extra_kind=kind,
            tax=terms.keys[taxed],
            from_on=terms.days(taxed)[0],
            to_on=terms.days(taxed)[1],
        )
        for campaign, kind, adjusts, taxed, charge_minor in rows
    ]


def extras_of(line: InvoiceLine | CreditNoteLine) -> QuerySet[Extra]:
    """The sums that no contact made which a line sums up."""
    adjusts: int | None
    if isinstance(line, CreditNoteLine):
        period, adjusts = line.credit_note.period_id, line.credit_note.invoice.period_id
    else:
        period, adjusts = line.invoice.period_id, line.adjusts_id
    behind = extras_behind(
        period_id=period, campaign_id=line.campaign_id, kind=line.extra_kind, adjusts_id=adjusts
    )
    if isinstance(line, CreditNoteLine):
        return behind
    return _of_its_days(behind, line)


def work_behind(line: InvoiceLine | CreditNoteLine) -> QuerySet[RatedWork]:
    """The rated rows that a line sums up, with what a list of them shows.

    A reduction may be of several prices, and be credited in parts: each part shows all of it.
    """
    rows = RatedWork.objects.select_related("interaction", "agent", "version", "campaign")
    if isinstance(line, CreditNoteLine):
        note = line.credit_note
        return rows.filter(
            pk__in=_adjusting(note.period_id, line.campaign_id, note.invoice.period_id),
            campaign=line.campaign_id,
        )
    period = line.invoice.period
    rows = rows.filter(billing_period=period, campaign=line.campaign_id)
    if line.version_id is not None:
        rows = rows.filter(version=line.version_id, bill_factor=line.factor)
    rows = _of_its_days(rows, line)
    if line.adjusts_id is not None:
        return rows.filter(pk__in=_adjusting(period.pk, line.campaign_id, line.adjusts_id))
    first_billed = RawSQL(_FIRST_BILLED, [], BigIntegerField())  # noqa: S611  # A constant.
    return (
        rows.filter(occurred_at__gte=period.from_at, occurred_at__lt=period.to_at)
        .annotate(first_billed=first_billed)
        .filter(first_billed=period.pk)
    )


def _of_its_days(rows: QuerySet[Row], line: InvoiceLine) -> QuerySet[Row]:
    """Of rows that ``occurred_at`` some time, those of the days of the line's tax."""
    zone = ZoneInfo(line.invoice.period.timezone)
    if line.work_from_on is not None:
        rows = rows.filter(occurred_at__gte=midnight(line.work_from_on, zone))
    if line.work_to_on is not None:
        rows = rows.filter(occurred_at__lt=midnight(line.work_to_on, zone))
    return rows


def _adjusting(period_id: int, campaign_id: int, adjusts_id: int) -> RawSQL:
    given = [period_id, period_id, period_id, campaign_id, period_id, adjusts_id, adjusts_id]
    return RawSQL(_ADJUSTING, given)  # noqa: S611  # A constant; every value is a parameter.


def contacts_behind(*, period_id: int) -> Iterator[tuple[Any, ...]]:
    """Yield ``CONTACT_COLUMNS`` of every rated row of a billing period, in constant memory."""
    # A cursor of the server lives as long as its transaction.
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(_EVERY_CONTACT, {"period": period_id})
        while rows := cursor.fetchmany(2_000):
            yield from rows
