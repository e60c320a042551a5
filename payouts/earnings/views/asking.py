"""What several of an agent's pages ask and show alike."""

from datetime import date
from typing import Any

from django.http import Http404
from django.utils.dateparse import parse_date

from payouts.earnings.next_payout import NextPayout
from payouts.earnings.wording import HINDRANCES


def expected(payout: NextPayout) -> dict[str, Any]:
    """The next payout, and in words what stands in its way."""
    return {
        "next": payout,
        "hindered_because": HINDRANCES[payout.hindrance] if payout.hindrance else "",
    }


def day_named(text: str) -> date:
    """The day that an address names.

    Raises:
        Http404: there is no such day.
    """
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    # The last day has no day after it, and the first none before.
    if day is None or not date.min < day < date.max:
        raise Http404("There is no such day.")
    return day
