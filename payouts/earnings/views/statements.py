"""An agent's statements, on the page and as files."""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from onboarding.agents.permissions import AgentRequest, for_agent
from onboarding.tables.export import csv_response
from payouts.earnings import selectors
from payouts.earnings.statements import ExtraLine, Line

_COLUMNS = (
    "day",
    "brand",
    "campaign",
    "contacts",
    "productive_seconds",
    "exact",
    "whole",
    "currency",
    "without_contact",
)


@require_GET
@for_agent
def statement(request: AgentRequest, public_id: UUID) -> HttpResponse:
    """One pay period, line by line."""
    found = selectors.statement(agent=request.agent, public_id=public_id)
    return render(
        request,
        "payouts/earnings/statement.html",
        {
            "agent": request.agent,
            "statement": found,
            "period": found.period,
            "payer": settings.PLATFORM_LEGAL_NAME,
            "payer_address": settings.PLATFORM_ADDRESS,
        },
    )


@require_GET
@for_agent
def statement_csv(request: AgentRequest, public_id: UUID) -> StreamingHttpResponse:
    """Its lines as CSV."""
    found = selectors.statement(agent=request.agent, public_id=public_id)
    return csv_response(
        filename=f"statement-{found.period.from_on}-{found.currency}.csv",
        header=_COLUMNS,
        rows=[*map(_cells, found.lines), *map(_extra_cells, found.extras)],
    )


def _cells(line: Line) -> tuple[object, ...]:
    return (
        line.day.isoformat(),
        line.brand,
        line.campaign,
        line.contacts,
        line.productive_seconds,
        line.exact,
        line.whole.exact,
        line.whole.currency,
        "",
    )


def _extra_cells(extra: ExtraLine) -> tuple[object, ...]:
    whole = extra.whole
    return (
        extra.day.isoformat(),
        "",
        extra.campaign,
        0,
        0,
        whole.exact,
        whole.exact,
        whole.currency,
        extra.description,
    )
