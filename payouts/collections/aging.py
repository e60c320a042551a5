"""How old what brands owe is, as of any instant, from facts alone.

Each movement of a receivable is a fact with its instant: an invoice is issued, credited, paid,
given up or reinstated; and money that had been given back to a brand is owed besides. What is
owed at an instant is the sum of the movements before it, and a law holds that sum against the
ledger's receivable for every day that there was.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import connection

from payouts.money import Money

# One row for each movement: of which invoice (none: owed besides), when, how much.
MOVEMENTS: Final = """
    SELECT brand_id, currency, id AS invoice_id, issued_at AS at, total_minor AS minor
    FROM payouts_invoice WHERE number IS NOT NULL
    UNION ALL
    SELECT i.brand_id, i.currency, i.id, n.issued_at, -n.total_minor
    FROM payouts_creditnote n JOIN payouts_invoice i ON i.id = n.invoice_id
    UNION ALL
    SELECT brand_id, currency, invoice_id, allocated_at, -amount_minor FROM payouts_allocation
    UNION ALL
    SELECT i.brand_id, i.currency, i.id, w.booked_at, -w.amount_minor
    FROM payouts_writeoff w JOIN payouts_invoice i ON i.id = w.invoice_id
    WHERE w.booked_at IS NOT NULL
    UNION ALL
    SELECT i.brand_id, i.currency, i.id, w.ended_at, w.amount_minor
    FROM payouts_writeoff w JOIN payouts_invoice i ON i.id = w.invoice_id
    WHERE w.status = 'REINSTATED'
    UNION ALL
    SELECT brand_id, currency, NULL::bigint, ended_at, owed_minor
    FROM payouts_brandpayment WHERE owed_minor > 0
    UNION ALL
    SELECT p.brand_id, p.currency, NULL, c.resolved_at, c.owed_minor
    FROM payouts_chargeback c JOIN payouts_brandpayment p ON p.id = c.payment_id
    WHERE c.owed_minor > 0
"""

# Days past due of what is open; what is owed besides invoices is due on the day it arose.
AGED: Final = f"""
    WITH open AS (
        SELECT m.brand_id, m.currency, m.invoice_id, sum(m.minor) AS minor, min(m.at) AS since
        FROM ({MOVEMENTS}) m WHERE m.at < %(before)s
        GROUP BY m.brand_id, m.currency, m.invoice_id HAVING sum(m.minor) <> 0
    ), aged AS (
        SELECT o.*, ((%(before)s::timestamptz - interval '1 microsecond')
                     AT TIME ZONE b.timezone)::date
                    - coalesce(i.due_on, (o.since AT TIME ZONE b.timezone)::date) AS days
        FROM open o
        JOIN onboarding_brand b ON b.id = o.brand_id
        LEFT JOIN payouts_invoice i ON i.id = o.invoice_id
    )
    SELECT b.name,
           coalesce(sum(a.minor) FILTER (WHERE a.days <= 0), 0)::bigint,
           coalesce(sum(a.minor) FILTER (WHERE a.days BETWEEN 1 AND 30), 0)::bigint,
           coalesce(sum(a.minor) FILTER (WHERE a.days BETWEEN 31 AND 60), 0)::bigint,
           coalesce(sum(a.minor) FILTER (WHERE a.days BETWEEN 61 AND 90), 0)::bigint,
           coalesce(sum(a.minor) FILTER (WHERE a.days > 90), 0)::bigint,
           sum(a.minor)::bigint, b.public_id
    FROM aged a JOIN onboarding_brand b ON b.id = a.brand_id
    WHERE a.currency = %(currency)s AND b.name ILIKE %(brand)s
    GROUP BY b.id ORDER BY sum(a.minor) DESC, b.id
"""


@dataclass(frozen=True, slots=True)
class Aged:
    """What one brand owes, by how long it is due, minor units. It adds up to ``total_minor``."""

    brand: str
    brand_public_id: str
    currency: str
    current_minor: int
    to_30_minor: int
    to_60_minor: int
    to_90_minor: int
    over_90_minor: int
    total_minor: int

    @property
    def parts(self) -> tuple[Money, ...]:
        """The five ages, and their sum."""
        return tuple(
            Money(minor, self.currency)
            for minor in (
                self.current_minor,
                self.to_30_minor,
                self.to_60_minor,
                self.to_90_minor,
                self.over_90_minor,
                self.total_minor,
            )
        )


def aged_receivables(*, before: datetime, currency: str, brand: str = "") -> list[Aged]:
    """What each brand owed just before an instant, the largest first, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(AGED, {"before": before, "currency": currency, "brand": f"%{brand}%"})
        rows = cursor.fetchall()
    return [Aged(name, str(public_id), currency, *amounts) for name, *amounts, public_id in rows]


def currencies_owed() -> list[str]:
    """The currencies in which anything was ever invoiced, by name."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT currency FROM payouts_invoice WHERE number IS NOT NULL ORDER BY 1"
        )
        return [str(currency) for (currency,) in cursor.fetchall()]


def day_after(day: date) -> date:
    """The first day that is not asked about any more."""
    return date.fromordinal(day.toordinal() + 1)
