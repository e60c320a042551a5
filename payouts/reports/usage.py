"""What a brand used: by campaign, by day, by half-hour of the day; for the brand and for finance.

Time and contacts are those of priced work, what is charged is what the books hold of it; a
half-hour is never booked, and its charges are exact. The brand itself is asked for by its number
(``brand_id``), finance asks by a part of a name.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from payouts.reports.asking import Question, behind
from payouts.reports.shapes import Column, Kind, Report, Row

_OF_CAMPAIGN = """
    JOIN marketplace_campaign c ON c.id = x.campaign_id AND c.name ILIKE %(campaign)s
    JOIN onboarding_brand b ON b.id = c.brand_id AND b.name ILIKE %(brand)s
     AND (%(brand_id)s::bigint IS NULL OR b.id = %(brand_id)s)
"""

# The periods that can hold work of these days are the way into the index of priced work.
_WORK = """
    FROM payouts_period p
    JOIN payouts_ratedwork w ON w.billing_period_id = p.id
     AND w.work_day >= %(since)s AND w.work_day < %(before)s
    WHERE p.kind = 'BILLING' AND p.currency = %(currency)s
      AND p.to_on >= %(since)s::date - 1
      AND (%(brand_id)s::bigint IS NULL OR p.brand_id = %(brand_id)s)
"""

_USED = f"""
    SELECT w.work_day AS day, w.campaign_id, sum(sign)::bigint AS contacts,
           sum(w.productive_seconds)::bigint AS productive,
           sum(w.billable_seconds)::bigint AS billable, 0::bigint AS charged, 0::bigint AS extras
    FROM (
        SELECT w.*, CASE WHEN w.corrects_id IS NULL THEN 1 ELSE -1 END AS sign {_WORK}
    ) w GROUP BY 1, 2
    UNION ALL
    SELECT a.day, a.campaign_id, 0, 0, 0, sum(a.posted_minor), 0
    FROM payouts_accrual a
    JOIN payouts_period p ON p.id = a.period_id AND p.currency = %(currency)s
    WHERE a.side = 'BRAND' AND a.day >= %(since)s AND a.day < %(before)s
    GROUP BY 1, 2
    UNION ALL
    SELECT e.work_day, e.campaign_id, 0, 0, 0, 0, sum(e.charge_minor)
    FROM payouts_extra e
    WHERE e.charge_minor <> 0 AND e.currency = %(currency)s
      AND e.work_day >= %(since)s AND e.work_day < %(before)s
    GROUP BY 1, 2
"""

_SUMMED = """
    sum(x.contacts)::bigint, sum(x.productive)::bigint, sum(x.billable)::bigint,
    sum(x.charged)::bigint, sum(x.extras)::bigint, (sum(x.charged) + sum(x.extras))::bigint
"""

_BY_CAMPAIGN = f"""
    SELECT c.name, b.name, {_SUMMED}, c.public_id, c.id
    FROM ({_USED}) x {_OF_CAMPAIGN}
    GROUP BY c.id, b.id ORDER BY sum(x.charged) + sum(x.extras) DESC, c.id
"""

_BY_DAY = f"""
    SELECT x.day, {_SUMMED}
    FROM ({_USED}) x {_OF_CAMPAIGN}
    GROUP BY x.day ORDER BY x.day DESC
"""

_BY_INTERVAL = f"""
    SELECT to_char(make_time(slot / 2, mod(slot, 2) * 30, 0), 'HH24:MI'), sum(contacts)::bigint,
           sum(productive)::bigint, sum(billable)::bigint, sum(exact)
    FROM (
        SELECT floor(extract(epoch FROM (x.occurred_at AT TIME ZONE c.timezone)::time) / 1800)::int
                   AS slot, x.sign AS contacts, x.productive_seconds AS productive,
               x.billable_seconds AS billable, x.charge_exact AS exact
        FROM (
            SELECT w.*, CASE WHEN w.corrects_id IS NULL THEN 1 ELSE -1 END AS sign {_WORK}
        ) x {_OF_CAMPAIGN}
    ) work
    GROUP BY slot ORDER BY slot
"""


# ---------------------------------------------------------------- where finance is led
def _of_campaign(row: Row, question: Question) -> str:
    return behind(question, campaign_id=row[-2])


def _of_day(row: Row, question: Question) -> str:
    return behind(replace(question, since=row[0], before=row[0] + timedelta(days=1)))


def _of_interval(row: Row, question: Question) -> str:
    return behind(question, slot=row[0])


# ---------------------------------------------------------------- where a brand is led
def _own_of_campaign(row: Row, question: Question) -> str:
    last = question.before - timedelta(days=1)
    return _own_contacts(from_on=question.since, to_on=last, campaign=row[-1])


def _own_of_day(row: Row, question: Question) -> str:
    return _own_contacts(from_on=row[0], to_on=row[0])


def _own_contacts(**asked: object) -> str:
    return f"{reverse('brand:contacts')}?{urlencode(asked)}"


_FAMILY = _("Usage")
_USAGE_COLUMNS = (
    Column(_("Contacts"), Kind.COUNT),
    Column(_("Productive time"), Kind.SECONDS),
    Column(_("Billed time"), Kind.SECONDS),
    Column(_("For contacts"), Kind.MINOR),
    Column(_("Extras"), Kind.MINOR),
    Column(_("Charged"), Kind.MINOR),
)
_NOBODY: Final = {"brand_id": None}

BY_CAMPAIGN: Final = Report(
    slug="usage-by-campaign",
    family=_FAMILY,
    title=_("Usage by campaign"),
    sentence=_("Contacts, time and charges, as the books hold them."),
    statement=_BY_CAMPAIGN,
    columns=(Column(_("Campaign")), Column(_("Brand")), *_USAGE_COLUMNS),
    drawn=(0, 7),
    link=_of_campaign,
    given=_NOBODY,
)
BY_DAY: Final = Report(
    slug="usage-by-day",
    family=_FAMILY,
    title=_("Usage by day"),
    sentence=_("The same, by the day of the work on the campaign's clock."),
    statement=_BY_DAY,
    columns=(Column(_("Day"), Kind.DAY), *_USAGE_COLUMNS),
    drawn=(0, 6),
    is_course=True,
    link=_of_day,
    given=_NOBODY,
)
BY_INTERVAL: Final = Report(
    slug="usage-by-interval",
    family=_FAMILY,
    title=_("Usage by half-hour"),
    sentence=_("When contacts end, on the campaign's clock; charges exact and not yet rounded."),
    statement=_BY_INTERVAL,
    columns=(
        Column(_("From")),
        Column(_("Contacts"), Kind.COUNT),
        Column(_("Productive time"), Kind.SECONDS),
        Column(_("Billed time"), Kind.SECONDS),
        Column(_("Charged"), Kind.EXACT),
    ),
    drawn=(0, 1),
    is_course=True,
    link=_of_interval,
    given=_NOBODY,
)
USAGE: Final = (BY_CAMPAIGN, BY_DAY, BY_INTERVAL)


def own_usage(report: Report, brand_id: int) -> Report:
    """A report of usage as one brand reads it: of itself alone, which needs no column.

    Its rows lead to the brand's own contacts; of a half-hour there is no such list.
    """
    own = replace(report, given={"brand_id": brand_id}, filters=("campaign",), link=None)
    if report is BY_DAY:
        return replace(own, link=_own_of_day)
    if report is BY_INTERVAL:
        return own
    campaign, _brand, *columns = report.columns
    return replace(
        own,
        statement=_BY_CAMPAIGN.replace("c.name, b.name,", "c.name,"),
        columns=(campaign, *columns),
        drawn=(0, 6),
        link=_own_of_campaign,
    )
