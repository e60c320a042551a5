"""Who must do what until when in a dispute, and what silence means.

The rule (product rule of disputes): a brand may contest within five business days after an
invoice line appears, an agent within five business days after a statement line does; the other
side answers in three; silence favours the side that did the work and supplied evidence.

| state | who is waited for | until | what silence means |
|---|---|---|---|
| a line has appeared | whoever may contest it | 5 business days, in their own zone | the line stands |
| open, by a brand without evidence | the agent | 3 business days, in the agent's zone | the price stands: the record is the evidence of the work |
| open, by a brand with evidence | the agent | the same | a person decides: neither side has done the work *and* shown it |
| open, by an agent with evidence that the record bears out | the brand | 3 business days, in the brand's zone | granted as claimed; the platform bears it |
| open, by an agent otherwise | the brand | the same | a person decides: the work is the agent's, the proof is wanting |
| answered | a person | 5 business days, shown as overdue | nothing: only a person ends it |

A day is a business day by the weekend and the public holidays of the country of whoever's clock it
is; of the deciding desk, by the platform's. The day on which the clock starts does not count,
however late it is; a clock ends with the last instant of its day on the wall of the zone, changes of
the clock included.
"""  # noqa: E501

from collections.abc import Container
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from onboarding.calendars.business_days import business_days_after, on_or_before
from onboarding.calendars.periods import local_day, midnight

CONTEST_DAYS = 5
ANSWER_DAYS = 3
# Not a clock with a meaning: how long a person may take before the desk shows it in red.
DECISION_DAYS = 5

_INSTANT = timedelta(microseconds=1)
_DESK = ZoneInfo("UTC")
_DAY = timedelta(days=1)


class Side(StrEnum):
    """The two sides of every dispute. The agent's is the side that did the work."""

    BRAND = "BRAND"
    AGENT = "AGENT"

    @property
    def other(self) -> "Side":
        """Who is to answer."""
        return Side.AGENT if self is Side.BRAND else Side.BRAND


class Silence(StrEnum):
    """What it means when nobody has answered and the clock has ended."""

    STANDS = "STANDS"
    GRANTED = "GRANTED"
    TO_A_PERSON = "TO_A_PERSON"


def ends_after(at: datetime, *, days: int, zone: ZoneInfo, holidays: Container[date]) -> datetime:
    """The instant at which a clock of ``days`` business days ends that starts at ``at``.

    Exclusive: the first instant of the day after the last one, on the wall of ``zone``.

    >>> wednesday = datetime.fromisoformat("2026-11-18T23:59:00+00:00")
    >>> ends_after(wednesday, days=3, zone=ZoneInfo("UTC"), holidays=set()).isoformat()
    '2026-11-24T00:00:00+00:00'
    """
    last = business_days_after(local_day(at, zone), days, holidays)
    return midnight(last + _DAY, zone)


def reminder_of(ends_at: datetime, *, zone: ZoneInfo, holidays: Container[date]) -> datetime:
    """One business day before a clock ends: when the business day before its last one is over.

    >>> tuesday = datetime.fromisoformat("2026-11-24T00:00:00+00:00")
    >>> reminder_of(tuesday, zone=ZoneInfo("UTC"), holidays=set()).isoformat()
    '2026-11-21T00:00:00+00:00'
    """
    last = local_day(ends_at - _INSTANT, zone)
    return midnight(on_or_before(last - _DAY, holidays) + _DAY, zone)


def decision_due(since: datetime, *, holidays: Container[date]) -> datetime:
    """Until when a person should have decided what has waited for one since an instant."""
    return ends_after(since, days=DECISION_DAYS, zone=_DESK, holidays=holidays)


def overdue_before(at: datetime, *, holidays: Container[date]) -> datetime:
    """What has waited for a person since before this instant has waited too long at ``at``.

    >>> wednesday = datetime.fromisoformat("2026-11-25T12:00:00+00:00")
    >>> overdue_before(wednesday, holidays=set()).isoformat()
    '2026-11-18T00:00:00+00:00'
    """
    day = local_day(at, _DESK)
    while decision_due(midnight(day, _DESK), holidays=holidays) > at:
        day -= _DAY
    return midnight(day + _DAY, _DESK)


def meaning_of_silence(
    opener: Side, *, opener_has_evidence: bool, is_borne_out: bool = False
) -> Silence:
    """What follows if the other side of an open dispute never answers.

    ``is_borne_out``: the source's own record supports what an agent claims, so that granting it
    takes nobody's word. What is answered has no silence any more: a person decides.

    >>> str(meaning_of_silence(Side.BRAND, opener_has_evidence=False))
    'STANDS'
    """
    if opener is Side.BRAND:
        return Silence.TO_A_PERSON if opener_has_evidence else Silence.STANDS
    if opener_has_evidence and is_borne_out:
        return Silence.GRANTED
    return Silence.TO_A_PERSON
