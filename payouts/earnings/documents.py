"""A pay statement as a PDF in the agent's own language, from left to right or from right to left.

The layout stands in ``statement.typ``. Words come from the catalogues of texts, dates
and amounts are written as the language writes them.
"""

import json
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import typst
from babel.dates import format_skeleton
from babel.numbers import format_currency, format_decimal
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import to_locale

from onboarding.agents.models import Agent
from onboarding.calendars.periods import local_day
from payouts.earnings.statements import ExtraLine, Line, Statement
from payouts.money import Money

_LAYOUT = Path(__file__).parent / "statement.typ"
# Manrope writes Latin, Greek and Cyrillic; what it lacks, the others have.
_FONTS = ("font_manrope", "fontpkg_noto_sans_arabic")


def statement_pdf(statement: Statement, *, agent: Agent, language: str, at: datetime) -> bytes:
    """The statement of ``agent`` in ``language``; of an open period, as of ``at`` and so named."""
    with translation.override(language):
        content = _content(statement, agent, at)
    pdf = typst.compile(
        _LAYOUT,
        font_paths=_fonts(),
        format="pdf",
        sys_inputs={"content": json.dumps(content, ensure_ascii=False)},
        timestamp=int((statement.period.cutoff_at or at).timestamp()),
    )
    assert isinstance(pdf, bytes)
    return pdf


def _content(statement: Statement, agent: Agent, at: datetime) -> dict[str, Any]:
    period = statement.period
    zone = ZoneInfo(period.timezone)
    lines = [_line(line) for line in statement.lines]
    return {
        "lang": (translation.get_language() or "en").partition("-")[0],
        "is_rtl": translation.get_language_bidi(),
        "labels": _labels(statement.currency),
        "payer": settings.PLATFORM_LEGAL_NAME,
        "payer_address": settings.PLATFORM_ADDRESS,
        "agent": agent.name,
        "period": f"{_day(period.from_on)} – {_day(statement.last_day)}",
        "state": "" if statement.is_final else _("So far; contacts are still being added"),
        "facts": [
            [_("Days of"), period.timezone.replace("_", " ")],
            [_("Closed"), _day(local_day(period.cutoff_at, zone)) if period.cutoff_at else "–"],
            [_("Made"), _day(local_day(at, zone))],
        ],
        "lines": lines + [_extra_line(extra) for extra in statement.extras],
        "parts": [[total.label, _money(total.whole)] for total in statement.campaigns]
        + ([[_("Without a contact"), _money(statement.of_extras)]] if statement.extras else []),
        "total": _money(statement.total.whole),
        "notes": _notes(statement),
    }


def _labels(currency: str) -> dict[str, str]:
    return {
        "title": _("Pay statement"),
        "earned_by": _("Earned by"),
        "day": _("Day"),
        "what": _("Campaign or reason"),
        "contacts": _("Contacts"),
        "time": _("Productive time"),
        "exact": _("Exact"),
        "amount": _("Amount, %(currency)s") % {"currency": currency},
        "total": _("Total"),
        "page": _("Page"),
        "of": _("of"),
    }


def _line(line: Line) -> list[str]:
    return [
        _day(line.day),
        f"{line.campaign}, {line.brand}",
        str(format_decimal(line.contacts, locale=_locale())),
        _hours(line.productive_seconds),
        _exact(line.exact),
        _money(line.whole),
    ]


def _extra_line(extra: ExtraLine) -> list[str]:
    named = f"{extra.kind}: {extra.description}"
    named = f"{named}, {extra.campaign}" if extra.campaign else named
    whole = extra.whole
    return [_day(extra.day), named, "", "", _exact(whole.exact), _money(whole)]


def _notes(statement: Statement) -> list[str]:
    notes = [
        _(
            "Productive time is hours, minutes and seconds. Each campaign's total is rounded once"
            " and shared out over its lines, so that they add up to it."
        )
    ]
    if statement.has_adjustments:
        notes.append(_("Lines of days before the week adjust statements that were closed already."))
    if statement.withheld:
        notes.append(
            _("%(kept)s of it is contested and is paid or corrected once that is settled.")
            % {"kept": _money(statement.withheld)}
        )
    notes.append(_("Every contact behind a line has a receipt on your pages, second by second."))
    return notes


def _hours(seconds: int) -> str:
    """Hours, minutes and seconds.

    >>> _hours(3_725), _hours(-59)
    ('1:02:05', '−0:00:59')
    """
    minutes, rest = divmod(abs(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{'−' if seconds < 0 else ''}{hours}:{minutes:02d}:{rest:02d}"


def _money(amount: Money) -> str:
    # As many digits as the amount has, which are the books'; the library's table differs.
    return str(
        format_currency(amount.exact, amount.currency, locale=_locale(), decimal_quantization=False)
    )


def _exact(amount: Decimal) -> str:
    return str(format_decimal(amount, format="#,##0.000000", locale=_locale()))


def _day(day: date) -> str:
    return str(format_skeleton("yMMMd", day, locale=_locale()))


def _locale() -> str:
    return to_locale(translation.get_language() or "en")


@cache
def _fonts() -> typst.Fonts:
    folders = [str(Path(str(files(package))) / "files") for package in _FONTS]
    return typst.Fonts(include_system_fonts=False, font_paths=folders)
