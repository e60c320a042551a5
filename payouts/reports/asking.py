"""What a report is asked, and the address of the contacts behind one of its numbers."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: days ``[since, before)`` in one currency; texts that names contain."""

    since: date
    before: date
    currency: str
    brand: str = ""
    campaign: str = ""
    agent: str = ""


def behind(question: Question, **narrowed: Any) -> str:
    """The page of the contacts that a number of ``question`` comes from.

    ``narrowed`` to one row of a report: ``campaign_id``, ``agent_id``, ``slot``, ``cleared``.
    """
    said = {
        "from_on": question.since.isoformat(),
        "to_on": (question.before - timedelta(days=1)).isoformat(),
        "currency": question.currency,
        "brand": question.brand,
        "campaign": question.campaign,
        "agent": question.agent,
    } | narrowed
    kept = {name: value for name, value in said.items() if value}
    return f"{reverse('finance:contacts_behind')}?{urlencode(kept)}"
