"""The pages of disputes: what is typed stays, what is another's is not there, twice is once."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from payouts.disputes.choices import DisputeStatus, Ground
from payouts.disputes.claiming import Missing, claim_missing
from payouts.disputes.models import Dispute, DisputeBatch, Evidence, Verdict
from payouts.disputes.opening import Said
from tests.factories.onboarding import agent, brand, member
from tests.payouts.disputes.court import DAY, HEARD, OPENED, STATED

WORDS = "The recording ends after a minute, and the rest of it is music."


def client_of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def clients(billed):
    with time_machine.travel(OPENED, tick=False):
        yield {name: client_of(getattr(billed, name)) for name in ("olga", "dan")} | {
            "ada": client_of(billed.ada.user)
        }


def page_of(portal: str, dispute: Dispute, name: str = "dispute") -> str:
    return reverse(f"{portal}:{name}", args=[dispute.public_id])


def test_a_charge_is_contested_once_however_often_the_button_is_pressed(billed, clients):
    url = reverse("brand:contest", args=[billed.interaction()])
    said = {"ground": "TOO_LONG", "claimed_seconds": "60", "words": WORDS}

    first = clients["olga"].post(url, said)
    second = clients["olga"].post(url, said)

    dispute = Dispute.objects.get()
    assert first.headers["Location"] == page_of("brand", dispute)
    assert second.context["before"] == dispute
    assert second.context["form"].non_field_errors() == [
        "This charge is contested already, or has been before."
    ]


def test_what_was_contested_is_shown_in_place_of_its_form(billed, clients):
    dispute = billed.contested_charge()

    page = clients["olga"].get(reverse("brand:contest", args=[dispute.interaction_id]))

    assert (page.context["before"], page.context["may_contest"]) == (dispute, False)
    assert page_of("brand", dispute) in page.text


def test_a_file_that_may_not_be_shown_leaves_the_words_in_the_form(billed, clients):
    dispute = billed.contested_charge()
    page = clients["ada"].post(
        page_of("agent", dispute, "answer_dispute"),
        {"words": WORDS, "file": SimpleUploadedFile("run.html", b"<html>")},
    )

    assert WORDS in page.text
    assert [*page.context["form"].errors] == ["file"]
    dispute.refresh_from_db()
    assert dispute.status == DisputeStatus.OPEN
    assert Evidence.objects.filter(side="AGENT").count() == 0


def test_a_name_in_another_script_is_kept_and_never_becomes_a_header(billed, clients):
    dispute = billed.contested_charge()
    name = "\u202eתיעוד שיחה\u202c.ogg"
    clients["ada"].post(
        page_of("agent", dispute, "answer_dispute"),
        {"words": "Listen.", "file": SimpleUploadedFile(name, b"OggS and more")},
    )

    shown = Evidence.objects.get(side="AGENT")
    url = reverse("brand:evidence_file", args=[dispute.public_id, shown.pk])
    answer = clients["olga"].get(url)
    assert shown.file_name == "תיעוד שיחה.ogg"
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="evidence-{shown.pk}.ogg"'
    )
    assert "<bdi>תיעוד שיחה.ogg</bdi>" in clients["olga"].get(page_of("brand", dispute)).text


def test_an_answer_is_given_once_however_often_the_button_is_pressed(billed, clients):
    dispute = billed.contested_charge()
    url = page_of("agent", dispute, "answer_dispute")

    for _ in range(2):
        assert clients["ada"].post(url, {"words": "It was."}).status_code == 302

    assert Evidence.objects.filter(side="AGENT").count() == 1


@pytest.mark.parametrize("name", ["dispute", "answer_dispute", "withdraw_dispute"])
def test_another_brand_or_agent_finds_no_such_dispute(billed, clients, name):
    dispute = billed.contested_charge()
    gus, bea = member(brand("Globex"), "Gus"), agent("Bea", login=True).user

    answers = [
        getattr(client_of(person), "get" if name == "dispute" else "post")(
            page_of(portal, dispute, name), {"words": "Mine."}
        ).status_code
        for portal, person in (("brand", gus), ("agent", bea))
    ]

    assert answers == [404, 404]
    dispute.refresh_from_db()
    assert dispute.status == DisputeStatus.OPEN


def test_many_are_contested_by_a_filter_once_for_each_form(billed, clients):
    url = reverse("brand:contest_many")
    sent = {"key": str(uuid4()), "ground": "OTHER", "words": WORDS, "min_seconds": "600"}

    for _ in range(2):
        assert clients["olga"].post(url, sent).status_code == 302

    assert DisputeBatch.objects.get().dispute_count == 1


def test_a_decision_that_is_refused_stays_typed(billed, clients):
    dispute = billed.contested_charge(claimed=60)
    asked = {"charge": "SECONDS", "pay": "KEEP", "reason": "RECORD_WRONG", "words": WORDS}

    with time_machine.travel(HEARD, tick=False):
        dan = client_of(billed.dan)
        page = dan.post(page_of("finance", dispute, "decide_dispute"), asked)
        worse = dan.post(
            page_of("finance", dispute, "decide_dispute"), asked | {"charge_seconds": "900"}
        )

    assert WORDS in page.text
    assert page.context["form"].errors == {"charge_seconds": ["Say how much."]}
    assert worse.context["form"].non_field_errors() == [
        "A dispute may not leave whoever opened it worse off than before."
    ]
    assert Verdict.objects.count() == 0


def test_a_claim_without_a_contact_is_declined_with_a_reason(stated):
    missing = Missing(stated.phones, STATED - 3 * DAY)
    claim = claim_missing(agent=stated.ada, missing=missing, said=Said("I was there."), at=STATED)

    with time_machine.travel(STATED + 10 * DAY, tick=False):
        dan = client_of(stated.dan)
        page = dan.get(page_of("finance", claim))
        dan.post(
            page_of("finance", claim, "decide_dispute"),
            {"reason": "EVIDENCE_WANTING", "words": "No source reported a contact."},
        )

    assert [*page.context["form"].fields] == ["reason", "words"]
    verdict = Verdict.objects.get()
    assert (verdict.dispute, verdict.favours, verdict.reason) == (
        claim,
        "OTHER",
        "EVIDENCE_WANTING",
    )


@pytest.mark.parametrize(("days", "overdue"), [(8, 0), (9, 1)])
def test_the_desk_says_what_has_waited_for_more_than_five_business_days(billed, days, overdue):
    dispute = billed.contested_charge()
    with time_machine.travel(OPENED, tick=False):
        client_of(billed.ada.user).post(
            page_of("agent", dispute, "answer_dispute"), {"words": "It was."}
        )

    # Answered on a Thursday; Monday is Labor Day.
    with time_machine.travel(OPENED.replace(hour=0) + timedelta(days=days, hours=23), tick=False):
        page = client_of(billed.dan).get(reverse("finance:disputes"))

    assert page.context["counts"]["overdue"] == overdue
    assert [one for one, _ in page.context["rows"]] == [dispute]
    main = page.text.partition('<main id="main"')[2]
    assert ("Overdue</span>" in main) == bool(overdue)


def test_a_clock_runs_by_the_country_of_whoever_is_waited_for(court):
    """Ada lives in Israel, where Friday and Saturday are the weekend."""
    court.ada.country = "IL"
    court.ada.save(update_fields=["country"])
    court.contact()
    court.billed()

    dispute = court.contested_charge(ground=Ground.NOT_SERVED)

    # Opened on Thursday, 3 September: Sunday, Monday and Tuesday are her business days.
    assert dispute.answer_due_at.isoformat() == "2026-09-09T00:00:00+00:00"
