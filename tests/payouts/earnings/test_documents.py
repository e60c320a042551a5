"""A statement as a PDF: the same figures in every language, written as the language does."""

import io
import unicodedata
from datetime import timedelta

import pytest
from pypdf import PdfReader

from onboarding.users.models import Grant
from payouts.earnings.documents import statement_pdf
from payouts.earnings.selectors import pay_weeks, statement_of
from payouts.extras.services import book_extra
from tests.factories.marketplace import campaign, contact
from tests.factories.onboarding import agent, brand, staff
from tests.payouts.chain import WEEKS_LATER, book, close
from tests.payouts.extras.sums import new_extra
from tests.times import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    """Ada earned 4,200.00 with twenty hours at 3.50 a minute, and a bonus of 12.34."""
    ada = agent("Ada", login=True)
    phones = campaign(brand("Acme"), "PS", pay="3.50")
    for hour in range(20):
        contact(phones, ada, seconds=3_600, ended_at=NOON - timedelta(hours=hour))
    book_extra(extra=new_extra(ada, phones, minor=1_234, at=NOON), actor=None, at=NOON)
    return ada


def read(pdf: bytes) -> str:
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(unicodedata.normalize("NFKC", text).split())


def made(ada, language: str) -> bytes:
    statement = statement_of(pay_weeks(ada).get())
    return statement_pdf(statement, agent=ada, language=language, at=WEEKS_LATER)


@pytest.mark.parametrize(
    ("language", "words", "total", "day", "exact"),
    [
        ("en", ("Pay statement", "Productive time"), "$4,212.34", "Sep 16, 2026", "12.340000"),
        (
            "es",
            ("Extracto de pago", "Tiempo productivo"),
            "4.212,34 US$",
            "16 sept 2026",
            "12,340000",
        ),
        (
            "ru",
            ("Ведомость оплаты", "Продуктивное время"),
            "4 212,34 $",
            "16 сент. 2026",
            "12,340000",
        ),
    ],
)
def test_words_dates_and_amounts_are_those_of_the_language(ada, language, words, total, day, exact):
    close()

    text = read(made(ada, language))

    for expected in (*words, total, day, exact, "Ada", "Acme PS"):
        assert expected in text, (expected, text)


def test_arabic_is_written_from_right_to_left_with_its_own_letters(ada):
    close()

    pdf = made(ada, "ar")

    text = read(pdf)
    # A reader of PDF gives joined letters back in an order of its own; amounts stay whole.
    assert "4,212.34 US$" in text
    assert set("كشف") < set(text)
    assert "Pay statement" not in text
    fonts = {
        font["/BaseFont"]
        for page in PdfReader(io.BytesIO(pdf)).pages
        for font in (one.get_object() for one in page["/Resources"]["/Font"].values())
    }
    assert any("NotoSansArabic" in name for name in fonts)


def test_every_language_holds_the_same_lines(ada):
    close()

    for language in ("en", "es", "ru", "ar"):
        text = read(made(ada, language))
        assert text.count("Acme PS, Acme") >= 2, language


def test_an_open_week_is_said_to_be_so_far(ada):
    book()

    assert "So far; contacts are still being added" in read(made(ada, "en"))
    close()
    assert "So far" not in read(made(ada, "en"))


def test_the_same_statement_is_the_same_file(ada):
    close()

    assert made(ada, "ru") == made(ada, "ru")


def test_agents_read_it_in_their_language_and_finance_reads_the_same(ada, client):
    close()
    ada.user.language = "es"
    ada.user.save()
    (week,) = pay_weeks(ada)
    client.force_login(ada.user)

    own = client.get(f"/agent/statements/{week.public_id}.pdf")
    client.force_login(staff("Amy", Grant.VIEW_FINANCE))
    finances = client.get(f"/finance/statements/{week.public_id}.pdf")

    assert own.headers["Content-Type"] == "application/pdf"
    assert "Extracto de pago" in read(own.content)
    assert "Extracto de pago" in read(finances.content)


def test_a_long_statement_goes_over_pages_that_are_counted(ada):
    on = [campaign(brand("Acme"), f"C{number}", pay="3.50") for number in range(60)]
    for one in on:
        contact(one, ada, seconds=60)
    close()

    pages = PdfReader(io.BytesIO(made(ada, "ru"))).pages

    assert len(pages) > 1
    assert f"Страница 1 из {len(pages)}" in " ".join(pages[0].extract_text().split())
