"""Every sum of a month that no contact made, with all that is needed to recompute it.

``docs/receipts.md`` tells the columns, and ``docs/recompute.py`` recomputes them.
"""

from collections.abc import Iterator
from datetime import date

from payouts.reports.receipts import Line, lines_of

# What is charged stands in its billing period; what is only paid, in the month of its day. What
# takes another back carries that one's working, so that it recomputes by itself.
_EXTRAS = """
    SELECT x.id AS extra, x.corrects_id AS takes_back, x.kind, x.key, x.description,
           coalesce(b.slug, '') AS brand, coalesce(c.code, '') AS campaign,
           coalesce(a.public_id::text, '') AS agent, x.currency,
           round(log(minor_units_in(x.currency)))::int AS minor_digits,
           to_char(x.occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
               AS occurred_at,
           x.work_day::text AS work_day,
           to_char(x.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS known_at,
           coalesce(bp.from_on::text, '') AS billing_from_on,
           coalesce(pp.from_on::text, '') AS pay_from_on,
           coalesce(k.working ->> 'funded_by', '') AS funded_by,
           coalesce(k.working ->> 'steps', '') AS steps,
           coalesce(k.working ->> 'charge_steps', '') AS charge_steps,
           (x.pay_minor / minor_units_in(x.currency)::numeric)::numeric(24, 3)::text AS pay,
           (x.charge_minor / minor_units_in(x.currency)::numeric)::numeric(24, 3)::text AS charge
    FROM payouts_extra x
    JOIN payouts_extra k ON k.id = coalesce(x.corrects_id, x.id)
    LEFT JOIN onboarding_brand b ON b.id = x.brand_id
    LEFT JOIN marketplace_campaign c ON c.id = x.campaign_id
    LEFT JOIN onboarding_agent a ON a.id = x.agent_id
    LEFT JOIN payouts_period bp ON bp.id = x.billing_period_id
    LEFT JOIN payouts_period pp ON pp.id = x.pay_period_id
    WHERE coalesce(bp.from_on, date_trunc('month', x.work_day)::date) = %(month)s
      AND (%(brand)s::text IS NULL OR b.slug = %(brand)s)
    ORDER BY x.id
"""


def extras_in(*, month: date, brand: str | None = None) -> Iterator[Line]:
    """Return a line for each extra in the billing periods that begin with ``month``.

    Raises:
        NoSuchBrand: there is no brand with the slug ``brand``.
    """
    return lines_of(_EXTRAS, month=month, brand=brand)
