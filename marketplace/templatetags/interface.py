"""The parts that pages are made of, as tags, and how times read.

``/styleguide/`` shows every one of them.
"""

from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import (
    format_date,
    format_datetime,
    format_skeleton,
    format_time,
    format_timedelta,
)
from babel.numbers import format_decimal
from django import template
from django.db.models import Choices
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_bidi, gettext, to_locale
from lucide.templatetags.lucide import lucide

from marketplace.templatetags.figures import Number, duration_in_words

register = template.Library()

# What a status means for whoever reads it, whichever part of the house it comes from.
_TONES = {
    "success": "ACTIVE LIVE PAID COMPLETED EXECUTED HANDLED PASSED PUBLISHED ENABLED CLEARED"
    " BOOKED HOLDS SETTLED CONFIRMED SUCCEEDED DONE WON READY ARRIVED",
    "info": "OPEN ISSUED APPROVED EXECUTING SENDING RESERVED CLOSING APPLIED RELEASED"
    " ACCEPTED NOTED ON_ITS_WAY REQUESTED PROCESSING",
    "warning": "ANSWERED COMPUTED PAUSED PARTLY_PAID UNKNOWN ABANDONED UNATTRIBUTED ON_HOLD"
    " COOLING SUSPENDED DECLINED OVERDUE NOT_ENABLED NO_ACCOUNT UNKNOWN_AGENT"
    " UNKNOWN_CAMPAIGN WARNED MADE WAITING TAX_FORM_MISSING SUBMITTED PROPOSED"
    " NEEDS_BRAND OPENED WITHHELD PARKED SENDING_BACK SLOW",
    "danger": "REJECTED RETURNED UNCOLLECTIBLE FAILED VIOLATED NEGATIVE REFUSED STOPPED LOST",
}
_TONE_OF = {status: tone for tone, statuses in _TONES.items() for status in statuses.split()}
_MESSAGE_TONES = {
    "debug": ("neutral", "info"),
    "info": ("info", "info"),
    "success": ("success", "circle-check"),
    "warning": ("warning", "triangle-alert"),
    "error": ("danger", "circle-alert"),
}


# ---------------------------------------------------------------- small parts
@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw a Lucide icon. It only decorates: the words beside it say what it means."""
    return _drawn(name)


@cache
def _drawn(name: str) -> SafeString:
    # The name is one of the library's and the drawing its own: nothing of a reader's is in it.
    drawing = lucide(template.Context(), name, size=20, **{"class": "icon", "aria-hidden": "true"})
    return mark_safe(drawing)  # noqa: S308


@register.simple_tag
def status_badge(status: Any, label: str = "", tone: str = "") -> SafeString:
    """Show a status as words in its tone: {% status_badge run.status run.get_status_display %}.

    A member of an enum brings its own label. A status that is not known is shown neutrally.
    """
    if isinstance(status, Choices):
        label = label or str(status.label)
        status = status.value
    return format_html(
        '<span class="badge-status tone-{}">{}</span>',
        tone or _TONE_OF.get(str(status), "neutral"),
        label or str(status).replace("_", " ").capitalize(),
    )


@register.inclusion_tag("_kpi.html")
def kpi(
    label: str, value: Any, icon: str = "", trend: str = "", sparkline: Any = (), **more: Any
) -> dict[str, Any]:
    """Show a key figure. ``more``: ``tone`` (1 to 6), ``trend_tone``, ``url``."""
    assert more.keys() <= {"tone", "trend_tone", "url"}, "kpi takes tone, trend_tone and url"
    if isinstance(value, int):
        value = format_decimal(value, locale=_locale())
    defaults = {"tone": "1", "trend_tone": "neutral", "url": ""}
    shown = {"label": label, "value": value, "icon": icon, "trend": trend, "sparkline": sparkline}
    return defaults | shown | more


@register.inclusion_tag("_empty.html")
def empty_state(title: str, text: str = "", icon: str = "inbox", **more: Any) -> dict[str, Any]:
    """Say what would be here. ``more``: ``url`` and ``action`` (what to do), ``tone``."""
    assert more.keys() <= {"url", "action", "tone"}, "empty_state takes url, action and tone"
    return {"title": title, "text": text, "icon": icon} | more


@register.inclusion_tag("_breadcrumbs.html")
def breadcrumbs(*steps: str) -> dict[str, Any]:
    """Show the way here: {% breadcrumbs "Payout runs" runs_url "Run 7" %}."""
    assert len(steps) % 2 == 1, "pairs of a label and a URL, and the label of this page"
    return {"steps": list(zip(steps[:-1:2], steps[1::2], strict=True)), "here": steps[-1]}


@register.inclusion_tag("_pager.html", takes_context=True)
def pager(context: template.Context, page: Any) -> dict[str, Any]:
    """Link to the newer and the older page of a list, keeping what it is filtered by."""
    query = context["request"].GET.copy()

    def link(cursor: str | None) -> str:
        if cursor is None:
            return ""
        query["cursor"] = cursor
        return f"?{query.urlencode()}"

    return {"newer": link(page.previous_cursor), "older": link(page.next_cursor)}


@register.inclusion_tag("_nav_item.html", takes_context=True)
def nav_item(  # noqa: PLR0913 - a tag's arguments are its words
    context: template.Context,
    name: str,
    label: str,
    icon: str,
    exact: bool = False,
    also: str = "",
    but: str = "",
    at_hand: bool = False,
) -> dict[str, Any]:
    """Link to a place of a portal, marked where the reader is in it.

    ``exact`` is for a portal's first page, under whose address all the others lie; ``also``
    names other addresses that belong to the place, and ``but`` those under its own that belong
    to another. On a phone the places that are ``at_hand`` stand in its bar, at most four, and
    the others under "More". A place that this site does not have is left out.
    """
    try:
        url = reverse(name)
    except NoReverseMatch:
        return {"url": ""}
    request: HttpRequest | None = context.get("request")
    path = request.path if request else ""
    current = "page" if path == url else ""
    is_of_another = path.startswith(tuple(but.split()))
    if not current and not exact and not is_of_another and path.startswith((url, *also.split())):
        current = "true"
    return {"url": url, "label": label, "icon": icon, "current": current, "at_hand": at_hand}


# ---------------------------------------------------------------- parts with something inside
@register.simple_block_tag
def page_header(content: str, title: str, subtitle: str = "", badge: str = "") -> SafeString:
    """Head a page; what stands inside are its actions."""
    # It comes rendered, so escaped where it must be; stripping alone would forget that.
    actions = mark_safe(content.strip())  # noqa: S308
    parts = {"title": title, "subtitle": subtitle, "badge": badge, "actions": actions}
    return render_to_string("_page_header.html", parts)


@register.simple_block_tag(takes_context=True)
def confirm(  # noqa: PLR0913 - a tag's arguments are its words
    context: template.Context,
    content: str,
    name: str,
    title: str,
    action: str,
    label: str,
    tone: str = "primary",
) -> SafeString:
    """Ask before a deed: a dialog with a form that posts to ``action``.

    What stands inside is shown and sent. A button with ``data-dialog="name"`` opens it.
    """
    parts: dict[str, Any] = {"name": name, "title": title, "action": action, "label": label}
    parts |= {"tone": tone, "content": content, "csrf_token": context.get("csrf_token", "")}
    return render_to_string("_confirm.html", parts)


# ---------------------------------------------------------------- filters
@register.filter
def duration(seconds: Number | None) -> str:
    """Say a length of time: 208 is 3 min 28 s; nothing is a dash."""
    if seconds is None:
        return "–"
    said = duration_in_words(seconds)
    # Figures and their units keep their order among words that run from right to left.
    return f"\u2066{said}\u2069" if get_language_bidi() else said


@register.filter
def in_zone(instant: datetime | None, zone: str) -> str:
    """Show an instant as a clock in ``zone`` shows it, and name the zone."""
    if instant is None:
        return "–"
    named = format_html(' <span class="zone">{}</span>', zone.replace("_", " "))
    return _time(instant, zone, "d MMM yyyy, HH:mm", named)


@register.filter
def clock_in(instant: datetime | None, zone: str) -> str:
    """Show an instant as ``in_zone`` does, where the page or the column names the zone."""
    return "–" if instant is None else _time(instant, zone, "d MMM yyyy, HH:mm")


@register.filter
def time_in(instant: datetime | None, zone: str) -> str:
    """Show only the time of day, to the second, where the page names the day and the zone."""
    if instant is None:
        return "–"
    local = instant.astimezone(ZoneInfo(zone))
    return _marked(instant, zone, format_time(local, "HH:mm:ss", locale=_locale()))


# What a day is asked to show: as English says it here, and by which parts elsewhere.
_DAYS = {
    "long": ("d MMMM y", "yMMMMd"),
    "long_day": ("d MMMM", "MMMMd"),
    "short": ("d MMM y", "yMMMd"),
    "short_day": ("d MMM", "MMMd"),
    "weekday": ("EEE d MMM y", "yMMMEd"),
    "weekday_day": ("EEE d MMM", "MMMEd"),
    "weekday_long": ("EEEE, d MMMM y", "yMMMMEEEEd"),
    "weekday_long_day": ("EEEE, d MMMM", "MMMMEEEEd"),
}


@register.filter
def day(on: date | None, form: str) -> str:
    """Show a day as the reader's language writes it: {{ period.from_on|day:"long" }}."""
    if on is None:
        return ""
    pattern, skeleton = _DAYS[form]
    locale = _locale()
    if locale == "en":
        return str(format_date(on, pattern, locale=locale))
    return str(format_skeleton(skeleton, on, locale=locale))


@register.filter
def ago(instant: datetime | None) -> str:
    """Say how long ago or how far ahead an instant is, with the instant itself as a hint."""
    if instant is None:
        return "–"
    said = format_timedelta(instant - timezone.now(), add_direction=True, locale=_locale())
    return _marked(instant, "UTC", said)


@register.filter
def initials(name: str) -> str:
    """Shorten a name to the letters of its first and last word."""
    words = [word for word in str(name).split() if word[0].isalnum()]
    return "".join(word[0] for word in words[:1] + words[1:][-1:]).upper() or "?"


@register.filter
def message_tone(level: str) -> tuple[str, str]:
    """Return the tone and the icon of a message's level."""
    return _MESSAGE_TONES.get(level, _MESSAGE_TONES["info"])


def _time(instant: datetime, zone: str, pattern: str, after: str = "") -> SafeString:
    local = instant.astimezone(ZoneInfo(zone))
    return _marked(instant, zone, format_datetime(local, pattern, locale=_locale()), after)


def _marked(instant: datetime, zone: str, said: str, after: str = "") -> SafeString:
    local = instant.astimezone(ZoneInfo(zone))
    return format_html(
        '<time datetime="{}" title="{}">{}{}</time>',
        instant.astimezone(UTC).isoformat(timespec="seconds"),
        gettext("%(time)s in %(zone)s")
        % {"time": local.strftime("%Y-%m-%d %H:%M:%S"), "zone": zone},
        said,
        after,
    )


def _locale() -> str:
    return to_locale(get_language() or "en")
