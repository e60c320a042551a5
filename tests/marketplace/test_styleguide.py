"""Every part of the interface, as a browser shows it."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import include, path

pytestmark = pytest.mark.urls(__name__)
# In debug only, so that the site's own map, which is read once, may not have it.
urlpatterns = [path("styleguide/", include("marketplace.styleguide"))]
ADDRESS = "http://localhost"


def test_it_is_there_in_debug_only(client, settings):
    settings.DEBUG = False

    assert client.get("/styleguide/").status_code == 404


def test_it_shows_every_part(client, settings):
    settings.DEBUG = True

    page = client.get("/styleguide/").content.decode()

    for part in ("kpi", "chart", "donut", "meter", "table", "working", "empty", "dialog", "note"):
        assert re.search(rf'class="{part}[ "]', page), part
    assert "<script>alert" not in page


@pytest.mark.browser
@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_anybody_can_use_it_on_any_screen(client, settings, chromium, mode, width):
    settings.DEBUG = True
    complaints = []
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=mode, reduced_motion="reduce"
    )
    context.route("**/*", lambda route: _answer(route, client))
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))

    page.goto(f"{ADDRESS}/styleguide/")
    found = Axe().run(page).response["violations"]
    too_wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    context.close()

    assert [(violation["id"], violation["nodes"][0]["html"]) for violation in found] == []
    assert too_wide <= 0
    assert complaints == []


def _answer(route, client):
    """Let the page come from the test client: no server, and the real content policy."""
    response = client.get(route.request.url.removeprefix(ADDRESS))
    body = response.getvalue() if response.streaming else response.content
    route.fulfill(status=response.status_code, headers=dict(response.headers), body=body)
