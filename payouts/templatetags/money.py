"""Money for the eye: {{ amount|money }}."""

from decimal import Decimal

from babel.numbers import format_currency
from django import template
from django.utils.translation import get_language, get_language_bidi

from payouts.money import Money

register = template.Library()


def _locale() -> str:
    return (get_language() or "en").replace("-", "_")


# Left-to-right isolate and its end; the marks by which a library orders signs for itself.
_BEGIN, _END, _MARKS = "\u2066", "\u2069", dict.fromkeys((0x200E, 0x200F, 0x061C))


def _isolated(amount: str) -> str:
    """An amount reads from left to right, its sign before it, among words of any direction."""
    if not get_language_bidi():
        return str(amount)
    return f"{_BEGIN}{amount.translate(_MARKS)}{_END}"


@register.filter
def money(amount: Money | None) -> str:
    """Show whole money in the reader's language; nothing as a dash."""
    if not isinstance(amount, Money):
        return "–"
    return _isolated(format_currency(amount.exact, amount.currency, locale=_locale()))


@register.simple_tag
def minor(amount_minor: int | None, currency: str) -> str:
    """Show whole minor units: {% minor payout.amount_minor payout.currency %}."""
    return money(None if amount_minor is None else Money(amount_minor, currency))


@register.simple_tag
def rate(per_minute: Decimal | None, currency: str) -> str:
    """Show a rate with all its digits, two at least: {% rate 0.625 "USD" %} is $0.625."""
    if per_minute is None:
        return "–"
    exponent = per_minute.normalize().as_tuple().exponent
    assert isinstance(exponent, int), "a rate is a number"
    return exact(per_minute, currency, max(2, -exponent))


@register.simple_tag
def exact(amount: Decimal | None, currency: str, places: int = 6) -> str:
    """Show an exact amount with ``places`` digits: {% exact work.pay_exact work.currency %}."""
    if amount is None:
        return "–"
    pattern = f"¤#,##0.{'0' * places};-¤#,##0.{'0' * places}"
    return _isolated(
        format_currency(
            amount,
            currency,
            format=pattern,
            locale=_locale(),
            currency_digits=False,
        )
    )
