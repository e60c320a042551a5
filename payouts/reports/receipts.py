"""Every rated row of a month with all that is needed to recompute it, in constant memory.

``docs/receipts.md`` tells the columns, and ``docs/recompute.py`` recomputes them.
"""

import csv
import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, Final

from django.db import connection

from onboarding.brands.models import Brand
from onboarding.errors import NotFound
from payouts.reports.snapshot import one_snapshot


class NoSuchBrand(NotFound):
    """The house knows no brand by that name."""

    code = "no_such_brand"


# Amounts, rates and factors are text already, with every digit they have: no reader's
# notion of a number can change them.
_RECEIPTS = """
    SELECT w.id AS rated_work, w.corrects_id AS corrects, later.id AS corrected_by,
           i.external_id AS contact, r.revision, b.slug AS brand, c.code AS campaign,
           a.public_id::text AS agent, w.currency,
           to_char(w.occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
               AS occurred_at,
           w.work_day::text AS work_day, c.timezone AS campaign_timezone,
           to_char(r.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS known_at,
           to_char(w.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS rated_at,
           bp.from_on::text AS billing_from_on, bp.to_on::text AS billing_to_on,
           pp.from_on::text AS pay_from_on, pp.to_on::text AS pay_to_on,
           u.talk_seconds, u.hold_seconds, u.wrap_seconds,
           v.hold_cap_seconds, v.wrap_cap_seconds,
           v.pay_short_seconds, v.pay_increment_seconds, v.pay_minimum_seconds,
           v.bill_short_seconds, v.bill_free_seconds, v.bill_increment_seconds,
           v.bill_minimum_seconds,
           w.productive_seconds, w.payable_seconds, w.billable_seconds,
           coalesce(g.cause, '') AS ruled_in,
           coalesce(g.payable_seconds::text, '') AS ruled_payable_seconds,
           coalesce(g.billable_seconds::text, '') AS ruled_billable_seconds,
           coalesce(g.pay_exact::text, '') AS ruled_pay_exact,
           coalesce(g.charge_exact::text, '') AS ruled_charge_exact,
           v.number AS rate_version,
           to_char(v.effective_from AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
               AS rate_effective_from,
           v.pay_per_minute::text AS pay_per_minute, v.bill_per_minute::text AS bill_per_minute,
           w.pay_factor::text AS pay_factor, w.bill_factor::text AS bill_factor,
           w.pay_exact::text AS pay_exact, w.charge_exact::text AS charge_exact
    FROM payouts_period bp
    JOIN payouts_ratedwork w ON w.billing_period_id = bp.id
    JOIN payouts_usagerecord u ON u.revision_id = w.usage_id
    JOIN marketplace_interactionrevision r ON r.id = w.usage_id
    JOIN marketplace_interaction i ON i.id = w.interaction_id
    JOIN marketplace_campaign c ON c.id = w.campaign_id
    JOIN marketplace_ratecardversion v ON v.id = w.version_id
    JOIN onboarding_brand b ON b.id = w.brand_id
    JOIN onboarding_agent a ON a.id = w.agent_id
    JOIN payouts_period pp ON pp.id = w.pay_period_id
    LEFT JOIN payouts_ratedwork later ON later.corrects_id = w.id
    LEFT JOIN payouts_ruling g ON g.id = w.ruling_id
    WHERE bp.kind = 'BILLING' AND bp.from_on = %(month)s
      AND (%(brand)s::text IS NULL OR b.slug = %(brand)s)
    ORDER BY w.id
"""

Line = dict[str, Any]
# What a stranger to the house may have worded: a spreadsheet must not run it.
_FROM_OUTSIDE: Final = ("contact", "campaign", "description")


def receipts_of(*, month: date, brand: str | None = None) -> Iterator[Line]:
    """Return a line for each rated row in the billing periods of the month that ``month`` begins.

    Corrections are rows of their own, in the period in which they became known.

    Raises:
        NoSuchBrand: there is no brand with the slug ``brand``.
    """
    return lines_of(_RECEIPTS, month=month, brand=brand)


def lines_of(statement: str, *, month: date, brand: str | None) -> Iterator[Line]:
    """Return what a statement finds of a month and of a brand, or of all, as it is read.

    Raises:
        NoSuchBrand: there is no brand with the slug ``brand``.
    """
    if brand is not None and not Brand.objects.filter(slug=brand).exists():
        raise NoSuchBrand(f"There is no brand “{brand}”.")
    return _lines(statement, month, brand)


def _lines(statement: str, month: date, brand: str | None) -> Iterator[Line]:
    with one_snapshot(), connection.chunked_cursor() as cursor:
        cursor.execute(statement, {"month": month, "brand": brand})
        columns: list[str] = []
        while rows := cursor.fetchmany(2_000):
            columns = columns or [column.name for column in cursor.description]
            for row in rows:
                yield dict(zip(columns, row, strict=True))


def as_csv(lines: Iterator[Line]) -> Iterator[str]:
    """Yield the lines as CSV, a header first; nothing at all where there is no line."""
    writer = csv.writer(_Echo())
    for number, line in enumerate(lines):
        if number == 0:
            yield writer.writerow(line)
        yield writer.writerow(
            f"'{value}" if name in _FROM_OUTSIDE and value[:1] in "=+-@\t\r" else value
            for name, value in line.items()
        )


def as_json(lines: Iterator[Line]) -> Iterator[str]:
    """Yield the lines as one JSON array, a line each."""
    before = "[\n"
    for line in lines:
        yield before + json.dumps(line)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


WRITERS: Final[dict[str, Callable[[Iterator[Line]], Iterator[str]]]] = {
    "csv": as_csv,
    "json": as_json,
}


class _Echo:
    def write(self, line: str) -> str:
        return line
