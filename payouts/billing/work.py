"""The rated work behind a document: summed for its lines, listed for its reader.

Work that lies in a billing period belongs to it; what became known later is an *adjustment*
of the period it concerns. A corrected contact concerns the period that first billed it; late
work, the period in which it happened.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from payouts.billing.lines import WorkSum
from payouts.billing.models import CreditNoteLine, InvoiceLine
from payouts.extras.models import Extra
from payouts.extras.selectors import charge_sums, extras_behind
from payouts.money import Money
from payouts.periods.models import Period
from payouts.rating.models import RatedWork

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
# need not be told apart: over a million rows that would be the whole cost.
_SUMS = f"""
    {_WORK}, summed AS (
        SELECT campaign_id, version_id, bill_factor, NULL::bigint AS adjusts_id,
               count(*) FILTER (WHERE corrects_id IS NULL)
                   - count(*) FILTER (WHERE corrects_id IS NOT NULL) AS contact_count,
               sum(billable_seconds)::bigint AS billable_seconds, sum(charge_exact) AS exact
        FROM work WHERE adjusts_id IS NULL
        GROUP BY campaign_id, version_id, bill_factor
        UNION ALL
        SELECT campaign_id, version_id, bill_factor, adjusts_id, count(DISTINCT interaction_id),
               sum(billable_seconds)::bigint, sum(charge_exact)
        FROM work WHERE adjusts_id IS NOT NULL
        GROUP BY campaign_id, version_id, bill_factor, adjusts_id
    )
    SELECT s.campaign_id, s.version_id, s.bill_factor, s.adjusts_id, s.contact_count,
           s.billable_seconds, s.exact
    FROM summed s
    JOIN marketplace_campaign c ON c.id = s.campaign_id
    JOIN marketplace_ratecardversion v ON v.id = s.version_id
    LEFT JOIN payouts_period adjusted ON adjusted.id = s.adjusts_id
    ORDER BY adjusted.from_at NULLS FIRST, c.code, v.number, s.bill_factor
"""

# Part of a larger query, which knows parameters by their place.
_BEHIND = f"""
    {_WORK.replace("%(period)s", "%s")}
    SELECT id FROM work
    WHERE campaign_id = %s AND version_id = coalesce(%s::bigint, version_id)
      AND bill_factor = coalesce(%s::numeric, bill_factor)
      AND adjusts_id IS NOT DISTINCT FROM %s::bigint
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


def work_sums(*, period_id: int) -> list[WorkSum]:
    """A period's work in one grouped query: a sum for each campaign, version, factor and period.

    ``contact_count`` is how many contacts are billed; of an adjustment, how many it touches.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, {"period": period_id})
        return [
            WorkSum(campaign, version, factor, adjusts, count, seconds, exact)
            for campaign, version, factor, adjusts, count, seconds, exact in cursor.fetchall()
        ]


def extra_sums(*, period: Period) -> list[WorkSum]:
    """What a period charges without a contact: a sum for each campaign, kind and period."""
    return [
        WorkSum(
            campaign_id=one.campaign_id,
            version_id=None,
            factor=Decimal(1),
            adjusts_id=one.adjusts_id,
            contact_count=0,
            billable_seconds=0,
            exact=Money(one.charge_minor, period.currency).exact,
            extra_kind=one.kind,
        )
        for one in charge_sums(period_id=period.pk)
    ]


def extras_of(line: InvoiceLine | CreditNoteLine) -> QuerySet[Extra]:
    """The sums that no contact made which a line sums up."""
    adjusts: int | None
    if isinstance(line, CreditNoteLine):
        period, adjusts = line.credit_note.period_id, line.credit_note.invoice.period_id
    else:
        period, adjusts = line.invoice.period_id, line.adjusts_id
    return extras_behind(
        period_id=period, campaign_id=line.campaign_id, kind=line.extra_kind, adjusts_id=adjusts
    )


def work_behind(line: InvoiceLine | CreditNoteLine) -> QuerySet[RatedWork]:
    """The rated rows that a line sums up, with what a list of them shows.

    A reduction may be of several prices, and be credited in parts: each part shows all of it.
    """
    if isinstance(line, CreditNoteLine):
        period = line.credit_note.period_id
        price: list[object] = [None, None, line.credit_note.invoice.period_id]
    else:
        period = line.invoice.period_id
        factor = None if line.version_id is None else line.factor
        price = [line.version_id, factor, line.adjusts_id]
    parameters = [period, period, line.campaign_id, *price]
    chosen = RawSQL(_BEHIND, parameters)  # noqa: S611  # A constant; every value is a parameter.
    return RatedWork.objects.filter(pk__in=chosen).select_related(
        "interaction", "agent", "version", "campaign"
    )


def contacts_behind(*, period_id: int) -> Iterator[tuple[Any, ...]]:
    """Yield ``CONTACT_COLUMNS`` of every rated row of a billing period, in constant memory."""
    # A cursor of the server lives as long as its transaction.
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(_EVERY_CONTACT, {"period": period_id})
        while rows := cursor.fetchmany(2_000):
            yield from rows
