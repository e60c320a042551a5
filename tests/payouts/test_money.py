from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from payouts.money import Money, UnknownCurrency, exponent, largest_remainder

exact_amounts = st.decimals(
    min_value=Decimal("-99999999"), max_value=Decimal("99999999"), places=9, allow_nan=False
)
currencies = st.sampled_from(("USD", "JPY", "KWD", "EUR", "TND", "KRW"))


@pytest.mark.parametrize(
    ("exact", "currency", "minor"),
    [
        ("10.005", "USD", 1000),
        ("10.015", "USD", 1002),
        ("10.005000001", "USD", 1001),
        ("-10.005", "USD", -1000),
        ("-10.015", "USD", -1002),
        ("0.5", "JPY", 0),
        ("1.5", "JPY", 2),
        ("1.0005", "KWD", 1000),
        ("1.0015", "KWD", 1002),
        ("0.000000001", "USD", 0),
    ],
)
def test_a_tie_goes_to_the_even_unit(exact, currency, minor):
    assert Money.of_exact(Decimal(exact), currency) == Money(minor, currency)


@given(exact_amounts, currencies)
def test_a_rounded_amount_is_never_half_a_unit_away(exact, currency):
    away = abs(Money.of_exact(exact, currency).exact - exact)

    assert away <= Decimal(1).scaleb(-exponent(currency)) / 2


@given(st.integers(-(10**15), 10**15), currencies)
def test_whole_money_survives_becoming_exact_and_back(minor, currency):
    money = Money(minor, currency)

    assert Money.of_exact(money.exact, currency) == money


@pytest.mark.parametrize("code", ["XXZ", "usd", "", "DOLLAR", "12"])
def test_what_is_no_currency_has_no_digits(code):
    with pytest.raises(UnknownCurrency):
        exponent(code)


def test_currencies_do_not_mix():
    with pytest.raises(ValueError, match="USD and EUR do not add up"):
        Money(1, "USD") + Money(1, "EUR")
    with pytest.raises(ValueError, match="EUR and USD do not add up"):
        Money(1, "EUR") < Money(1, "USD")  # noqa: B015


@pytest.mark.parametrize("not_whole", [1.0, Decimal(1), True, "1"])
def test_money_is_whole_minor_units_and_nothing_that_resembles_them(not_whole):
    with pytest.raises(AssertionError):
        Money(not_whole, "USD")


@given(st.lists(st.decimals(min_value=0, max_value=500, places=9), min_size=1), st.data())
def test_shares_add_up_and_none_is_a_unit_away(shares, data):
    total = data.draw(st.integers(0, 10**9)) if sum(shares) else 0

    parts = largest_remainder(total, shares)

    assert sum(parts) == total
    whole = sum(map(Fraction, shares))
    for part, share in zip(parts, shares, strict=True):
        due = Fraction(share) * total / whole if whole else Fraction(0)
        assert abs(part - due) < 1


@given(st.lists(exact_amounts, min_size=1, max_size=40))
def test_the_books_never_stray_half_a_unit_from_the_exact_sum(days):
    posted, so_far = Money(0, "USD"), Decimal(0)

    for earned in days:
        so_far += earned
        posted += Money.of_exact(so_far, "USD") - posted
        assert abs(posted.exact - so_far) <= Decimal("0.005")


def test_rounding_each_part_would_stray():
    # The control: what the rule above forbids is a dollar wrong after two hundred contacts.
    parts = [Decimal("0.015")] * 200

    rounded_alone = sum(Money.of_exact(part, "USD").minor for part in parts)

    assert rounded_alone == 400
    assert Money.of_exact(sum(parts), "USD").minor == 300


@given(st.lists(exact_amounts, min_size=50, max_size=50))
def test_the_database_rounds_as_we_do(db_cursor, amounts):
    db_cursor.execute("SELECT round_half_even(x) FROM unnest(%s::numeric[]) x", [amounts])

    theirs = [row[0] for row in db_cursor.fetchall()]
    assert theirs == [int(x.quantize(Decimal(1), rounding=ROUND_HALF_EVEN)) for x in amounts]


def test_the_database_knows_the_same_digits(db_cursor):
    without_digits = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
    with_three = "BHD IQD JOD KWD LYD OMR TND"
    known = f"USD EUR GBP {without_digits} {with_three}".split()

    db_cursor.execute("SELECT c, minor_units_in(c) FROM unnest(%s::text[]) c", [known])

    assert dict(db_cursor.fetchall()) == {code: 10 ** exponent(code) for code in known}


@pytest.fixture(scope="session")
def db_cursor(django_db_setup, django_db_blocker):
    """A cursor that only computes, so that many examples may share it."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        yield cursor
        connection.close()
