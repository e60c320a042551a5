"""People choose the language and the zone in which the house speaks to them."""

import pytest
from django.utils import translation

from tests.factories.onboarding import agent

pytestmark = pytest.mark.django_db
PAGE = "/preferences/"


@pytest.fixture(autouse=True)
def english_again():
    """A page leaves its reader's language behind in the thread that answered."""
    yield
    translation.activate("en")


@pytest.fixture
def ada(client):
    ada = agent("Ada", login=True)
    client.force_login(ada.user)
    return ada.user


def test_what_is_chosen_is_how_pages_speak_from_then_on(client, ada):
    answer = client.post(PAGE, {"language": "ar", "timezone": "Africa/Cairo"}, follow=True)

    ada.refresh_from_db()
    assert (ada.language, ada.timezone) == ("ar", "Africa/Cairo")
    page = client.get("/agent/earnings/").content.decode()
    assert '<html lang="ar" dir="rtl">' in page
    assert "المكاسب" in page
    assert "تم الحفظ" in answer.content.decode()


def test_the_page_shows_what_is_chosen(client, ada):
    type(ada).objects.filter(pk=ada.pk).update(language="ru", timezone="Europe/Riga")

    page = client.get(PAGE)

    assert page.context["form"].initial == {"language": "ru", "timezone": "Europe/Riga"}
    assert page.headers["Content-Language"] == "ru"


@pytest.mark.parametrize(
    "chosen",
    [
        {"language": "xx", "timezone": "Europe/Riga"},
        {"language": "ru", "timezone": "Nowhere/At_all"},
        {"language": "ru", "timezone": "../etc/passwd"},
        {},
    ],
)
def test_what_is_no_choice_changes_nothing(client, ada, chosen):
    answer = client.post(PAGE, chosen)

    ada.refresh_from_db()
    assert answer.status_code == 400
    assert (ada.language, ada.timezone) == ("en", "UTC")


def test_a_browsers_wish_counts_until_somebody_has_signed_in(client, ada):
    page = client.get("/agent/earnings/", headers={"Accept-Language": "ru"})
    client.logout()
    stranger = client.get("/accounts/login/", headers={"Accept-Language": "ru"})

    assert page.headers["Content-Language"] == "en"
    assert stranger.headers["Content-Language"] == "ru"
