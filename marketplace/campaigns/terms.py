"""What a productive minute is worth, as plain values, and what no terms may say."""

from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from marketplace.campaigns.models import RateTerms

INCREMENTS = (1, 6, 30, 60)
_HIGHEST_RATE = Decimal(10_000)
_RATE_PLACES = 9
_LONGEST_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Terms:
    """Both sides of a rate card: major units per productive minute, and rules for seconds.

    ``hold_cap_seconds=None`` means that all hold counts.
    """

    bill_per_minute: Decimal
    pay_per_minute: Decimal
    hold_cap_seconds: int | None = None
    wrap_cap_seconds: int = 60
    bill_increment_seconds: int = 1
    bill_minimum_seconds: int = 0
    bill_short_seconds: int = 0
    bill_free_seconds: int = 0
    pay_increment_seconds: int = 1
    pay_minimum_seconds: int = 0
    pay_short_seconds: int = 0

    def as_columns(self) -> dict[str, Any]:
        """The columns that a version and a proposal share."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def terms_of(row: RateTerms) -> Terms:
    """The terms that a version or a proposal states."""
    return Terms(**{field.name: getattr(row, field.name) for field in fields(Terms)})


def fault_of(terms: Terms) -> str | None:
    """What is wrong with ``terms``, as a sentence; nothing if they may stand.

    >>> fault_of(Terms(Decimal("-0.10"), Decimal("0.35")))
    'The billed rate is negative: -0.10.'
    >>> fault_of(Terms(Decimal("0.55"), Decimal("0.35"), pay_increment_seconds=7))
    'Paid time goes in steps of 1, 6, 30 or 60 seconds, not 7.'
    """
    for side, rate in (("billed", terms.bill_per_minute), ("paid", terms.pay_per_minute)):
        if fault := rate_fault(rate):
            return f"The {side} rate {fault}."
    for side, step in (
        ("Billed", terms.bill_increment_seconds),
        ("Paid", terms.pay_increment_seconds),
    ):
        if step not in INCREMENTS:
            return f"{side} time goes in steps of 1, 6, 30 or 60 seconds, not {step}."
    for name, value in terms.as_columns().items():
        if name.endswith("_seconds") and value is not None and not 0 <= value <= _LONGEST_SECONDS:
            label = name.removesuffix("_seconds").replace("_", " ")
            return f"The {label} is not between 0 seconds and a day: {value}."
    return None


def rate_fault(rate: Decimal) -> str | None:
    """What is wrong with one rate, to follow the words *the rate*; nothing if it may stand.

    >>> rate_fault(Decimal("0.1234567891"))
    'has more than nine decimals: 0.1234567891'
    """
    if not rate.is_finite():
        return f"is not a number: {rate}"
    if rate < 0:
        return f"is negative: {rate}"
    if rate > _HIGHEST_RATE:
        return f"is above {_HIGHEST_RATE:,} a minute: {rate}"
    exponent = rate.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > _RATE_PLACES:
        return f"has more than nine decimals: {rate}"
    return None


def charges_no_less(new: Terms, old: Terms) -> bool:
    """Whether no contact at all is billed less by ``new`` than by ``old``, and pay is the same."""
    return (
        new.bill_per_minute >= old.bill_per_minute
        # Steps divide one another, so that a coarser one never rounds to less.
        and new.bill_increment_seconds >= old.bill_increment_seconds
        and new.bill_minimum_seconds >= old.bill_minimum_seconds
        and new.bill_short_seconds <= old.bill_short_seconds
        and new.bill_free_seconds <= old.bill_free_seconds
        and _same_seconds_count(new, old)
        and _pay_side(new) == _pay_side(old)
    )


def _same_seconds_count(new: Terms, old: Terms) -> bool:
    # Hold and wrap count on both sides alike.
    return (new.hold_cap_seconds, new.wrap_cap_seconds) == (
        old.hold_cap_seconds,
        old.wrap_cap_seconds,
    )


def _pay_side(terms: Terms) -> tuple[Any, ...]:
    return (
        terms.pay_per_minute,
        terms.pay_increment_seconds,
        terms.pay_minimum_seconds,
        terms.pay_short_seconds,
    )
