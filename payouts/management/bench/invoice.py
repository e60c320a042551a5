"""Issuing the invoice of a great month against one SQL that only sums it up; its files."""

import os
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from statistics import quantiles

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from onboarding.tables.export import csv_lines
from onboarding.tables.keyset import Page, newest_first
from payouts.accruals.services import close_periods
from payouts.billing.documents import invoice_files
from payouts.billing.models import Invoice, InvoiceLine
from payouts.billing.selectors import lines_of
from payouts.billing.services import issue_due_invoices
from payouts.billing.work import CONTACT_COLUMNS, contacts_behind, work_behind
from payouts.management.bench.cast import KNOWN_AT, MONTH_DAYS, MONTH_FROM, invite
from payouts.management.bench.chain import make_contacts
from payouts.management.bench.measure import (
    Figure,
    Report,
    Say,
    alternating,
    at_most,
    mb_taken_by,
    seconds_of,
)
from payouts.management.scratch import settle
from payouts.rating.models import RatedWork

_CLOSES_AT = KNOWN_AT + timedelta(days=5)
_P95 = 18
_TWENTIETHS = 20

# What a report would do that only wants the sums: one scan, one grouping.
_LIMIT = """
    SELECT campaign_id, version_id, bill_factor, count(*), sum(billable_seconds),
           sum(charge_exact)
    FROM payouts_ratedwork WHERE billing_period_id = %s
    GROUP BY campaign_id, version_id, bill_factor
"""
# The server's own export of the same rows, with the names that they refer to.
_COPY = """
    COPY (
        SELECT i.external_id, c.code, a.name, w.occurred_at, w.productive_seconds,
               w.billable_seconds, v.number, v.bill_per_minute, w.bill_factor, w.charge_exact,
               w.currency, w.corrects_id
        FROM payouts_ratedwork w
        JOIN marketplace_interaction i ON i.id = w.interaction_id
        JOIN marketplace_campaign c ON c.id = w.campaign_id
        JOIN marketplace_ratecardversion v ON v.id = w.version_id
        JOIN onboarding_agent a ON a.id = w.agent_id
        WHERE w.billing_period_id = {period} ORDER BY w.id
    ) TO STDOUT (FORMAT csv)
"""


def run(*, contacts: int, agents: int, lines: int, pages: int, rounds: int, say: Say) -> Report:
    """Measure issuing an invoice, its contacts' CSV and pages, and its PDF."""
    say(f"making, rating and closing a month of {contacts:,} contacts")
    invite(agents=agents, brands=1)
    make_contacts(contacts=contacts, agents=agents)
    close_periods(at=_CLOSES_AT)
    settle()
    period_id = RatedWork.objects.values_list("billing_period", flat=True)[0]

    def ours(number: int) -> float:
        say(f"round {number + 1}: the invoice")
        with transaction.atomic():
            seconds = seconds_of(lambda: issue_due_invoices(at=_CLOSES_AT))
            transaction.set_rollback(True)
        return seconds

    def limit(number: int) -> float:
        say(f"round {number + 1}: the sums")
        with connection.cursor() as cursor:
            return seconds_of(lambda: cursor.execute(_LIMIT, [period_id]))

    issuing = alternating(rounds, ours=ours, limit=limit)
    (issued,) = issue_due_invoices(at=_CLOSES_AT)
    grown = mb_taken_by(lambda: _write_csv(period_id))
    files = alternating(
        rounds, ours=lambda _: _write_csv(period_id), limit=lambda _: _copy(period_id)
    )
    say("pages and a PDF")
    page_seconds, queries = _pages(issued, pages)
    _lengthen(issued, lines)
    typeset = alternating(rounds, ours=lambda _: seconds_of(lambda: invoice_files(issued)))
    figures = (
        Figure(
            name="issue an invoice",
            unit="s",
            ours=issuing["ours"],
            target=at_most(5),
        ),
        Figure(
            name="issue against the bare sums",
            unit="s",
            ours=issuing["ours"],
            limit=issuing["limit"],
            limit_is="one SQL that sums the period up, and no more",
        ),
        Figure(
            name="contacts as CSV",
            unit="rows/s",
            ours=contacts / files["ours"],
            limit=contacts / files["limit"],
            limit_is="COPY of the same rows to a client that throws them away",
        ),
        Figure(name="memory that the CSV takes", unit="MB", ours=grown, target=at_most(32)),
        Figure(name="page of a line, p95", unit="ms", ours=page_seconds, target=at_most(150)),
        Figure(name="queries of a page", unit="", ours=queries, target=at_most(12)),
        Figure(
            name=f"PDF and message of {lines} lines",
            unit="s",
            ours=typeset["ours"],
            target=at_most(1),
        ),
        Figure(name="pages of a PDF a second", unit="1/s", ours=1 / typeset["ours"]),
    )
    sizes = {"contacts": contacts, "agents": agents, "lines": lines, "pages": pages}
    return Report("invoice", sizes | {"rounds": rounds}, figures)


def _write_csv(period_id: int) -> float:
    def write() -> None:
        with Path(os.devnull).open("w") as nowhere:
            nowhere.writelines(csv_lines(CONTACT_COLUMNS, contacts_behind(period_id=period_id)))

    return seconds_of(write)


def _copy(period_id: int) -> float:
    def read() -> None:
        statement = _COPY.format(period=int(period_id))
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            for _ in copy:
                pass

    return seconds_of(read)


def _pages(invoice: Invoice, count: int) -> tuple[float, float]:
    """The time that a page of a line's contacts takes, p95 in milliseconds; its queries."""
    chance = Random(1)  # noqa: S311  # Where a page begins is no secret.
    lines = list(lines_of(invoice))
    taken, queries = [], 0
    for _ in range(max(count, 2)):
        line = chance.choice(lines)
        at = MONTH_FROM + timedelta(days=MONTH_DAYS) * chance.random()
        cursor = f"o~{at.isoformat()}~1"
        with CaptureQueriesContext(connection) as asked:
            taken.append(seconds_of(partial(_page, line, cursor)))
        queries = max(queries, len(asked))
    return quantiles(taken, n=_TWENTIETHS)[_P95] * 1000, float(queries)


def _page(line: InvoiceLine, cursor: str) -> Page[RatedWork]:
    return newest_first(work_behind(line), by="occurred_at", cursor=cursor)


def _lengthen(invoice: Invoice, count: int) -> None:
    """Give an invoice as many lines as are typeset, made of its first."""
    known = list(lines_of(invoice))
    first = known[0]
    further = []
    for position in range(len(known) + 1, count + 1):
        line = InvoiceLine.objects.get(pk=first.pk)
        line.pk, line.position = None, position
        line._state.adding = True
        further.append(line)
    InvoiceLine.objects.bulk_create(further)
