"""What the main job came to, read from the tables: the same after any interruption."""

from collections import Counter
from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from typing import Any

from django.db import connection

from marketplace.interactions.models import Source

_SIX_PLACES = Decimal("0.000001")

# Seconds by agent, campaign and price: what each group is worth is exact in any precision.
_WORK = """
    SELECT a.external_ref, c.code, v.pay_per_minute * w.pay_factor,
           v.bill_per_minute * w.bill_factor, sum(w.productive_seconds),
           sum(w.payable_seconds), sum(w.billable_seconds)
    FROM payouts_ratedwork w
    JOIN marketplace_agentalias a ON a.agent_id = w.agent_id AND a.source_id = %(source)s
    JOIN marketplace_campaign c ON c.id = w.campaign_id
    JOIN marketplace_ratecardversion v ON v.id = w.version_id
    WHERE w.brand_id = %(brand)s
    GROUP BY 1, 2, 3, 4
"""

_PAY = """
    SELECT s.external_ref, sum(a.posted_minor)::bigint
    FROM payouts_accrual a
    JOIN payouts_period p ON p.id = a.period_id
    JOIN marketplace_agentalias s ON s.agent_id = p.agent_id AND s.source_id = %(source)s
    JOIN marketplace_campaign c ON c.id = a.campaign_id AND c.brand_id = %(brand)s
    WHERE a.side = 'AGENT'
    GROUP BY 1 ORDER BY 1
"""

_CHARGE = """
    SELECT c.code, sum(a.posted_minor)::bigint
    FROM payouts_accrual a JOIN marketplace_campaign c ON c.id = a.campaign_id
    WHERE a.side = 'BRAND' AND c.brand_id = %(brand)s
    GROUP BY 1 ORDER BY 1
"""

_INVOICES = """
    SELECT number, net_minor, tax_minor, total_minor FROM payouts_invoice
    WHERE brand_id = %(brand)s AND number IS NOT NULL ORDER BY number
"""

_PAYOUTS = """
    WITH agent AS (
        SELECT DISTINCT agent_id FROM marketplace_agentalias WHERE source_id = %(source)s
    ), paid AS (
        SELECT agent_id, amount_minor FROM payouts_payout
        WHERE status = 'PAID' AND agent_id IN (SELECT agent_id FROM agent)
    )
    SELECT (SELECT count(*) FROM paid),
           (SELECT count(DISTINCT agent_id) FROM payouts_payoutskip
            WHERE agent_id IN (SELECT agent_id FROM agent)
              AND agent_id NOT IN (SELECT agent_id FROM paid)),
           (SELECT coalesce(sum(amount_minor), 0)::bigint FROM paid)
"""

_BOOKS = """
    SELECT (SELECT count(*) FROM payouts_journaltransaction),
           (SELECT count(*) FROM payouts_journalentry)
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """One month in numbers. Exact amounts are decimals in text; ledger amounts minor units."""

    brand: str
    currency: str
    rows: int
    handled: int
    abandoned: int
    phantom: int
    unattributed: int
    rejected: int
    unrated: int
    productive_seconds: int
    seconds_by_agent: dict[str, int]
    seconds_by_campaign: dict[str, int]
    pay_exact_by_agent: dict[str, str]
    charge_exact_by_campaign: dict[str, str]
    pay_by_agent: dict[str, int]
    charge_by_campaign: dict[str, int]
    invoices: list[dict[str, Any]]
    payouts: dict[str, int]
    books: dict[str, int]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def figures_of(*, source: Source, rows: int, by_kind: Counter[str], violations: int) -> Figures:
    """Read the figures of one source's brand."""
    who = {"source": source.pk, "brand": source.brand_id}
    seconds_by_agent: Counter[str] = Counter()
    seconds_by_campaign: Counter[str] = Counter()
    pay: dict[str, Decimal] = {}
    charge: dict[str, Decimal] = {}
    with localcontext(prec=60):
        for agent, code, pay_rate, bill_rate, productive, payable, billable in _rows(_WORK, who):
            seconds_by_agent[agent] += productive
            seconds_by_campaign[code] += productive
            pay[agent] = pay.get(agent, Decimal(0)) + pay_rate * payable
            charge[code] = charge.get(code, Decimal(0)) + bill_rate * billable
        paid, skipped, total = _rows(_PAYOUTS, who)[0]
        transactions, entries = _rows(_BOOKS, who)[0]
        return Figures(
            brand=source.brand.slug,
            currency=source.brand.currency,
            rows=rows,
            handled=by_kind["handled"],
            abandoned=by_kind["abandoned"],
            phantom=by_kind["phantom"],
            unattributed=by_kind["unattributed"],
            rejected=by_kind["rejected"],
            unrated=_unrated(who),
            productive_seconds=sum(seconds_by_agent.values()),
            seconds_by_agent=dict(sorted(seconds_by_agent.items())),
            seconds_by_campaign=dict(sorted(seconds_by_campaign.items())),
            pay_exact_by_agent=_six_places(pay),
            charge_exact_by_campaign=_six_places(charge),
            pay_by_agent=dict(_rows(_PAY, who)),
            charge_by_campaign=dict(_rows(_CHARGE, who)),
            invoices=[
                {"number": number, "net": net, "tax": tax, "total": total_minor}
                for number, net, tax, total_minor in _rows(_INVOICES, who)
            ],
            payouts={"paid": paid, "skipped": skipped, "total": total},
            books={"transactions": transactions, "entries": entries, "violations": violations},
        )


def _unrated(who: dict[str, int]) -> int:
    statement = """
        SELECT count(*) FROM payouts_usagerecord u
        JOIN marketplace_interaction i ON i.id = u.interaction_id
        WHERE u.brand_id = %(brand)s AND u.exclusion IN ('UNKNOWN_CAMPAIGN', 'UNKNOWN_AGENT')
          AND i.revision = (SELECT r.revision FROM marketplace_interactionrevision r
                            WHERE r.id = u.revision_id)
    """
    return int(_rows(statement, who)[0][0])


def _six_places(per_minute_seconds: dict[str, Decimal]) -> dict[str, str]:
    return {
        name: str((amount / 60).quantize(_SIX_PLACES, rounding=ROUND_HALF_EVEN))
        for name, amount in sorted(per_minute_seconds.items())
    }


def _rows(statement: str, parameters: dict[str, int]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[Any] = cursor.fetchall()
    return rows
