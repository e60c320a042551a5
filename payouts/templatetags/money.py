"""Money for the eye: {{ amount|money }}."""

from decimal import Decimal

from babel.numbers import format_currency
from django import template
from django.utils.translation import get_language

from payouts.money import Money

register = template.Library()


def _locale() -> str:
    return (get_language() or "en").replace("-", "_")


@register.filter
def money(amount: Money | None) -> str:
    """Show whole money in the reader's language; nothing as a dash."""
    if not isinstance(amount, Money):
        return "–"
    return str(format_currency(amount.exact, amount.currency, locale=_locale()))


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
    return str(
        format_currency(
            amount,
            currency,
            format=pattern,
            locale=_locale(),
            currency_digits=False,
        )
    )
