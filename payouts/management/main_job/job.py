"""The main job, step by step. Each step finds its own work, so that it may stop anywhere.

A second run walks the same steps and finds little or nothing to do.
"""

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db.models import Max
from django.utils.timezone import now

from marketplace.campaigns.rates_file import RateLine, read_rates
from marketplace.campaigns.services import open_campaign_with_rates
from marketplace.interactions.files import Reading, Tally, first_day, import_file
from marketplace.interactions.generator import month_of_contacts
from marketplace.interactions.models import Source, SourceKind
from marketplace.interactions.services import open_source
from marketplace.interactions.sources.anonymous_bank import header_line, read_line
from onboarding.agents.models import Agent
from onboarding.brands.models import Brand
from onboarding.brands.services import open_brand
from onboarding.calendars.periods import midnight, month_of
from onboarding.users.second_factor import confirm_by_command
from payouts.accruals.services import accrue, clear, close_periods
from payouts.billing.services import issue_due_invoices
from payouts.gateway.processor import processor
from payouts.management.main_job.calendar import (
    Timeline,
    latest_payable_month,
    payable_month_of,
    whole_weeks_between,
)
from payouts.management.main_job.cast import (
    Desk,
    agents_of,
    brand_owner,
    busiest_agent_signs_in,
    finance_desk,
)
from payouts.management.main_job.disputes import show_disputes
from payouts.management.main_job.figures import Figures, figures_of
from payouts.management.main_job.money_in import collector, show_money_in
from payouts.management.main_job.narrator import Narrator
from payouts.management.main_job.neighbours import Tariffs, open_neighbours
from payouts.management.main_job.on_request import show_instant
from payouts.management.main_job.papers import sign_papers
from payouts.management.main_job.payees import show_payees
from payouts.management.main_job.promises import make_promises
from payouts.management.main_job.waiting import book_what_waits
from payouts.metering.services import meter_revisions
from payouts.money import Money
from payouts.payees.accounts import open_account
from payouts.payees.models import Payee
from payouts.payees.services import become_payees
from payouts.periods.models import Period, PeriodStatus
from payouts.periods.selectors import GRACE
from payouts.rating.services import rate_usage
from payouts.reports.proof import prove
from payouts.runs.approval import approve_run, deed_of
from payouts.runs.computing import NobodyToPay, compute_run
from payouts.runs.executing import execute_run
from payouts.runs.funding import fund
from payouts.runs.models import PayoutRun, RunStatus, WarningKind
from payouts.runs.selectors import progress_of, run_under_way
from payouts.runs.services import resume_run

_SEED = 1999
_ZONE = "Asia/Jerusalem"

# What the bank's own types of call are about (its data's documentation), and what a minute of
# each is worth here.
_CALL_TYPES = {
    "PS": ("Regular service", "0.62", "0.38"),
    "PE": ("Regular service in English", "0.68", "0.42"),
    "IN": ("Internet support", "0.85", "0.55"),
    "NE": ("Stock trading", "1.10", "0.70"),
    "NW": ("Prospective customers", "0.74", "0.45"),
    "TT": ("Call-backs", "0.60", "0.36"),
}


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the caller asked for: a file of calls or none, their rates or none."""

    calls: Path | None
    rates: Path | None
    keeps_dates: bool
    zone: str = _ZONE


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it all."""

    figures: Figures
    source: Source
    tally: Tally
    runs: Sequence[PayoutRun]
    rejects: Path


class MainJob:
    """One month of contacts, from a file to settled payouts."""

    def __init__(self, wishes: Wishes, narrator: Narrator) -> None:
        self._wishes, self._narrator = wishes, narrator
        self._zone = ZoneInfo(wishes.zone)
        # Everything that can be wrong with what was given is found before anything is written.
        self._rates = read_rates(wishes.rates) if wishes.rates else None
        self._timeline, self._shift = self._plan()

    def run(self) -> Done:
        """Do whatever is left to do."""
        at = self._timeline.known_at
        desk = finance_desk(at=at)
        source = self._open(at)
        book_what_waits(source, self._timeline, at=now())
        rejects = Path(f"{self._wishes.calls.name if self._wishes.calls else 'demo'}.rejects.csv")
        tally = self._take_in(source, rejects)
        self._book()
        self._close(source)
        runs = self._pay(source, desk)
        violations = self._prove()
        figures = figures_of(
            source=source, rows=tally.rows, by_kind=tally.by_kind, violations=violations
        )
        return Done(figures, source, tally, runs, rejects)

    # ------------------------------------------------------------ before anything is written
    def _plan(self) -> tuple[Timeline, timedelta]:
        payable = latest_payable_month(self._zone, now=now())
        calls = self._wishes.calls
        if calls is None:
            return payable, timedelta(0)
        recorded = first_day(calls, self._zone).astimezone(self._zone).date()
        if self._wishes.keeps_dates:
            return payable_month_of(recorded, self._zone, now=now()), timedelta(0)
        return payable, whole_weeks_between(recorded, payable.month, self._zone)

    def _open(self, at: datetime) -> Source:
        begins_at = midnight(self._timeline.month - timedelta(days=62), self._zone)
        brand = self._open_brand(at)
        for line in self._rates or _usual_rates():
            open_campaign_with_rates(
                brand=brand,
                code=line.campaign,
                name=_CALL_TYPES.get(line.campaign, (line.campaign,))[0],
                bill_per_minute=line.bill_per_minute,
                pay_per_minute=line.pay_per_minute,
                effective_from=begins_at,
                at=at,
            )
        brand_owner(brand=brand, at=at)
        return open_source(
            brand=brand, kind=SourceKind.ANONYMOUS_BANK, timezone=self._wishes.zone, at=at
        )

    def _open_brand(self, at: datetime) -> Brand:
        """A brand for each different question: the same files and wishes find the same one."""
        slug, name = "meridian-bank", "Meridian Bank"
        if self._wishes.calls or self._wishes.rates:
            slug = f"bank-{_digest(self._wishes)}"
            name = f"Bank {slug[-4:].upper()}"
        return open_brand(
            slug=slug,
            name=name,
            legal_name=f"{name} Ltd.",
            address="14 Harbour Street, Haifa",
            country="IL",
            timezone=self._wishes.zone,
            currency="USD",
            at=at,
        )

    # ------------------------------------------------------------ contacts become money
    def _take_in(self, source: Source, rejects: Path) -> Tally:
        with self._narrator.step("Reading the calls") as step, _calls(self, self._wishes) as path:
            size = path.stat().st_size
            reading = Reading(source, path, rejects, shift=self._shift, enrol_unknown=True)
            tally = import_file(
                reading,
                at=self._timeline.known_at,
                progress=lambda done: step.reached(done, size),
            )
            step.note(f"{tally.rows:,} rows, {tally.new + tally.newer:,} new to us")
        return tally

    def _book(self) -> None:
        at = self._timeline.known_at
        with self._narrator.step("Metering productive seconds") as step:
            step.note(f"{meter_revisions(at=at):,} usage records")
        with self._narrator.step("Rating, exactly") as step:
            step.note(f"{rate_usage(at=at):,} rated")
        with self._narrator.step("Booking each day") as step:
            step.note(f"{accrue(at=at):,} accruals")

    def _close(self, source: Source) -> None:
        with self._narrator.step("Closing periods, issuing invoices") as step:
            closed = close_periods(at=self._timeline.closes_at)
            issued = len(issue_due_invoices(at=self._timeline.closes_at))
            # A call that ended after midnight on the last day belongs to the month after; it is
            # closed like any other if that is over by now.
            rest_at = self._last_period_ends_at(source) + GRACE + timedelta(hours=1)
            if rest_at <= now():
                closed += close_periods(at=rest_at)
                issued += len(issue_due_invoices(at=rest_at))
            # Whatever else has ended meanwhile, as the nightly job would.
            closed += close_periods(at=now())
            issued += len(issue_due_invoices(at=now()))
            step.note(f"{closed} closed, {issued} invoices")
        with self._narrator.step("Clearing pay") as step:
            cleared = clear(at=self._timeline.clears_at) + clear(at=now())
            step.note(f"{cleared} statements cleared")

    def _last_period_ends_at(self, source: Source) -> datetime:
        last: datetime | None = (
            Period.objects.filter(brand=source.brand_id)
            .exclude(status=PeriodStatus.CLOSED)
            .aggregate(last=Max("to_at"))["last"]
        )
        return last or now()

    # ------------------------------------------------------------ money reaches the agents
    def _pay(self, source: Source, desk: Desk) -> list[PayoutRun]:
        self._open_accounts(source, desk)
        return self._pay_out(source.brand.currency, desk)

    def _pay_out(self, currency: str, desk: Desk) -> list[PayoutRun]:
        runs = []
        while (run := self._next_run(currency, desk)) is not None:
            runs.append(self._carry_out(run, desk))
            if runs[-1].status != RunStatus.COMPLETED:
                break
        return runs

    def _open_accounts(self, source: Source, desk: Desk) -> None:
        become_payees(agent_ids=agents_of(source))
        waiting = Payee.objects.filter(agent__in=agents_of(source), transfers_enabled=False)
        with self._narrator.step("Opening payout accounts") as step:
            payees = list(waiting.order_by("pk").values_list("pk", flat=True))
            for done, payee_id in enumerate(payees, 1):
                open_account(payee_id=payee_id, gateway=processor(), at=now())
                step.reached(done, len(payees))
            step.note(f"{len(payees)} opened")
        with self._narrator.step("Reviewing tax forms") as step:
            signed = sign_papers(
                agent_ids=list(agents_of(source)),
                filed_by=desk.preparer,
                reviewed_by=desk.approver,
                at=now(),
            )
            step.note(f"{signed} approved")

    def _next_run(self, currency: str, desk: Desk) -> PayoutRun | None:
        """The run that is under way, or a new one if anybody may be paid."""
        run = run_under_way(currency)
        if run is not None:
            return run
        at = now()
        try:
            return compute_run(currency=currency, cutoff_at=at, actor=desk.preparer, at=at)
        except NobodyToPay:
            return None

    def _carry_out(self, run: PayoutRun, desk: Desk) -> PayoutRun:
        self._fund(run)
        if run.status == RunStatus.COMPUTED:
            self._approve(run, desk)
        elif run.status == RunStatus.PAUSED:
            resume_run(run_id=run.pk, actor=desk.approver, at=now())
        with self._narrator.step(f"Paying {run.payout_count} agents") as step:
            execute_run(run_id=run.pk, gateway=processor(), progress=step.reached)
            run.refresh_from_db()
            step.note(f"{progress_of(run).done} of {run.payout_count} settled")
        return run

    def _approve(self, run: PayoutRun, desk: Desk) -> None:
        """In Amy's name, and said to be so: a person would tick each warning and type a code."""
        at = now()
        confirm_by_command(user=desk.approver, subject=deed_of(run), at=at)
        approve_run(
            run_id=run.pk,
            content_hash=run.content_hash,
            ticked=WarningKind.values,
            actor=desk.approver,
            at=at,
        )

    def _fund(self, run: PayoutRun) -> None:
        missing = run.total_minor - processor().balance(run.currency)
        if missing > 0:
            fund(
                name=f"run_{run.pk}",
                amount=Money(missing, run.currency),
                gateway=processor(),
                at=now(),
            )

    def _prove(self) -> int:
        with self._narrator.step("Proving the books") as step:
            proof = prove(at=now())
            step.note(f"{proof.law_count} laws, {proof.violation_count} violations")
        return proof.violation_count

    def generated(self, path: Path) -> Path:
        """A month of made-up calls, the same each time."""
        return self._write(path, self._lines_of(self._timeline.month))

    def take_in_the_days_since(self, source: Source) -> None:
        """Go on to this minute, so that the portals show work that is under way.

        For looking around: the calls of the months since the paid one, as far as they have
        happened, are known and booked, and nothing of them is paid.
        """
        at = now()
        with (
            self._narrator.step("The days since, up to now") as step,
            tempfile.TemporaryDirectory(prefix="tallyline-") as folder,
        ):
            path = self._write(Path(folder) / "since.tsv", self._lines_until(at))
            rejects = Path(folder) / "rejects.csv"
            tally = import_file(Reading(source, path, rejects, enrol_unknown=True), at=at)
            meter_revisions(at=at)
            rate_usage(at=at)
            accrue(at=at)
            make_promises(
                source=source,
                owner=brand_owner(brand=source.brand, at=at),
                clerk=finance_desk(at=at).preparer,
                at=at,
            )
            close_periods(at=at)
            issue_due_invoices(at=at)
            step.note(f"{tally.rows:,} calls, pending")

    def show_payees(self) -> None:
        """For looking around: people who are paid in other ways, or for whom something waits."""
        with self._narrator.step("Payees in several states") as step:
            count = show_payees(desk=finance_desk(at=now()), at=now())
            step.note(f"{count} people")

    def show_disputes(self, source: Source) -> None:
        """For looking around: what brand and agent do not agree on, in each state."""
        with self._narrator.step("Disputes in every state") as step:
            step.note(f"{show_disputes(source=source, at=now())} disputes")

    def show_money_in(self, source: Source) -> None:
        """For looking around: two more brands that pay, or do not; and pay on request."""
        at, desk = now(), finance_desk(at=now())
        with self._narrator.step("Two more brands, billed") as step:
            tariffs = Tariffs(_usual_rates(), {code: one[0] for code, one in _CALL_TYPES.items()})
            both = open_neighbours(like=source, timeline=self._timeline, tariffs=tariffs, at=at)
            cleared = clear(at=at)
            step.note(f"{cleared} statements cleared")
        with self._narrator.step("Money that comes in") as step:
            shown = show_money_in(both=both, desk=desk, gateway=processor(), at=at)
            step.note(
                f"{shown.charged} charges, {shown.receipts} receipts, {shown.reminders} reminders"
            )
        self._show_instant(source)
        self._pay_out(source.brand.currency, desk)

    def _show_instant(self, source: Source) -> None:
        agent = Agent.objects.filter(user=busiest_agent_signs_in(source=source)).first()
        if agent is None or agent.user is None:
            return
        with self._narrator.step("Pay on request") as step:
            count = show_instant(
                agent=agent,
                currency=source.brand.currency,
                set_by=collector(at=now()),
                gateway=processor(),
                at=now(),
            )
            step.note(f"{count} instant payouts")

    def _lines_until(self, at: datetime) -> Iterator[str]:
        yield header_line()
        month = month_of(month_of(self._timeline.month, self._zone).to_on, self._zone)
        while month.from_at < at:
            for line in islice(self._lines_of(month.from_on), 1, None):
                if read_line(line, self._zone).ended_at <= at:
                    yield line
            month = month_of(month.to_on, self._zone)

    def _lines_of(self, month: date) -> Iterator[str]:
        return month_of_contacts(
            year=month.year, month=month.month, zone=self._zone, seed=_SEED + month.toordinal()
        )

    def _write(self, path: Path, lines: Iterator[str]) -> Path:
        with path.open("w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)
        return path


class _calls:
    """The file of calls: the caller's, or a generated one that is gone afterwards."""

    def __init__(self, job: MainJob, wishes: Wishes) -> None:
        self._job, self._wishes = job, wishes

    def __enter__(self) -> Path:
        if self._wishes.calls:
            return self._wishes.calls
        self._folder = tempfile.TemporaryDirectory(prefix="tallyline-")
        return self._job.generated(Path(self._folder.name) / "demo.tsv")

    def __exit__(self, *_: object) -> None:
        if not self._wishes.calls:
            self._folder.cleanup()


def _usual_rates() -> list[RateLine]:
    return [RateLine.of(code, bill, pay) for code, (_, bill, pay) in _CALL_TYPES.items()]


def _digest(wishes: Wishes) -> str:
    digest = hashlib.sha256(f"{wishes.keeps_dates}|{wishes.zone}".encode())
    for path in (wishes.calls, wishes.rates):
        digest.update(_content_hash(path) if path else b"-")
    return digest.hexdigest()[:8]


def _content_hash(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
