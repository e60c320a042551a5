"""Who may be paid what, and how runs and payouts stand."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.db.models import Count, QuerySet, Sum

from payouts.money import Money
from payouts.payees.rails import Rail
from payouts.runs.models import Payout, PayoutRun, PayoutStatus, RunKind, RunStatus
from payouts.runs.payability import Standing

# Runs that may still move money: one for each currency at a time.
UNDER_WAY = (RunStatus.COMPUTED, RunStatus.APPROVED, RunStatus.EXECUTING, RunStatus.PAUSED)
FINAL = (
    PayoutStatus.PAID,
    PayoutStatus.RETURNED,
    PayoutStatus.REJECTED,
    PayoutStatus.CANCELLED,
)

# What was payable at the cut-off is what is payable now less what moved since, so the cost
# follows what is recent and not the whole journal. What was promised since is gone: never more
# than what is there now.
_STANDINGS = """
    WITH since AS (
        SELECT e.account_id, sum(e.amount_minor) AS moved
        FROM payouts_journaltransaction t
        JOIN payouts_journalentry e ON e.transaction_id = t.id
        JOIN payouts_ledgeraccount a ON a.id = e.account_id
        WHERE t.effective_at >= %(cutoff_at)s
          AND a.kind = 'AGENT_PAYABLE' AND a.currency = %(currency)s
        GROUP BY e.account_id
    ), live AS (
        SELECT agent_id FROM payouts_payout
        WHERE currency = %(currency)s AND status IN ('RESERVED', 'SENDING', 'UNKNOWN')
    ), held AS (
        SELECT DISTINCT payee_id FROM payouts_payouthold
        WHERE released_at IS NULL AND amount_minor IS NULL
    )
    SELECT a.owner_id,
           (least(0, coalesce(since.moved, 0)) + b.credits_minor - b.debits_minor)::bigint,
           p.id, coalesce(p.account, ''), coalesce(p.transfers_enabled, false),
           held.payee_id IS NOT NULL, coalesce(p.cooling_until > %(at)s, false),
           live.agent_id IS NOT NULL,
           coalesce(p.tax_form_until < %(on)s, true), coalesce(m.minimum_minor, 0)
    FROM payouts_ledgeraccount a
    JOIN payouts_ledgerbalance b ON b.account_id = a.id
    LEFT JOIN since ON since.account_id = a.id
    LEFT JOIN payouts_payee p ON p.agent_id = a.owner_id
    LEFT JOIN payouts_payoutminimum m ON m.payee_id = p.id AND m.currency = %(currency)s
    LEFT JOIN held ON held.payee_id = p.id
    LEFT JOIN live ON live.agent_id = a.owner_id
    WHERE a.kind = 'AGENT_PAYABLE' AND a.currency = %(currency)s
    ORDER BY a.owner_id
"""


def standings(*, currency: str, cutoff_at: datetime, at: datetime) -> list[Standing]:
    """What each agent may be paid of what was payable before ``cutoff_at``; one query.

    One row for each agent who ever had something payable in ``currency``.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _STANDINGS,
            {"currency": currency, "cutoff_at": cutoff_at, "at": at, "on": at.date()},
        )
        return [Standing(*row) for row in cursor.fetchall()]


def run_under_way(currency: str) -> PayoutRun | None:
    """The run in ``currency`` that is not over yet, if there is one."""
    runs = PayoutRun.objects.filter(kind=RunKind.REGULAR, currency=currency, status__in=UNDER_WAY)
    return runs.order_by("pk").first()


def runs_to_execute() -> QuerySet[PayoutRun]:
    """Pay days that are approved or being paid, the oldest approval first.

    Payouts on request do not wait behind them: they have a job of their own.
    """
    runs = PayoutRun.objects.filter(
        kind=RunKind.REGULAR, status__in=[RunStatus.APPROVED, RunStatus.EXECUTING]
    )
    return runs.order_by("approved_at", "pk")


def terms_of(run: PayoutRun) -> Iterator[tuple[int, int, str]]:
    """What the content hash is made of: agent, minor units and account of each payout."""
    return (
        Payout.objects.filter(run=run)
        .values_list("agent_id", "amount_minor", "destination")
        .iterator()
    )


# A payout is due when it was never tried, when its last attempt was declined long enough ago,
# or when an attempt is open and its back-off is over. Each refusal doubles the wait. What goes
# by bank file is made and settled elsewhere.
_DUE_AT = """
    FROM payouts_payout p
    LEFT JOIN LATERAL (
        SELECT CASE a.status
            WHEN 'OPEN' THEN a.not_before
            WHEN 'DECLINED' THEN
                a.closed_at + interval '1 minute' * least(2 ^ least(a.number - 1, 20), 360)
            END AS not_before
        FROM payouts_attempt a
        WHERE p.status <> 'PLANNED' AND a.subject = 'payout_' || p.id
        ORDER BY a.number DESC LIMIT 1
    ) last ON true
    WHERE p.run_id = %(run)s AND p.status IN ('PLANNED', 'RESERVED', 'SENDING', 'UNKNOWN')
      AND p.rail = 'PROCESSOR'
"""
_DUE = f"""
    SELECT p.id {_DUE_AT} AND p.id > %(after)s
      AND (last.not_before IS NULL OR last.not_before <= %(at)s)
    ORDER BY p.id LIMIT %(limit)s
"""
_NEXT_DUE = f"""
    SELECT extract(epoch FROM min(coalesce(last.not_before, %(at)s)) - %(at)s)::float {_DUE_AT}
"""


def payouts_due(*, run_id: int, at: datetime, after: int = 0, limit: int = 100) -> list[int]:
    """The next payouts of a run, by id from ``after`` on, for which something is to be done."""
    with connection.cursor() as cursor:
        cursor.execute(_DUE, {"run": run_id, "at": at, "after": after, "limit": limit})
        return [pk for (pk,) in cursor.fetchall()]


def seconds_until_due(*, run_id: int, at: datetime) -> float | None:
    """How long until something is to be done for the run: nothing waits if there is nothing."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_DUE, {"run": run_id, "at": at})
        row = cursor.fetchone()
    return None if row is None or row[0] is None else max(0.0, row[0])


@dataclass(frozen=True, slots=True)
class Progress:
    """How many payouts of a run stand where, and what they come to in minor units."""

    currency: str
    counts: dict[str, int] = field(default_factory=dict)
    amounts: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Every payout of the run."""
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        """Payouts whose fate is known."""
        return sum(self.counts.get(status, 0) for status in FINAL)

    @property
    def waiting(self) -> int:
        """Payouts whose outcome is open or that are still to be sent."""
        return self.total - self.done

    @property
    def amount(self) -> Money:
        """What every payout comes to."""
        return Money(sum(self.amounts.values()), self.currency)

    @property
    def percent(self) -> int:
        """Whole percents done; a hundred only when nothing is open."""
        return 100 * self.done // self.total if self.total else 100

    @property
    def paid(self) -> Money:
        """What has reached the agents' accounts."""
        return Money(self.amounts.get(PayoutStatus.PAID, 0), self.currency)

    @property
    def rows(self) -> list[tuple[PayoutStatus, int, Money]]:
        """Status, number and amount of each status that occurs, in the order of a payout's life."""
        return [
            (status, self.counts[status], Money(self.amounts[status], self.currency))
            for status in PayoutStatus
            if status in self.counts
        ]


def progress_of(run: PayoutRun) -> Progress:
    """How far ``run`` has come, in one query."""
    rows = list(
        Payout.objects.filter(run=run)
        .values_list("status")
        .annotate(count=Count("pk"), total=Sum("amount_minor"))
        .order_by("status")
    )
    return Progress(
        currency=run.currency,
        counts={status: count for status, count, _ in rows},
        amounts={status: int(total) for status, _, total in rows},
    )


def progress_by_rail(run: PayoutRun) -> dict[Rail, Progress]:
    """How far ``run`` has come on each rail that it has payouts on, in one query."""
    rows = (
        Payout.objects.filter(run=run)
        .values_list("rail", "status")
        .annotate(count=Count("pk"), total=Sum("amount_minor"))
        .order_by("-rail", "status")
    )
    found: dict[Rail, Progress] = {}
    for rail, status, count, total in rows:
        on_it = found.setdefault(Rail(rail), Progress(run.currency))
        on_it.counts[status], on_it.amounts[status] = count, int(total)
    return found


def is_executing(run_id: int) -> bool:
    """Whether the run is being paid."""
    return PayoutRun.objects.filter(pk=run_id, status=RunStatus.EXECUTING).exists()


def is_anything_open(run_id: int) -> bool:
    """Whether a payout of the run is neither paid nor given up."""
    return Payout.objects.filter(run=run_id).exclude(status__in=FINAL).exists()


def payouts_by_subject(subjects: Iterable[str]) -> dict[str, Payout]:
    """The payout that each subject names, in one query; other subjects are not ours."""
    ids = {
        int(number): subject
        for subject in subjects
        for kind, _, number in [subject.partition("_")]
        if kind == "payout" and number.isdecimal() and len(number) < 19
    }
    payouts = Payout.objects.filter(pk__in=ids, rail=Rail.PROCESSOR)
    return {ids[payout.pk]: payout for payout in payouts}
