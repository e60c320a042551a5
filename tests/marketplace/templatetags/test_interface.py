import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import include, path

from marketplace.templatetags import interface
from onboarding.agents.models import AgentStatus
from onboarding.portals.selectors import Portal
from payouts.runs.models import PayoutStatus, RunStatus

NOON = datetime(1999, 1, 31, 12, tzinfo=UTC)
HOSTILE = "<b>Ada</b> & 'co'"


def rendered(text, **context):
    return Template("{% load interface %}" + text).render(Context(context))


def test_a_member_of_an_enum_brings_its_own_label():
    assert rendered("{% status_badge status %}", status=RunStatus.COMPUTED) == (
        '<span class="badge-status tone-warning">Waiting for approval</span>'
    )


def test_a_stored_status_is_shown_with_the_label_it_is_given():
    html = rendered('{% status_badge "PAID" "Bezahlt" %}')

    assert html == '<span class="badge-status tone-success">Bezahlt</span>'


def test_a_status_that_nobody_knows_is_shown_neutrally_and_as_text():
    html = rendered("{% status_badge status %}", status=HOSTILE)

    assert 'class="badge-status tone-neutral"' in html
    assert "<b>" not in html


def test_what_has_failed_never_looks_like_what_has_succeeded():
    def tone(status):
        return re.search(r"tone-(\w+)", interface.status_badge(status)).group(1)

    assert {status: tone(status) for status in PayoutStatus} == {
        PayoutStatus.PLANNED: "neutral",
        PayoutStatus.RESERVED: "info",
        PayoutStatus.SENDING: "info",
        PayoutStatus.UNKNOWN: "warning",
        PayoutStatus.PAID: "success",
        PayoutStatus.RETURNED: "danger",
        PayoutStatus.REJECTED: "danger",
        PayoutStatus.CANCELLED: "neutral",
    }
    assert tone(AgentStatus.SUSPENDED) == "warning"


def test_an_icon_is_silent_and_drawn_with_the_sites_own_strokes():
    html = rendered('{% icon "wallet" %}')

    assert html.startswith("<svg")
    assert 'aria-hidden="true"' in html
    assert 'class="icon"' in html


def pager(query, **page):
    request = RequestFactory().get(f"/contacts/?{query}")
    return rendered("{% pager page %}", request=request, page=SimpleNamespace(rows=[], **page))


def test_the_neighbouring_pages_keep_what_the_list_is_filtered_by():
    html = pager("status=PAID&cursor=n~1~1", next_cursor="o~9~9", previous_cursor=None)

    assert re.findall(r'href="([^"]+)"', html) == ["?status=PAID&amp;cursor=o~9~9"]
    assert "These are the newest." in html


def test_both_links_stand_in_the_middle_of_a_list():
    html = pager("", next_cursor="o~1~1", previous_cursor="n~2~2")

    assert re.findall(r'rel="(\w+)" href="([^"]+)"', html) == [
        ("prev", "?cursor=n~2~2"),
        ("next", "?cursor=o~1~1"),
    ]


def test_a_list_of_one_page_needs_no_pager():
    assert pager("", next_cursor=None, previous_cursor=None).strip() == ""


urlpatterns = [
    path(
        "portal/",
        include(([path("", str, name="overview"), path("runs/", str, name="runs")], "portal")),
    )
]


def nav(name, path, exact=False, but=""):
    html = rendered(
        "{% nav_item name 'Here' 'wallet' exact=exact but=but %}",
        request=RequestFactory().get(path),
        name=name,
        exact=exact,
        but=but,
    )
    return re.findall(r'href="([^"]+)"', html), re.findall(r'aria-current="(\w+)"', html)


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("name", "path", "exact", "marked"),
    [
        ("portal:runs", "/portal/runs/", False, ["page"]),
        ("portal:runs", "/portal/runs/7/", False, ["true"]),
        ("portal:runs", "/portal/", False, []),
        ("portal:overview", "/portal/", True, ["page"]),
        ("portal:overview", "/portal/runs/", True, []),
    ],
)
def test_the_navigation_marks_where_the_reader_is(name, path, exact, marked):
    assert nav(name, path, exact)[1] == marked


@pytest.mark.urls(__name__)
def test_an_address_that_belongs_to_another_place_marks_only_that():
    assert nav("portal:runs", "/portal/runs/7/", but="/portal/runs/7/")[1] == []
    assert nav("portal:runs", "/portal/runs/8/", but="/portal/runs/7/")[1] == ["true"]


@pytest.mark.urls(__name__)
def test_a_place_that_the_site_does_not_have_is_left_out():
    assert nav("portal:nowhere", "/portal/") == ([], [])


def test_what_stands_in_a_page_header_are_its_actions():
    html = rendered(
        '{% page_header title=title subtitle="In UTC" %}\n'
        ' <a href="/csv">CSV</a> {% endpage_header %}',
        title=HOSTILE,
    )

    assert '<div class="actions"><a href="/csv">CSV</a></div>' in html
    assert "<b>" not in html


def test_a_header_without_actions_has_no_empty_box():
    assert 'class="actions"' not in rendered('{% page_header title="Runs" %} {% endpage_header %}')


def test_a_question_before_a_deed_is_a_form_with_a_token():
    html = rendered(
        '{% confirm name="approve" title="Approve?" action="/approval/" label="Approve" %}'
        '<input type="hidden" name="content_hash" value="abc">{% endconfirm %}',
        csrf_token="a-token",
    )

    assert '<dialog class="dialog" id="approve" aria-labelledby="approve-title">' in html
    assert '<form method="post" action="/approval/">' in html
    assert 'name="csrfmiddlewaretoken" value="a-token"' in html
    assert '<input type="hidden" name="content_hash" value="abc">' in html


def test_the_way_here_ends_at_this_page():
    html = rendered('{% breadcrumbs "Runs" "/runs/" "Run 7" %}')

    assert re.findall(r'href="([^"]+)">([^<]+)', html) == [("/runs/", "Runs")]
    assert '<li aria-current="page">Run 7</li>' in html


def test_a_key_figure_is_text_whatever_it_says():
    html = rendered("{% kpi label value trend=label %}", label=HOSTILE, value=HOSTILE)

    assert "<b>" not in html
    assert html.count("&lt;b&gt;Ada&lt;/b&gt;") == 3


def test_a_key_figure_refuses_words_it_does_not_know():
    with pytest.raises(AssertionError):
        rendered('{% kpi "Pay" "1" colour="red" %}')


def test_an_empty_state_says_what_to_do():
    html = rendered('{% empty_state "No runs yet" "Prepare one." url="/new/" action="Prepare" %}')

    assert '<a class="btn btn-secondary" href="/new/">Prepare</a>' in html
    assert "<h2>No runs yet</h2>" in html


ADA = SimpleNamespace(is_authenticated=True, name="Ada Okafor", email="ada@example.com")
FINANCE = Portal("finance", "Finance", "Tallyline finance", "/finance/")
ACME = Portal("brand", "Acme & Co", "Owner", "/brand/", "b-1")


@pytest.mark.urls("onboarding.portals.urls")
def test_the_readers_menu_names_them_and_switches_between_portals():
    html = render_to_string(
        "_account.html", {"user": ADA, "portals": [FINANCE, ACME], "acting_as": ACME}
    )

    assert 'aria-label="Your menu: Ada Okafor"' in html
    assert '<span class="account-role">Owner · Acme &amp; Co</span>' in html
    assert re.findall(r'name="portal" value="([^"]+)"( aria-current="true")?', html) == [
        ("finance:", ""),
        ("brand:b-1", ' aria-current="true"'),
    ]
    assert '<form method="post" action="/switch/">' in html


@pytest.mark.urls("allauth.account.urls")
def test_signing_out_is_a_deed_and_no_link():
    html = render_to_string("_account.html", {"user": ADA, "portals": [FINANCE]})

    assert '<form method="post" action="/logout/">' in html
    assert 'href="/logout/"' not in html
    assert "data-theme-choice" in html


@pytest.mark.parametrize(
    ("level", "tone", "role"),
    [(constants.SUCCESS, "success", "status"), (constants.ERROR, "danger", "alert")],
)
def test_a_message_is_told_as_urgently_as_it_is(level, tone, role):
    html = render_to_string("_messages.html", {"messages": [Message(level, HOSTILE)]})

    assert f'<div class="note tone-{tone}" role="{role}">' in html
    assert "<b>" not in html


@pytest.mark.parametrize(
    ("instant", "zone", "shown"),
    [
        (NOON, "Asia/Jerusalem", "31 Jan 1999, 14:00"),
        (NOON, "America/Bogota", "31 Jan 1999, 07:00"),
        # A month's end there, and on both sides of the night on which clocks go forward.
        (datetime(1999, 1, 31, 22, 30, tzinfo=UTC), "Asia/Jerusalem", "1 Feb 1999, 00:30"),
        (datetime(1999, 4, 4, 6, 59, tzinfo=UTC), "America/New_York", "4 Apr 1999, 01:59"),
        (datetime(1999, 4, 4, 7, 0, tzinfo=UTC), "America/New_York", "4 Apr 1999, 03:00"),
    ],
)
def test_an_instant_is_shown_as_the_clock_there_shows_it(instant, zone, shown):
    html = interface.in_zone(instant, zone)

    assert f'>{shown} <span class="zone">{zone.replace("_", " ")}</span></time>' in html
    assert f'datetime="{instant.isoformat()}"' in html
    assert f">{shown}</time>" in interface.clock_in(instant, zone)


def test_the_time_of_day_is_shown_to_the_second():
    assert ">14:00:00</time>" in interface.time_in(NOON, "Asia/Jerusalem")


@time_machine.travel(NOON, tick=False)
def test_how_long_ago_it_was_is_said_with_the_instant_as_a_hint():
    html = interface.ago(NOON - timedelta(minutes=5))

    assert ">5 minutes ago</time>" in html
    assert 'title="1999-01-31 11:55:00 in UTC"' in html
    assert ">in 2 days</time>" in interface.ago(NOON + timedelta(days=2))


@pytest.mark.parametrize("shown", [interface.ago(None), interface.in_zone(None, "UTC")])
def test_what_has_not_happened_is_a_dash(shown):
    assert shown == "–"


def test_no_length_is_a_dash_and_no_seconds_are_none():
    assert rendered("{{ none|duration }} {{ 0|duration }}", none=None) == "– 0 s"


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Ada Okafor", "AO"), ("Bo", "B"), ("Мария де Соколова", "МС"), ("", "?"), ("<b> x", "X")],
)
def test_initials_are_those_of_the_first_and_the_last_name(name, letters):
    assert interface.initials(name) == letters
