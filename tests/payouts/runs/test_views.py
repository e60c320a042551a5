"""The pages of finance, as a browser asks for them."""

import csv
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from onboarding.users.models import Grant
from payouts.gateway.processor import processor
from payouts.payees.services import place_hold
from payouts.runs.models import Payout, PayoutRun, PayoutStatus, RunStatus
from payouts.runs.sending import send_payout
from payouts.runs.services import pause_run, start_run
from tests.factories import onboarding, payouts
from tests.payouts.runs.desk import reserved_payout, status_of
from tests.times import NOON


@pytest.fixture
def signed_in(client, finance_desk):
    def as_(person):
        client.force_login(person)
        return client

    return as_


def page_of(name, *args):
    return reverse(f"finance:{name}", args=args)


def said(response):
    return [str(message) for message in response.context["messages"]]


def all_pages(run):
    payout = run.payouts.get()
    return [
        page_of("runs"),
        page_of("run", run.public_id),
        page_of("run_skips", run.public_id),
        page_of("run_progress", run.public_id),
        page_of("run_csv", run.public_id),
        page_of("payout", payout.public_id),
    ]


@pytest.mark.parametrize("status", RunStatus)
def test_every_page_shows_a_run_in_every_status(signed_in, finance_desk, status):
    run = finance_desk.run(status, pays={"Ada": 900})
    client = signed_in(finance_desk.amy)

    assert {client.get(url).status_code for url in all_pages(run)} == {200}


def test_anonymous_readers_sign_in_first(client, finance_desk):
    run = finance_desk.run(RunStatus.COMPUTED, pays={"Ada": 900})

    answers = [client.get(url) for url in all_pages(run)]

    assert {answer.status_code for answer in answers} == {302}
    assert all(answer.url.startswith("/accounts/login/") for answer in answers)


def test_who_has_no_business_here_is_turned_away(signed_in, finance_desk):
    run = finance_desk.run(RunStatus.COMPUTED, pays={"Ada": 900})
    client = signed_in(finance_desk.eve)

    assert {client.get(url).status_code for url in all_pages(run)} == {403}


@pytest.mark.parametrize(
    ("person", "deed"),
    [
        ("vic", "approve_run"),
        ("pia", "approve_run"),
        ("pia", "execute_run"),
        ("pia", "resume_run"),
        ("vic", "pause_run"),
        ("vic", "cancel_run"),
    ],
)
def test_a_deed_needs_its_grant(signed_in, finance_desk, person, deed):
    run = finance_desk.run(RunStatus.COMPUTED, pays={"Ada": 900})
    client = signed_in(getattr(finance_desk, person))

    answer = client.post(page_of(deed, run.public_id), {"content_hash": run.content_hash})

    assert answer.status_code == 403
    assert status_of(run) == RunStatus.COMPUTED


@pytest.mark.parametrize("deed", ["execute_run", "pause_run", "cancel_run"])
def test_a_deed_is_a_post(signed_in, finance_desk, deed):
    run = finance_desk.run(RunStatus.COMPUTED, pays={"Ada": 900})

    answer = signed_in(finance_desk.amy).get(page_of(deed, run.public_id))

    assert answer.status_code == 405


def test_its_preparer_sees_why_they_cannot_approve(signed_in, finance_desk):
    run = finance_desk.run(RunStatus.COMPUTED, pays={"Ada": 900})
    pia = onboarding.staff("Pia", Grant.APPROVE_PAYOUTS)
    onboarding.authenticator_app(pia)
    click = {"content_hash": run.content_hash, "code": onboarding.code_at(timezone.now())}

    page = signed_in(pia).get(page_of("run", run.public_id))
    tried = signed_in(pia).post(page_of("approve_run", run.public_id), click)

    assert "Somebody else approves this run." in page.content.decode()
    assert "A run is approved by someone other than its preparer." in tried.content.decode()
    assert status_of(run) == RunStatus.COMPUTED


def test_a_run_is_started_paused_and_resumed_from_its_page(signed_in, finance_desk):
    run = finance_desk.run(RunStatus.APPROVED, pays={"Ada": 900})
    onboarding.authenticator_app(finance_desk.amy)
    client = signed_in(finance_desk.amy)

    def after(deed, **told):
        client.post(page_of(deed, run.public_id), told)
        return status_of(run)

    assert after("execute_run") == RunStatus.EXECUTING
    assert after("pause_run") == RunStatus.EXECUTING
    assert after("pause_run", reason="Wrong month") == RunStatus.PAUSED
    assert "Wrong month" in client.get(page_of("run", run.public_id)).content.decode()
    assert after("resume_run") == RunStatus.EXECUTING
    assert after("cancel_run", reason="Too late") == RunStatus.EXECUTING


def test_progress_is_asked_for_while_a_run_moves_and_no_longer(signed_in, finance_desk):
    run = finance_desk.run(RunStatus.EXECUTING, pays={"Ada": 900})
    client = signed_in(finance_desk.vic)

    moving = client.get(page_of("run_progress", run.public_id))
    PayoutRun.objects.filter(pk=run.pk).update(status=RunStatus.PAUSED)
    resting = client.get(page_of("run_progress", run.public_id))

    assert 'hx-trigger="every 2s"' in moving.content.decode()
    assert "HX-Refresh" not in moving.headers
    assert "hx-trigger" not in resting.content.decode()
    assert resting.headers["HX-Refresh"] == "true"


@pytest.mark.parametrize("run_count", [1, 3])
def test_the_list_costs_the_same_however_long(
    signed_in, finance_desk, django_assert_num_queries, run_count
):
    for _ in range(run_count):
        finance_desk.run(RunStatus.COMPLETED)
    client = signed_in(finance_desk.amy)

    with django_assert_num_queries(7):
        page = client.get(page_of("runs"))

    assert len(page.context["page"].rows) == run_count


@pytest.mark.parametrize("pays", [{"Ada": 900}, {"Ada": 900, "Bo": 800, "Cy": 700}])
def test_a_run_costs_the_same_however_many_payouts(
    signed_in, finance_desk, django_assert_num_queries, pays
):
    run = finance_desk.run(RunStatus.EXECUTING, pays=pays)
    client = signed_in(finance_desk.amy)

    with django_assert_num_queries(14):
        page = client.get(page_of("run", run.public_id))

    assert len(page.context["rows"]) == len(pays)


def test_payouts_are_filtered_and_nonsense_shows_all(signed_in, finance_desk):
    run = finance_desk.run(RunStatus.EXECUTING, pays={"Ada": 900, "Bo": 800})
    Payout.objects.filter(run=run, agent__name="Ada").update(status=PayoutStatus.CANCELLED)
    client = signed_in(finance_desk.vic)

    def shown(**asked):
        rows = client.get(page_of("run", run.public_id), asked).context["rows"]
        return [payout.agent.name for payout, _ in rows]

    assert shown(status="CANCELLED") == ["Ada"]
    assert shown(status="PAID") == []
    assert shown(status="<script>") == ["Bo", "Ada"]
    assert shown(cursor="nonsense") == ["Bo", "Ada"]


def test_the_export_has_a_line_for_each_payout(signed_in, finance_desk):
    run = finance_desk.run(RunStatus.EXECUTING, pays={"Ada": 900, "=Bo": 1})

    answer = signed_in(finance_desk.vic).get(page_of("run_csv", run.public_id))

    lines = list(csv.reader(answer.getvalue().decode().splitlines()))
    assert [(line[2], line[3], line[6]) for line in lines] == [
        ("agent", "amount", "status"),
        ("Ada", "9.00", "Planned"),
        ("'=Bo", "0.01", "Planned"),
    ]


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        ({"currency": "XXX", "cutoff_at": "2026-09-16T12:00"}, "Select a valid choice"),
        ({"currency": "USD", "cutoff_at": "soon"}, "Enter a valid date/time"),
        ({"currency": "USD", "cutoff_at": "1970-01-02T00:00"}, "No agent is owed anything"),
        ({"currency": "USD", "cutoff_at": "2199-01-01T00:00"}, "The cut-off lies in the future"),
        ({"currency": "USD", "cutoff_at": "0001-01-01T00:00"}, "That day is too far away"),
        ({"currency": "USD", "cutoff_at": "2999-01-01T00:00"}, "That day is too far away"),
        ({}, "This field is required"),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_computed_is_said_on_the_form(signed_in, finance_desk, told, refusal):
    finance_desk.owes("Ada", 900)

    page = signed_in(finance_desk.pia).post(page_of("compute_run"), told)

    assert refusal in page.content.decode()
    assert not PayoutRun.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_run_is_computed_from_the_form(signed_in, finance_desk):
    finance_desk.owes("Ada", 900)
    bo = finance_desk.owes("Bo", 800)
    place_hold(payee_id=payouts.payee(bo).pk, reason="A question", actor=None, at=NOON)
    cutoff_at = timezone.now() - timedelta(minutes=1)

    page = signed_in(finance_desk.pia).post(
        page_of("compute_run"),
        {"currency": "USD", "cutoff_at": f"{cutoff_at:%Y-%m-%dT%H:%M}"},
        follow=True,
    )

    assert [payout.agent.name for payout, _ in page.context["rows"]] == ["Ada"]
    assert [(reason.value, count) for reason, count, _ in page.context["skips"]] == [("ON_HOLD", 1)]


def test_the_page_says_whether_the_processor_covers_the_run(signed_in, finance_desk, stand_in):
    run = finance_desk.run(RunStatus.COMPUTED, pays={"Ada": 900})
    client = signed_in(finance_desk.amy)
    stand_in.has(899, "USD")

    too_little = client.get(page_of("run_funds", run.public_id)).content.decode()
    stand_in.has(900, "USD")
    enough = client.get(page_of("run_funds", run.public_id)).content.decode()

    assert "$0.01 is missing at the processor." in too_little
    assert "The processor&#x27;s balance covers it." in enough or "covers it" in enough


def test_a_processor_that_is_away_breaks_no_page(signed_in, finance_desk):
    run = finance_desk.run(RunStatus.COMPUTED, pays={"Ada": 900})

    answer = signed_in(finance_desk.amy).get(page_of("run_funds", run.public_id))

    assert answer.status_code == 200
    assert "does not answer now" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_run_tells_who_moved_it_when_and_why(signed_in, finance_desk):
    run = finance_desk.approved_run(pays={"Ada": 900})
    pause = {"actor": finance_desk.pia, "at": NOON + timedelta(hours=3), "reason": "Wrong month"}
    start_run(run_id=run.pk, actor=None, at=NOON + timedelta(hours=2))
    pause_run(run_id=run.pk, **pause)

    page = signed_in(finance_desk.vic).get(page_of("run", run.public_id))

    assert [
        (move.label, move.who, (move.at - NOON) / timedelta(hours=1), move.reason)
        for move in page.context["history"]
    ] == [
        ("Paused", "Pia", 3, "Wrong month"),
        ("Paying", "Tallyline", 2, ""),
        ("Approved", "Amy", 1, ""),
        ("Waiting for approval", "Pia", 1, ""),
        ("Draft", "Pia", 1, ""),
    ]


def test_a_payout_shows_every_attempt_and_may_be_taken_out(signed_in, finance_desk, stand_in):
    payout = reserved_payout(finance_desk, "Ada", 900)
    stand_in.has(0, "USD")
    send_payout(payout_id=payout.pk, gateway=processor(), at=NOON)
    client = signed_in(finance_desk.pia)

    before = client.get(page_of("payout", payout.public_id)).content.decode()
    client.post(page_of("cancel_payout", payout.public_id), {"reason": "Asked to wait"})
    after = client.get(page_of("payout", payout.public_id)).content.decode()

    assert f"payout_{payout.pk}_1" in before
    assert "Our balance at the processor did not cover it." in before
    assert "Take out of the run" in before
    assert "Take out of the run" not in after
    assert status_of(payout) == PayoutStatus.CANCELLED
