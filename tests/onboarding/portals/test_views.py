import pytest

from onboarding.users.models import Grant
from tests.factories.onboarding import agent, brand, member, staff, user

pytestmark = pytest.mark.django_db


def test_the_front_door_leads_to_the_first_portal(client):
    client.force_login(member(brand(), "Olga"))

    assert client.get("/").url == "/brand/"


def test_finance_comes_first(client):
    pia = staff("Pia", Grant.VIEW_FINANCE)
    member(brand(), "Pia")
    client.force_login(pia)

    assert client.get("/").url == "/finance/"


def test_a_login_without_a_portal_is_told_so(client):
    client.force_login(user("Eve"))

    assert client.get("/").status_code == 403


def test_a_stranger_signs_in_first(client):
    assert client.get("/").url.startswith("/accounts/login/")


def test_the_switcher_acts_for_another_brand(client):
    acme, zenith = brand("Acme"), brand("Zenith")
    olga = member(acme, "Olga")
    member(zenith, "Olga")
    client.force_login(olga)

    client.post("/switch/", {"portal": f"brand:{zenith.public_id}"})

    assert client.session["brand"] == str(zenith.public_id)


def test_nobody_switches_to_a_brand_that_is_not_theirs(client):
    client.force_login(member(brand("Acme"), "Olga"))
    other = brand("Zenith")

    assert client.post("/switch/", {"portal": f"brand:{other.public_id}"}).status_code == 403
    assert "brand" not in client.session


def test_an_agent_begins_at_their_earnings(client):
    client.force_login(agent("Ada", login=True).user)

    assert client.get("/").url == "/agent/earnings/"
