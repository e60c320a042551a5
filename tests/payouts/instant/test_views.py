"""The pages: what it costs is seen before it is asked for, and a page counts once."""

from uuid import uuid4

import pytest
from django.utils import timezone

from onboarding.users.models import Grant
from onboarding.users.services import choose_preferences
from payouts.instant.models import InstantPayout, InstantTariff
from tests.factories import onboarding
from tests.payouts.instant.desk import stands

ASK = "/agent/payouts/instant/"


@pytest.fixture
def ada(client, instant_desk):
    client.force_login(instant_desk.ada.user)
    return client


def confirmed(**changes):
    fields = {"currency": "USD", "asked_minor": 10_000, "fee_minor": 150, "key": uuid4()}
    return fields | changes


def test_fee_and_net_are_shown_before_anything_is_asked_for(ada):
    page = ada.get(ASK, {"currency": "USD", "amount": "100"}).content.decode()

    assert "$1.50" in page
    assert "Send me $98.50 now" in page
    assert not InstantPayout.objects.exists()


def test_two_clicks_on_one_page_are_one_payout(ada):
    page = confirmed()

    first, second = ada.post(ASK, page), ada.post(ASK, page)

    (made,) = InstantPayout.objects.all()
    assert first.url == second.url == f"/agent/payouts/{made.payout.public_id}/"
    assert stands()["in transit"] == 9_850


@pytest.mark.parametrize(
    "sent",
    [
        {"fee_minor": 0},
        {"asked_minor": 10**30},
        {"asked_minor": "all"},
        {"currency": "usd"},
        {"currency": "XXX"},
        {"key": "1"},
        {"asked_minor": 999_999},
    ],
)
def test_what_was_not_shown_is_not_paid(ada, sent):
    answer = ada.post(ASK, confirmed(**sent))

    assert (answer.status_code, answer.url) == (302, ASK)
    assert stands() == {"payable": 20_000, "in transit": 0, "fees": 0}


@pytest.mark.parametrize("amount", ["500", "0.01", "1e40", "nan", "x", ""])
def test_what_cannot_be_had_is_said_and_cannot_be_confirmed(ada, amount):
    answer = ada.get(ASK, {"currency": "USD", "amount": amount})

    assert answer.status_code == 200
    assert "You confirm" not in answer.content.decode()


def test_a_tariff_is_published_by_who_may_set_terms(client, instant_desk):
    client.force_login(onboarding.staff("Flo", Grant.VIEW_FINANCE, Grant.SET_TERMS))
    new = {"currency": "EUR", "percent": "2", "minimum": "0.75", "day_limit": "500"}

    answer = client.post("/finance/instant-payouts/tariff/", new | {"is_offered": "on"})

    assert answer.status_code == 302
    made = InstantTariff.objects.get(currency="EUR")
    assert (made.minimum_minor, made.day_limit_minor, made.is_offered) == (75, 50_000, True)
    assert made.effective_from <= timezone.now()


@pytest.mark.parametrize("from_", ["9999-12-31T23:59", "0001-01-01T00:00"])
def test_an_instant_that_no_clock_can_show_is_refused_and_the_page_stays(
    client, instant_desk, from_
):
    flo = onboarding.staff("Flo", Grant.VIEW_FINANCE, Grant.SET_TERMS)
    choose_preferences(user=flo, language="en", timezone="America/New_York")
    client.force_login(flo)
    new = {"currency": "EUR", "percent": "2", "minimum": "0.75", "day_limit": "500"}

    answer = client.post("/finance/instant-payouts/tariff/", new | {"effective_from": from_})

    assert (answer.status_code, answer.context["form"].errors.get_json_data()) == (
        400,
        {"effective_from": [{"message": "That day is too far away.", "code": ""}]},
    )
    assert client.get("/finance/instant-payouts/tariff/").status_code == 200


def test_who_only_looks_on_publishes_nothing(client, instant_desk):
    client.force_login(onboarding.staff("Vic", Grant.VIEW_FINANCE))
    new = {"currency": "EUR", "percent": "2", "minimum": "0.75", "day_limit": "500"}

    assert client.post("/finance/instant-payouts/tariff/", new).status_code == 403
    assert not InstantTariff.objects.filter(currency="EUR").exists()


def test_the_agent_reads_where_the_money_is_and_nobody_else_does(client, instant_desk):
    instant = instant_desk.asks()
    instant_desk.works()
    url = f"/agent/payouts/{instant.payout.public_id}/"
    bea = instant_desk.agent("Bea", owed=100)

    client.force_login(bea.user)
    assert client.get(url).status_code == 404
    client.force_login(instant_desk.ada.user)
    assert "usually arrives within half an hour" in client.get(url).content.decode()
