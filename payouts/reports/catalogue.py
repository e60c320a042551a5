"""The reports of finance: what each shows, from which statement, filtered by what."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from payouts.ledger.chart import CHART, AccountKind
from payouts.reports import queries
from payouts.reports.asking import Question, behind
from payouts.reports.shapes import Column, Kind, Report, Row
from payouts.reports.thresholds import DAC7_COUNTRIES, is_on_nec, nec_threshold_minor
from payouts.reports.usage import USAGE

_MARGIN_COLUMNS = (
    Column(_("Revenue"), Kind.MINOR),
    Column(_("Cost of agents"), Kind.MINOR),
    Column(_("Margin"), Kind.MINOR),
    Column(_("Share"), Kind.SHARE),
)
_PAYOUT_COLUMNS = (
    Column(_("Payouts"), Kind.COUNT),
    Column(_("Of them paid"), Kind.COUNT),
    Column(_("Paid"), Kind.MINOR),
    Column(_("Under way"), Kind.MINOR),
    Column(_("Came back"), Kind.MINOR),
)
_KINDS = {kind.value: CHART[kind].label for kind in AccountKind}


# ---------------------------------------------------------------- where a row leads
def _run(row: Row, question: Question) -> str:
    return reverse("finance:run", args=[row[-1]])


def _account(row: Row, question: Question) -> str:
    return reverse("finance:account", args=[row[-1]])


def _statements(row: Row, question: Question) -> str:
    return f"{reverse('finance:statements', args=[row[-1]])}?currency={question.currency}"


def _of_campaign(row: Row, question: Question) -> str:
    return behind(question, campaign_id=row[-1])


def _of_week(row: Row, question: Question) -> str:
    week = row[0]
    return behind(
        replace(
            question,
            since=max(question.since, week),
            before=min(question.before, week + timedelta(days=7)),
        )
    )


def _of_interval(row: Row, question: Question) -> str:
    return behind(question, slot=row[0])


def _of_agent(row: Row, question: Question) -> str:
    return behind(question, agent_id=row[-1])


def _cleared(row: Row, question: Question) -> str:
    return behind(question, campaign_id=row[-1], cleared="1")


# ---------------------------------------------------------------- what a row says
def _named(row: Row) -> Row:
    day, account, event, *amounts = row
    return (day, _KINDS[account], event.replace("_", " ").capitalize(), *amounts)


def _on_nec(row: Row) -> Row:
    *_, year, _, paid, agent = row
    return (*row[:-1], nec_threshold_minor(year), is_on_nec(paid_minor=paid, year=year), agent)


_MARGIN, _PAYOUTS, _BOOKS = _("Revenue and margin"), _("Payouts"), _("Books and taxes")

REPORTS: Final[tuple[Report, ...]] = (
    *USAGE,
    Report(
        slug="margin-by-campaign",
        family=_MARGIN,
        title=_("Margin by campaign"),
        sentence=_("What brands owe for work, less what agents earned with it."),
        statement=queries.MARGIN_BY_CAMPAIGN,
        columns=(Column(_("Campaign")), Column(_("Brand")), *_MARGIN_COLUMNS),
        drawn=(0, 4),
        link=_of_campaign,
    ),
    Report(
        slug="margin-by-week",
        family=_MARGIN,
        title=_("Margin by week"),
        sentence=_("The same, by the week of the work; weeks begin on Monday."),
        statement=queries.MARGIN_BY_WEEK,
        columns=(Column(_("Week of"), Kind.DAY), *_MARGIN_COLUMNS),
        drawn=(0, 3),
        is_course=True,
        link=_of_week,
    ),
    Report(
        slug="margin-by-interval",
        family=_MARGIN,
        title=_("Margin by half-hour"),
        sentence=_("The half-hours of the day on the campaign's clock, exact and not yet rounded."),
        statement=queries.MARGIN_BY_INTERVAL,
        columns=(
            Column(_("From")),
            Column(_("Contacts"), Kind.COUNT),
            Column(_("Productive time"), Kind.SECONDS),
            Column(_("Revenue"), Kind.EXACT),
            Column(_("Cost of agents"), Kind.EXACT),
            Column(_("Margin"), Kind.EXACT),
            Column(_("Share"), Kind.SHARE),
        ),
        drawn=(0, 5),
        link=_of_interval,
    ),
    Report(
        slug="earned-by-agent",
        family=_PAYOUTS,
        title=_("Earned by agent"),
        sentence=_("What each agent earned in the span, as it stands in the books."),
        statement=queries.EARNED_BY_AGENT,
        columns=(
            Column(_("Agent")),
            Column(_("Country")),
            Column(_("Campaigns"), Kind.COUNT, sums=False),
            Column(_("Days"), Kind.COUNT, sums=False),
            Column(_("Earned"), Kind.MINOR),
        ),
        filters=("brand", "campaign", "agent"),
        drawn=(0, 4),
        link=_of_agent,
    ),
    Report(
        slug="payouts-by-run",
        family=_PAYOUTS,
        title=_("Payouts by run"),
        sentence=_("Runs whose cut-off lies in the span, and what became of their payouts."),
        statement=queries.PAYOUTS_BY_RUN,
        columns=(Column(_("Cut-off"), Kind.INSTANT), *_PAYOUT_COLUMNS),
        filters=("agent",),
        drawn=(0, 3),
        link=_run,
    ),
    Report(
        slug="payouts-by-agent",
        family=_PAYOUTS,
        title=_("Payouts by agent"),
        sentence=_("The same payouts, agent by agent."),
        statement=queries.PAYOUTS_BY_AGENT,
        columns=(
            Column(_("Agent")),
            *_PAYOUT_COLUMNS,
            Column(_("Last paid"), Kind.INSTANT),
        ),
        filters=("agent",),
        drawn=(0, 3),
        link=_statements,
    ),
    Report(
        slug="payouts-by-campaign",
        family=_PAYOUTS,
        title=_("Cleared for payment by campaign"),
        sentence=_(
            "A payout pays a balance. This is what became payable in the span, by the campaign"
            " on which it was earned."
        ),
        statement=queries.PAYOUTS_BY_CAMPAIGN,
        columns=(
            Column(_("Campaign")),
            Column(_("Brand")),
            Column(_("Agents"), Kind.COUNT, sums=False),
            Column(_("Pay weeks"), Kind.COUNT, sums=False),
            Column(_("Cleared"), Kind.MINOR),
        ),
        filters=("brand", "campaign", "agent"),
        drawn=(0, 4),
        link=_cleared,
    ),
    Report(
        slug="dormant-balances",
        family=_PAYOUTS,
        title=_("Dormant balances"),
        sentence=_("Payable money that has not moved since before the end of the span."),
        statement=queries.DORMANT,
        columns=(
            Column(_("Agent")),
            Column(_("Country")),
            Column(_("Standing")),
            Column(_("Payable"), Kind.MINOR),
            Column(_("Last moved"), Kind.INSTANT),
        ),
        filters=("agent",),
        link=_account,
    ),
    Report(
        slug="journal",
        family=_BOOKS,
        title=_("Journal for the general ledger"),
        sentence=_("Debits and credits by day, event and kind of account; days are of UTC."),
        statement=queries.JOURNAL,
        columns=(
            Column(_("Day"), Kind.DAY),
            Column(_("Account")),
            Column(_("Event")),
            Column(_("Debit"), Kind.MINOR),
            Column(_("Credit"), Kind.MINOR),
        ),
        filters=(),
        finished=_named,
    ),
    Report(
        slug="us-1099-nec",
        family=_BOOKS,
        title=_("1099-NEC totals"),
        sentence=_("Payments to agents in the US by calendar year of payment, and the threshold."),
        statement=queries.PAID_BY_YEAR,
        columns=(
            Column(_("Agent")),
            Column(_("Country")),
            Column(_("Year")),
            Column(_("Payments"), Kind.COUNT),
            Column(_("Paid"), Kind.MINOR),
            Column(_("Threshold"), Kind.MINOR, sums=False),
            Column(_("Reported"), Kind.VERDICT),
        ),
        filters=("agent",),
        finished=_on_nec,
        link=_statements,
    ),
    Report(
        slug="eu-dac7",
        family=_BOOKS,
        title=_("DAC7 quarters"),
        sentence=_(
            "Payments to agents in the European Union by quarter; services are reported from the"
            " first euro."
        ),
        statement=queries.PAID_BY_QUARTER,
        columns=(
            Column(_("Agent")),
            Column(_("Country")),
            Column(_("Year")),
            Column(_("Quarter")),
            Column(_("Payments"), Kind.COUNT),
            Column(_("Paid"), Kind.MINOR),
        ),
        filters=("agent",),
        given={"countries": DAC7_COUNTRIES},
        link=_statements,
    ),
)
BY_SLUG: Final = {report.slug: report for report in REPORTS}
