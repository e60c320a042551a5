"""A run beside the last one in its currency: who is new, gone, moved, or paid elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from payouts.money import Money, exponent
from payouts.runs.models import PayoutRun, RunKind, RunStatus, RunWarning, WarningKind

# An amount has moved when it differs by more than half, and by more than so many major units.
MOVED_PERCENT: Final = 50
MOVED_MAJOR: Final = 50
# The total is far off when it differs by more than a quarter.
TOTAL_PERCENT: Final = 25
SHOWN: Final = 100
_BINS: Final = 10

# Each payout of the run beside what its agent got in the last one and where they were last paid.
_COMPARED = """
    WITH now AS (
        SELECT agent_id, public_id, amount_minor, destination
        FROM payouts_payout WHERE run_id = %(run)s
    ), before AS (
        SELECT agent_id, amount_minor
        FROM payouts_payout WHERE run_id = %(last)s AND status <> 'CANCELLED'
    ), paid AS (
        SELECT DISTINCT ON (p.agent_id) p.agent_id, p.destination
        FROM payouts_payout p
        JOIN now ON now.agent_id = p.agent_id
        WHERE p.currency = %(currency)s AND p.run_id < %(run)s AND p.status IN ('PAID', 'RETURNED')
        ORDER BY p.agent_id, p.paid_at DESC, p.id DESC
    ), compared AS (
        SELECT coalesce(now.agent_id, before.agent_id) AS agent_id, now.public_id,
               now.amount_minor AS amount, before.amount_minor AS last_amount,
               now.destination AS account, paid.destination AS last_account
        FROM now
        FULL JOIN before ON before.agent_id = now.agent_id
        LEFT JOIN paid ON paid.agent_id = now.agent_id
    ), found AS (
        SELECT 'NEW_PAYEES' AS kind, c.*, amount AS weight FROM compared c
        WHERE amount IS NOT NULL AND last_account IS NULL
        UNION ALL
        SELECT 'NEW_ACCOUNTS', c.*, amount FROM compared c
        WHERE amount IS NOT NULL AND last_account <> account
        UNION ALL
        SELECT 'MOVED', c.*, abs(amount - last_amount) FROM compared c
        WHERE abs(amount - last_amount) > %(moved_minor)s
          AND abs(amount - last_amount) * 100 > %(moved_percent)s * last_amount
        UNION ALL
        SELECT 'GONE', c.*, last_amount FROM compared c
        WHERE amount IS NULL
    )
"""
_COUNTED = f"{_COMPARED} SELECT kind, count(*), sum(weight)::bigint FROM found GROUP BY kind"
_LISTED = f"""
    {_COMPARED}
    SELECT found.kind, a.name, found.public_id, found.amount, found.last_amount, found.account,
           found.last_account
    FROM (
        SELECT *, row_number() OVER (PARTITION BY kind ORDER BY weight DESC, agent_id) AS place
        FROM found
    ) found
    JOIN onboarding_agent a ON a.id = found.agent_id
    WHERE place <= {SHOWN}
    ORDER BY found.kind, place
"""
_SPREAD = f"""
    SELECT least(amount_minor / %(width)s, {_BINS - 1}) AS bin, count(*)
    FROM payouts_payout WHERE run_id = %(run)s GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """One agent whose payout differs; amounts and accounts are absent where there is none."""

    agent: str
    payout: Any
    amount: Money | None
    last_amount: Money | None
    account: str
    last_account: str

    @property
    def change(self) -> Money | None:
        """By how much more, where there is something on both sides."""
        if self.amount is None or self.last_amount is None:
            return None
        return self.amount - self.last_amount


def last_run_before(run: PayoutRun) -> PayoutRun | None:
    """The pay day before ``run`` in its currency that was paid, or is being paid."""
    return (
        PayoutRun.objects.filter(
            kind=RunKind.REGULAR,
            currency=run.currency,
            pk__lt=run.pk,
            status__in=[RunStatus.EXECUTING, RunStatus.PAUSED, RunStatus.COMPLETED],
        )
        .order_by("-pk")
        .first()
    )


def warnings_of(run: PayoutRun, last: PayoutRun | None) -> list[RunWarning]:
    """What whoever approves ``run`` has to have seen; not yet written. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, _terms(run, last))
        found = [
            RunWarning(run=run, kind=WarningKind(kind), count=count, amount_minor=weight)
            for kind, count, weight in cursor.fetchall()
        ]
    if last is not None:
        change = run.total_minor - last.total_minor
        if abs(change) * 100 > TOTAL_PERCENT * last.total_minor:
            found.append(
                RunWarning(
                    run=run, kind=WarningKind.TOTAL, count=run.payout_count, amount_minor=change
                )
            )
    order = list(WarningKind)
    return sorted(found, key=lambda warning: order.index(WarningKind(warning.kind)))


def differences(run: PayoutRun, last: PayoutRun | None) -> dict[WarningKind, list[Difference]]:
    """The agents behind each warning, those with the most money first; at most a hundred each."""
    told: dict[WarningKind, list[Difference]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_LISTED, _terms(run, last))
        for kind, agent, payout, amount, last_amount, account, last_account in cursor.fetchall():
            told.setdefault(WarningKind(kind), []).append(
                Difference(
                    agent=agent,
                    payout=payout,
                    amount=_money(amount, run.currency),
                    last_amount=_money(last_amount, run.currency),
                    account=account or "",
                    last_account=last_account or "",
                )
            )
    return told


def spread_of(run: PayoutRun, *, largest_minor: int) -> list[tuple[str, int]]:
    """How many payouts there are in each tenth of the way to the largest: for a histogram."""
    width = _round_width(largest_minor)
    with connection.cursor() as cursor:
        cursor.execute(_SPREAD, {"run": run.pk, "width": width})
        counts: Mapping[int, int] = dict(cursor.fetchall())
    scale = 10 ** exponent(run.currency)
    last = min(_BINS - 1, largest_minor // width)
    return [(f"{place * width / scale:,.0f}", counts.get(place, 0)) for place in range(last + 1)]


def _terms(run: PayoutRun, last: PayoutRun | None) -> dict[str, Any]:
    return {
        "run": run.pk,
        "last": last.pk if last else None,
        "currency": run.currency,
        "moved_minor": MOVED_MAJOR * 10 ** exponent(run.currency),
        "moved_percent": MOVED_PERCENT,
    }


def _round_width(largest_minor: int) -> int:
    """The narrowest width of 1, 2 or 5 times a power of ten with which the bins suffice."""
    for power in range(20):
        for step in (1, 2, 5):
            if step * 10**power * _BINS > largest_minor:
                return int(step * 10**power)
    raise AssertionError("unreachable")


def _money(minor: int | None, currency: str) -> Money | None:
    return None if minor is None else Money(minor, currency)
