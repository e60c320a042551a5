"""An agent's statements, on the page and as files."""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from onboarding.agents.models import Agent
from onboarding.agents.permissions import AgentRequest, for_agent
from onboarding.tables.export import csv_response
from payouts.earnings import documents, selectors
from payouts.earnings.statements import ExtraLine, Line, Statement

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


@require_GET
@for_agent
def statement_pdf(request: AgentRequest, public_id: UUID) -> HttpResponse:
    """The statement as a PDF, in the agent's language."""
    found = selectors.statement(agent=request.agent, public_id=public_id)
    return pdf_response(found, agent=request.agent, language=get_language() or "en")


def pdf_response(statement: Statement, *, agent: Agent, language: str) -> HttpResponse:
    """A statement as a download."""
    return HttpResponse(
        documents.statement_pdf(statement, agent=agent, language=language, at=now()),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="statement-{statement.period.from_on}'
            f'-{statement.currency}.pdf"'
        },
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
