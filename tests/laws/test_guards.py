"""Who may open what: every address of the site, tried by everybody who should not."""

import re
from urllib.parse import quote
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onboarding.users.models import User
from tests.laws.routes import (
    DEEDS,
    FILES,
    FORMS,
    PORTALS,
    PUBLIC,
    Route,
    address,
    arguments_in,
    every_route,
    portal_routes,
)
from tests.laws.town import Side, Town

STRANGE = {
    "UUID": [str(UUID(int=0)), "nonsense", "../../etc/passwd", "%00"],
    "Slug": ["nonsense", "-", "csv", "x" * 300],
    "Int": ["0", "-1", "1.5", "x", str(2**31), str(2**63), "9" * 40],
    "String": ["nonsense", "0000-00-00", "0001-01-01", "9999-12-31", "%00", "☃", "x" * 300],
}
CURSORS = ["x", "o~x~1", "o~1~-1", "q~1~1", "o~2026-08-07~1", "o~1~" + "9" * 30, "\x00"]
# Every name that a page reads from its address, and one that none does.
QUESTIONS = [
    "agent",
    "agent_id",
    "as",
    "back",
    "brand",
    "campaign",
    "campaign_id",
    "cleared",
    "country",
    "currency",
    "cursor",
    "day",
    "external_id",
    "form",
    "from_on",
    "hold",
    "issued_from",
    "issued_to",
    "kind",
    "max_seconds",
    "min_seconds",
    "month",
    "number",
    "outcome",
    "page",
    "q",
    "rail",
    "reason",
    "slot",
    "state",
    "status",
    "to_on",
    "unattributed",
    "vat_number",
    "waits_after",
    "week",
    "nobody reads this",
]
NONSENSE = st.one_of(
    st.sampled_from(
        ["0", "-1", "1e999", "9" * 30, str(2**63), "NaN", "٣", "²", "'; --", "%", "\\", "\x00"]
    ),
    st.sampled_from(["0000-00", "0001-01", "9999-12", "2026-13-45", "0001-01-01", "9999-12-31"]),
    st.sampled_from(CURSORS),
    st.builds("o~{}~{}".format, st.integers(), st.integers()),
    st.datetimes().map(lambda at: f"n~{at.isoformat()}+00:00~1"),
    st.text(max_size=40),
)


def readers(town: Town) -> dict[str, User]:
    """Who each portal is for."""
    return {"brand": town.acme.owner, "agent": town.acme.agent.user, "finance": town.finance}


def open_or_do(client: Client, town: Town, side: Side, route: Route) -> int:
    """What the site answers to whoever opens a page or does a deed."""
    url = address(town, side, route)
    return (client.post(url) if route.is_deed else client.get(url)).status_code


def table_of(answer) -> str:
    """What the rows of a page say; their links may repeat what was asked."""
    bodies = re.findall(r"<tbody>.*?</tbody>", answer.content.decode(), flags=re.DOTALL)
    return re.sub(r"<[^>]*>", " ", "".join(bodies))


def test_the_lists_of_routes_name_none_that_is_gone():
    names = {route.name for route in every_route()} | {"styleguide"}

    assert sorted((PUBLIC | DEEDS | FORMS | FILES) - names) == []


def test_a_stranger_signs_in_before_anything_that_is_not_public(client):
    samples = {
        "UUID": UUID(int=1),
        "Int": 1,
        "String": "x",
        "Slug": "x",
        "Path": "1",
        "Regex": "onboarding",
    }
    let_in = []

    for route in every_route():
        if route.name in PUBLIC or route.name.startswith("styleguide:"):
            continue
        url = reverse(route.name, kwargs={name: samples[kind] for name, kind in route.arguments})
        for answer in (client.get(url), client.post(url)):
            location = answer.headers.get("Location", "")
            if not location.startswith(("/accounts/login/", "/admin/login/")):
                let_in.append((route.name, answer.status_code))

    assert let_in == []


@pytest.mark.parametrize("portal", PORTALS)
def test_a_portal_opens_to_its_own_people_and_to_nobody_else(portal, town, signed_in):
    others = [person for name, person in readers(town).items() if name != portal]
    routes = portal_routes(portal)

    own = signed_in(readers(town)[portal])
    shown = {
        route.name: open_or_do(own, town, town.acme, route) for route in routes if not route.is_deed
    }
    refused = {
        (route.name, open_or_do(signed_in(person), town, town.acme, route))
        for person in [*others, town.nobody]
        for route in routes
    }

    assert {name: status for name, status in shown.items() if status != 200} == {}
    assert sorted(refused) == sorted((route.name, 403) for route in routes)


@pytest.mark.parametrize("portal", ["brand", "agent"])
def test_what_is_anothers_is_not_there(portal, town, signed_in):
    rival = {"brand": town.globex.owner, "agent": town.globex.agent.user}[portal]
    theirs = [
        route
        for route in portal_routes(portal)
        if arguments_in(town, town.acme, route.name) != arguments_in(town, town.globex, route.name)
    ]

    answers = {route.name: open_or_do(signed_in(rival), town, town.acme, route) for route in theirs}

    assert len(answers) == {"brand": 32, "agent": 15}[portal]
    assert {name: status for name, status in answers.items() if status != 404} == {}


def test_anothers_rows_are_on_no_list(town, signed_in):
    lists = [route for route in portal_routes("brand", "agent") if not route.arguments]

    for route in lists:
        answer = signed_in(readers(town)[route.portal]).get(reverse(route.name))
        body = b"".join(answer) if answer.streaming else answer.content
        assert [name for name in (b"Globex", b"Bea") if name in body] == [], route.name


def test_deeds_answer_to_post_alone_and_pages_to_get(town, signed_in):
    clients = {portal: signed_in(person) for portal, person in readers(town).items()}
    refusing_get, refusing_post = set(), set()

    for route in portal_routes():
        url = address(town, town.acme, route)
        if clients[route.portal].get(url).status_code == 405:
            refusing_get.add(route.name)
        elif clients[route.portal].post(url).status_code == 405:
            refusing_post.add(route.name)

    assert refusing_get == DEEDS
    assert refusing_post == {route.name for route in portal_routes()} - DEEDS - FORMS


def test_a_deed_needs_the_token_of_its_form(town):
    client = Client(enforce_csrf_checks=True)

    for route in portal_routes():
        if route.is_deed or route.name in FORMS:
            client.force_login(readers(town)[route.portal])
            assert client.post(address(town, town.acme, route)).status_code == 403, route.name


def test_what_is_no_identifier_is_not_found(town, signed_in):
    clients = {portal: signed_in(person) for portal, person in readers(town).items()}
    answers = {}

    for route in portal_routes():
        good = [str(one) for one in arguments_in(town, town.acme, route.name)]
        for place, (name, kind) in enumerate(route.arguments):
            url = reverse(route.name, args=arguments_in(town, town.acme, route.name))
            for strange in STRANGE[kind]:
                tried = "/".join(url.rsplit(good[place], 1)).replace("//", f"/{strange}/", 1)
                if tried == url:
                    tried = strange.join(url.rsplit(good[place], 1))
                do = clients[route.portal].post if route.is_deed else clients[route.portal].get
                answers[(route.name, name, strange)] = do(tried).status_code

    # A panel waits for a proof after the last one, whatever number that has.
    waiting = {200, 204, 404}
    assert {
        asked: status
        for asked, status in answers.items()
        if status not in (waiting if asked[0] == "finance:proof_progress" else {404})
    } == {}


def test_a_cursor_that_cannot_be_read_is_the_first_page(town, signed_in):
    clients = {portal: signed_in(person) for portal, person in readers(town).items()}
    pages = [route for route in portal_routes() if not route.is_deed and route.name not in FILES]

    for route in pages:
        url, client = address(town, town.acme, route), clients[route.portal]
        first = table_of(client.get(url))
        and_ = "&" if "?" in url else "?"
        told = {
            cursor: table_of(client.get(f"{url}{and_}cursor={quote(cursor)}")) for cursor in CURSORS
        }
        assert {cursor for cursor, rows in told.items() if rows != first} == set(), route.name


def test_no_question_breaks_a_page(town, signed_in):
    clients = {portal: signed_in(person) for portal, person in readers(town).items()}
    pages = [
        (clients[route.portal], address(town, town.acme, route))
        for route in portal_routes()
        if not route.is_deed
    ]

    @settings(
        max_examples=300, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    @given(
        page=st.sampled_from(pages),
        asked=st.dictionaries(st.sampled_from(QUESTIONS), NONSENSE, min_size=1, max_size=4),
    )
    def ask(page, asked):
        client, url = page
        answer = client.get(url, asked)
        if answer.streaming:
            b"".join(answer)
        assert answer.status_code in {200, 204, 400, 404}

    ask()
