import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboarding.brands.models import Brand
from onboarding.tables.keyset import newest_first
from tests.factories.onboarding import brand

pytestmark = pytest.mark.django_db


@pytest.fixture
def seven_brands():
    return [brand(f"Brand {number}") for number in range(7)]


def pages(size=3):
    cursor, found = "", []
    while cursor is not None:
        page = newest_first(Brand.objects.all(), by="created_at", cursor=cursor, size=size)
        found.append([row.name[-1] for row in page.rows])
        cursor = page.next_cursor
    return found


def test_every_row_is_on_one_page_newest_first(seven_brands):
    assert pages() == [["6", "5", "4"], ["3", "2", "1"], ["0"]]


def test_the_way_back_leads_to_the_same_rows(seven_brands):
    first = newest_first(Brand.objects.all(), by="created_at", size=3)
    second = newest_first(Brand.objects.all(), by="created_at", cursor=first.next_cursor, size=3)

    back = newest_first(Brand.objects.all(), by="created_at", cursor=second.previous_cursor, size=3)

    assert back.rows == first.rows
    assert back.previous_cursor is None


def test_the_last_page_leads_nowhere(seven_brands):
    whole = newest_first(Brand.objects.all(), by="created_at", size=7)

    assert (whole.next_cursor, whole.previous_cursor) == (None, None)


@given(st.text())
def test_a_cursor_that_cannot_be_read_shows_the_first_page(cursor):
    assert newest_first(Brand.objects.none(), by="created_at", cursor=cursor).rows == []


@pytest.mark.parametrize(
    "cursor",
    [
        "o~0~1",
        "o~2026-01-01~1",
        "o~2026-01-01T00:00:00+00:00~99999999999999999999",
        "x~1~1",
        "o~5~1~2",
    ],
)
def test_a_forged_cursor_is_no_error(seven_brands, cursor):
    assert len(newest_first(Brand.objects.all(), by="created_at", cursor=cursor).rows) == 7
