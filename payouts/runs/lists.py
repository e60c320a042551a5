"""Runs, payouts and skips as pages show them: complete rows, a fixed number of queries."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, Count, Model, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Concat
from django.utils.dateparse import parse_datetime

from onboarding.users.models import User
from payouts.gateway.models import Attempt, AttemptStatus
from payouts.ledger.chart import AccountKind
from payouts.ledger.models import LedgerAccount
from payouts.money import Money
from payouts.payees.models import Payee
from payouts.payees.rails import Rail
from payouts.runs.models import (
    Payout,
    PayoutRun,
    PayoutSkip,
    PayoutStatus,
    RunStatus,
    RunWarning,
    SkipReason,
)
from payouts.runs.selectors import FINAL


@dataclass(frozen=True, slots=True)
class Move:
    """One status that a row has had: since when, by whom and why."""

    status: str
    label: str
    at: datetime
    who: str
    reason: str


def runs_for_the_list(
    *, status: str = "", currency: str = "", kind: str = ""
) -> QuerySet[PayoutRun]:
    """Runs with the people behind them."""
    runs = PayoutRun.objects.select_related("prepared_by", "approved_by", "confirmation")
    if status:
        runs = runs.filter(status=status)
    if kind:
        runs = runs.filter(kind=kind)
    return runs.filter(currency=currency) if currency else runs


def payouts_for_the_list(run: PayoutRun, *, status: str = "") -> QuerySet[Payout]:
    """The payouts of a run, each with its agent."""
    payouts = Payout.objects.filter(run=run).select_related("agent")
    return payouts.filter(status=status) if status else payouts


def payout_for_the_page() -> QuerySet[Payout]:
    """Payouts with everything that one payout's page names."""
    return Payout.objects.select_related("agent", "payee", "run")


def largest_payouts(run: PayoutRun) -> list[Payout]:
    """The ten largest payouts of a run, each with its agent."""
    payouts = Payout.objects.filter(run=run).select_related("agent")
    return list(payouts.order_by("-amount_minor", "pk")[:10])


def warnings_for_the_page(run: PayoutRun) -> list[RunWarning]:
    """What an approver has to have seen, each with who ticked it."""
    warnings = RunWarning.objects.filter(run=run).select_related("tick__ticked_by")
    return list(warnings.order_by("pk"))


def skips_for_the_list(run: PayoutRun, *, reason: str = "") -> QuerySet[PayoutSkip]:
    """Who was left out of a run, each with the agent."""
    skips = PayoutSkip.objects.filter(run=run).select_related("agent")
    return skips.filter(reason=reason) if reason else skips


def payouts_to(payee: Payee) -> QuerySet[Payout]:
    """Every payout to one payee, each with its run."""
    return Payout.objects.filter(payee=payee).select_related("run")


def skips_of_agent(agent_id: int) -> list[PayoutSkip]:
    """The last five runs that left an agent out, each with the run."""
    skips = PayoutSkip.objects.filter(agent=agent_id).select_related("run")
    return list(skips.order_by("-pk")[:5])


def skips_by_reason(run: PayoutRun) -> list[tuple[SkipReason, int, Money]]:
    """Reason, number and what stays payable, for each reason that occurs."""
    rows = (
        PayoutSkip.objects.filter(run=run)
        .values_list("reason")
        .annotate(count=Count("pk"), total=Sum("amount_minor"))
        .order_by("-count", "reason")
    )
    return [
        (SkipReason(reason), count, Money(int(total), run.currency))
        for reason, count, total in rows
    ]


def latest_attempts(payouts: Sequence[Payout]) -> dict[int, Attempt]:
    """The last attempt of each of these payouts that was ever tried, in one query."""
    subjects = {f"payout_{payout.pk}": payout.pk for payout in payouts}
    attempts = Attempt.objects.filter(subject__in=subjects).order_by("number")
    return {subjects[attempt.subject]: attempt for attempt in attempts}


def still_to_leave(run: PayoutRun) -> Money:
    """What the processor's balance has to cover yet."""
    if run.status == RunStatus.CANCELLED:
        return Money(0, run.currency)
    open_ones = Payout.objects.filter(run=run, rail=Rail.PROCESSOR).exclude(status__in=FINAL)
    return Money(
        int(open_ones.aggregate(total=Sum("amount_minor", default=0))["total"]), run.currency
    )


def currencies_payable() -> list[str]:
    """Currencies in which agents have ever had something payable."""
    accounts = LedgerAccount.objects.filter(kind=AccountKind.AGENT_PAYABLE)
    return list(accounts.order_by("currency").values_list("currency", flat=True).distinct())


def currencies_of_runs() -> list[str]:
    """Currencies in which there have been runs."""
    runs = PayoutRun.objects.order_by("currency")
    return list(runs.values_list("currency", flat=True).distinct())


def history_of(row: Model) -> list[Move]:
    """Every status that a row with a trail has had, the newest first; two queries."""
    column: Any = type(row)._meta.get_field("status")
    labels = dict(column.choices)
    events: Any = row.events  # type: ignore[attr-defined]
    moves = list(
        events.order_by("-pgh_id").values_list("status", "pgh_created_at", "pgh_context__metadata")
    )
    people = User.objects.in_bulk(
        {told["actor"] for _, _, told in moves if told and told.get("actor")}
    )
    return [
        Move(
            status=status,
            label=str(labels[status]),
            at=_when(told) or at,
            who=_who(told, people),
            reason=(told or {}).get("reason", ""),
        )
        for status, at, told in moves
    ]


def export_of(run: PayoutRun) -> Iterator[tuple[Any, ...]]:
    """A row for each payout of a run, as a spreadsheet takes it, in the order of its list."""
    executed = Attempt.objects.filter(
        subject=Concat(Value("payout_"), Cast(OuterRef("pk"), CharField())),
        status=AttemptStatus.EXECUTED,
    )
    payouts = (
        Payout.objects.filter(run=run)
        .annotate(transfer=Subquery(executed.values("reference")[:1]))
        .order_by("pk")
        .values_list(
            "public_id",
            "agent__public_id",
            "agent__name",
            "amount_minor",
            "currency",
            "destination",
            "status",
            "paid_at",
            "transfer",
            "reason",
        )
    )
    for (
        public_id,
        agent_id,
        name,
        minor,
        currency,
        account,
        status,
        paid_at,
        transfer,
        reason,
    ) in payouts.iterator(chunk_size=2_000):
        yield (
            str(public_id),
            str(agent_id),
            name,
            Money(minor, currency).exact,
            currency,
            account,
            PayoutStatus(status).label,
            paid_at.isoformat() if paid_at else "",
            transfer or "",
            reason,
        )


EXPORTED = (
    "payout", "agent id", "agent", "amount", "currency", "account", "status", "paid at",
    "transfer", "reason",
)  # fmt: skip


def _who(told: dict[str, Any] | None, people: dict[int, User]) -> str:
    person = people.get((told or {}).get("actor") or 0)
    return str(person) if person else "Tallyline"


def _when(told: dict[str, Any] | None) -> datetime | None:
    """When the deed was done, if it said so; the trail itself knows when it was written."""
    return parse_datetime((told or {}).get("at") or "")
