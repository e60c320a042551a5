"""Fifty browsers over real connections, pressing different buttons at the same moment."""

from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from onboarding.users.models import Confirmation
from payouts.runs.approval import deed_of
from payouts.runs.models import RunStatus
from tests.factories.onboarding import authenticator_app, code_at
from tests.payouts.runs.desk import at_once, status_of

pytestmark = pytest.mark.django_db(transaction=True)
EACH = 25
TOKEN = "t" * 32


def press(server, session, path, **form):
    """Press a button in a browser that is signed in; the status of the answer."""
    connection = HTTPConnection(urlsplit(server.url).netloc, timeout=60)
    cookies = {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: TOKEN}
    headers = {
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "Content-Type": "application/x-www-form-urlencoded",
        "X-CSRFToken": TOKEN,
    }
    connection.request("POST", path, urlencode(form), headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def test_fifty_browsers_that_approve_and_pay_at_once_do_each_once(finance_desk, live_server):
    authenticator_app(finance_desk.amy)
    run = finance_desk.run(RunStatus.COMPUTED, pays={"Ada": 900})
    sessions = []
    for _ in range(2 * EACH):
        browser = Client()
        browser.force_login(finance_desk.amy)
        sessions.append(browser.cookies[settings.SESSION_COOKIE_NAME].value)
    page = f"/finance/runs/{run.public_id}"
    click = {"content_hash": run.content_hash, "code": code_at(timezone.now())}
    answered = {"approval": [], "execution": []}

    def presses(numbered):
        number, session = numbered
        button = ("approval", "execution")[number % 2]
        form = click if button == "approval" else {}
        answered[button].append(press(live_server, session, f"{page}/{button}/", **form))

    # As many may wait at the door as there are browsers.
    live_server.thread.httpd.socket.listen(2 * EACH)
    said = at_once(presses, enumerate(sessions))
    press(live_server, sessions[0], f"{page}/execution/")

    # Who comes when it is being paid is shown the run; who comes before that is told why not.
    assert said == ["NoneType"] * 2 * EACH
    assert set(answered["approval"]) <= {200, 302}
    assert set(answered["execution"]) == {302}
    assert Confirmation.objects.filter(subject=deed_of(run)).count() == 1
    assert run.events.filter(status=RunStatus.APPROVED).count() == 1
    assert run.events.filter(status=RunStatus.EXECUTING).count() == 1
    assert status_of(run) == RunStatus.EXECUTING
