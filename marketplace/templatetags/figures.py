"""How a number reads with its unit: on an axis, in a legend, in a sentence.

A unit is an ISO 4217 code for money in major units, ``%`` for a share that is already in
hundredths, ``s`` for a length of time in seconds, or any other word that follows the number.
"""

from decimal import ROUND_HALF_EVEN, Decimal

from babel.numbers import (
    format_compact_currency,
    format_compact_decimal,
    format_currency,
    format_decimal,
    is_currency,
)

Number = int | Decimal

# From here on an axis says 12K: the exact figures stand in the table beside the drawing.
_COMPACT_FROM = 10_000


def in_words(number: Number, unit: str = "", locale: str = "en") -> str:
    """Write a number in full, with its unit.

    >>> in_words(Decimal("1284.6"), "USD"), in_words(27, "h"), in_words(208, "s")
    ('$1,284.60', '27 h', '3 min 28 s')
    """
    if unit == "s":
        return duration_in_words(number)
    if is_currency(unit):
        return str(format_currency(number, unit, locale=locale))
    return _with_unit(str(format_decimal(number, format="#,##0.##", locale=locale)), unit)


def on_axis(number: Number, unit: str = "", locale: str = "en") -> str:
    """Write a number as short as an axis wants it.

    >>> on_axis(Decimal("2500"), "USD"), on_axis(Decimal("1200000"), "USD"), on_axis(7200, "s")
    ('$2,500', '$1.2M', '2 h')
    """
    if unit == "s":
        return duration_in_words(number)
    is_large = not -_COMPACT_FROM < number < _COMPACT_FROM
    if is_currency(unit):
        if is_large:
            return str(format_compact_currency(number, unit, fraction_digits=2, locale=locale))
        is_whole = number == int(number)
        return str(
            format_currency(
                number,
                unit,
                format="¤#,##0" if is_whole else None,
                locale=locale,
                currency_digits=not is_whole,
            )
        )
    if is_large:
        return _with_unit(
            str(format_compact_decimal(number, fraction_digits=2, locale=locale)), unit
        )
    return _with_unit(str(format_decimal(number, format="#,##0.######", locale=locale)), unit)


def duration_in_words(seconds: Number) -> str:
    """Write a length of time in its two largest units; parts of a second are rounded.

    >>> [duration_in_words(length) for length in (0, 59, 208, 7500, 360_000, -95)]
    ['0 s', '59 s', '3 min 28 s', '2 h 5 min', '100 h', '−1 min 35 s']
    """
    whole = int(Decimal(seconds).to_integral_value(rounding=ROUND_HALF_EVEN))
    hours, rest = divmod(abs(whole), 3600)
    minutes, left = divmod(rest, 60)
    parts = [(hours, "h"), (minutes, "min"), (left, "s")]
    if hours:
        parts = parts[:2]
    said = " ".join(f"{amount} {name}" for amount, name in parts if amount) or "0 s"
    return f"−{said}" if whole < 0 else said


def share_of(part: Number, whole: Number) -> Decimal:
    """Return ``part`` in hundredths of ``whole``, to one place; nothing of nothing is 0.

    >>> share_of(1, 3), share_of(0, 0)
    (Decimal('33.3'), Decimal('0'))
    """
    if not whole:
        return Decimal(0)
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"))


def _with_unit(text: str, unit: str) -> str:
    if not unit:
        return text
    return f"{text}%" if unit == "%" else f"{text} {unit}"
