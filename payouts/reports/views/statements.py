"""An agent's statements as finance reads them, each line leading to its contacts."""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from marketplace.campaigns.models import Campaign
from onboarding.agents.models import Agent
from onboarding.tables.keyset import newest_first
from onboarding.users.permissions import SignedInRequest, permit
from onboarding.users.selectors import is_finance
from payouts.earnings import selectors as earnings
from payouts.earnings.statements import Line, Statement
from payouts.earnings.views.statements import pdf_response
from payouts.money import Money
from payouts.periods.models import Period, PeriodKind
from payouts.reports.asking import Question, behind
from payouts.runs.models import Payout

_PAYOUTS = 12


@require_GET
@permit(is_finance)
def statements(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """An agent's pay weeks, and the payouts that carried them."""
    agent = get_object_or_404(Agent, public_id=public_id)
    currencies = earnings.currencies_of(agent)
    asked = request.GET.get("currency", "")
    currency = asked if asked in currencies else next(iter(currencies), "")
    weeks = newest_first(
        earnings.pay_weeks(agent).filter(currency=currency),
        by="from_at",
        cursor=request.GET.get("cursor", ""),
    )
    return render(
        request,
        "payouts/reports/statements.html",
        {
            "agent": agent,
            "currency": currency,
            "currencies": currencies,
            "weeks": weeks,
            "course": [
                (f"{week.from_on:%-d %b}", Money(week.booked_minor, currency).exact)  # type: ignore[attr-defined]
                for week in reversed(weeks.rows)
            ],
            "standing": earnings.balances(agent=agent, currency=currency) if currency else None,
            "payouts": Payout.objects.filter(agent=agent, currency=currency)
            .select_related("run")
            .order_by("-pk")[:_PAYOUTS],
        },
    )


@require_GET
@permit(is_finance)
def statement(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """One statement; each of its lines leads to the contacts behind it."""
    week = _week(public_id)
    assert week.agent is not None
    found = earnings.statement(agent=week.agent, public_id=public_id)
    period = found.period
    return render(
        request,
        "payouts/reports/statement.html",
        {
            "agent": week.agent,
            "statement": found,
            "period": period,
            "payer": settings.PLATFORM_LEGAL_NAME,
            "lines": _lines(found),
            "behind": behind(_question(found), week=period.public_id),
        },
    )


@require_GET
@permit(is_finance)
def statement_pdf(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The statement as the agent has it, in the agent's language."""
    week = _week(public_id)
    assert week.agent is not None
    found = earnings.statement(agent=week.agent, public_id=public_id)
    user = week.agent.user
    return pdf_response(found, agent=week.agent, language=user.language if user else "en")


def _week(public_id: UUID) -> Period:
    weeks = Period.objects.select_related("agent__user")
    return get_object_or_404(weeks, public_id=public_id, kind=PeriodKind.PAY)


def _lines(statement: Statement) -> list[tuple[Line, str]]:
    """Each line, and where the contacts behind it are listed."""
    campaigns = dict(
        Campaign.objects.filter(pk__in={line.campaign_id for line in statement.lines}).values_list(
            "pk", "public_id"
        )
    )
    question, week = _question(statement), statement.period.public_id
    return [
        (line, behind(question, week=week, day=line.day, campaign_id=campaigns[line.campaign_id]))
        for line in statement.lines
    ]


def _question(statement: Statement) -> Question:
    period = statement.period
    return Question(since=period.from_on, before=period.to_on, currency=statement.currency)
