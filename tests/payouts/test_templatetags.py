"""Amounts among words of either direction."""

from decimal import Decimal

from django.utils import translation

from marketplace.templatetags.interface import duration
from payouts.money import Money
from payouts.templatetags.money import exact, money


def test_an_amount_keeps_its_order_among_words_from_right_to_left():
    with translation.override("ar"):
        assert money(Money(-767, "USD")) == "\u2066-7.67\xa0US$\u2069"
        assert exact(Decimal("-7.67"), "USD") == "\u2066-US$7.670000\u2069"
        assert duration(-115) == "\u2066−1 min 55 s\u2069"


def test_an_amount_is_bare_where_words_run_as_it_does():
    with translation.override("es"):
        assert money(Money(-767, "USD")) == "-7,67\xa0US$"
    with translation.override("en"):
        assert (money(Money(-767, "USD")), money(None), duration(None)) == ("-$7.67", "–", "–")
