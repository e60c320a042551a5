"""Which invoices a receipt pays: how it is read from what the bank says, and how sure that is.

A receipt books itself only where its invoices are named, belong to one brand, and come to its
amount to the last minor unit; or where one is named and it comes from an account from which
that brand has paid before. Everything else is a suggestion, with why.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

# Without its prefix a number is one only in full: 2026-09 is more often a month.
_NUMBER = re.compile(
    r"(?:INV\W{0,3}(20\d\d)\W{0,3}(\d{1,6})|(?<!\d)(?<!CN)(?<!CN\W)(20\d\d)\W{0,3}(\d{6}))(?!\d)",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class OpenInvoice:
    """An issued invoice of which something is to be paid, minor units."""

    invoice_id: int
    brand_id: int
    number: str
    currency: str
    open_minor: int


@dataclass(frozen=True, slots=True)
class Incoming:
    """What the bank says of one receipt."""

    minor: int
    currency: str
    text: str
    payer: str = ""
    payer_account: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """So much of a receipt pays this invoice."""

    invoice_id: int
    minor: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A brand and what of its invoices is paid; what is over goes to its prepaid balance."""

    brand_id: int
    parts: tuple[Part, ...]
    why: tuple[str, ...]
    score: int
    is_certain: bool


@dataclass(frozen=True, slots=True)
class Book:
    """What receipts are held against. ``payers`` are accounts that brands have paid from."""

    invoices: tuple[OpenInvoice, ...]
    names: Mapping[str, int] = field(default_factory=dict)
    payers: Mapping[str, int] = field(default_factory=dict)


def number_keys(text: str) -> set[tuple[int, int]]:
    """Year and running number of everything in ``text`` that may be an invoice's number.

    >>> sorted(number_keys("Rg. INV 2026-000012, inv2026/13 & 2026000014"))
    [(2026, 12), (2026, 13), (2026, 14)]
    >>> number_keys("IBAN 20260000121234, 16.09.2026, 2026-09-16, CN-2026-000012")
    set()
    """
    plain = unicodedata.normalize("NFKC", text)
    return {
        (int(year or bare_year), int(number or bare_number))
        for year, number, bare_year, bare_number in _NUMBER.findall(plain)
    }


def name_key(name: str) -> str:
    """A name as it is compared: any script, without case, marks of form and punctuation.

    >>> name_key("Рога и Копыта, ООО") == name_key("РОГА  И КОПЫТА ООО")
    True
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    kept = (one if one.isalnum() else " " for one in folded if unicodedata.category(one) != "Cf")
    return " ".join("".join(kept).split())


def suggest(incoming: Incoming, book: Book) -> list[Suggestion]:
    """What a receipt may pay, the likeliest first. In another currency it pays nothing."""
    in_currency = [one for one in book.invoices if one.currency == incoming.currency]
    known = book.payers.get(incoming.payer_account) if incoming.payer_account else None
    named = book.names.get(name_key(incoming.payer)) if incoming.payer else None
    keys = number_keys(incoming.text)
    found = [one for one in in_currency if number_keys(one.number) & keys]
    brands = {one.brand_id for one in found}
    made = _in_another_currency(incoming, book, keys)
    made += [
        _by_number(incoming, [one for one in found if one.brand_id == brand], known, brands)
        for brand in sorted(brands)
    ]
    if not found:
        for brand in dict.fromkeys(one for one in (known, named) if one is not None):
            made.append(_by_payer(incoming, in_currency, brand, is_known=brand == known))
        made += _by_amount(incoming, in_currency, {known, named})
    return sorted(made, key=lambda one: (-one.score, one.brand_id))


def _by_number(
    incoming: Incoming, found: list[OpenInvoice], known: int | None, brands: Collection[int]
) -> Suggestion:
    total = sum(one.open_minor for one in found)
    brand = found[0].brand_id
    is_whole, is_known = total == incoming.minor, known == brand
    why = [f"names {', '.join(one.number for one in found)}"]
    if is_whole:
        why.append("comes to exactly what is open")
    elif incoming.minor < total:
        why.append("is less than what is open")
    else:
        why.append("is more than what is open")
    if is_known:
        why.append("comes from an account that paid for this brand before")
    return Suggestion(
        brand_id=brand,
        parts=_shared_out(incoming.minor, found),
        why=tuple(why),
        score=90 + 5 * is_whole + 4 * is_known,
        # A short payment of several invoices does not say which of them it is short of.
        is_certain=len(brands) == 1
        and (is_whole or (is_known and (len(found) == 1 or incoming.minor > total))),
    )


def _in_another_currency(
    incoming: Incoming, book: Book, keys: Collection[tuple[int, int]]
) -> list[Suggestion]:
    """What was meant, where it cannot be paid: a person asks the brand, or sends it back."""
    meant = [
        one
        for one in book.invoices
        if one.currency != incoming.currency and number_keys(one.number) & set(keys)
    ]
    return [
        Suggestion(
            one.brand_id, (), (f"names {one.number}, which is in {one.currency}",), 10, False
        )
        for one in meant
    ]


def _by_payer(
    incoming: Incoming, invoices: list[OpenInvoice], brand: int, *, is_known: bool
) -> Suggestion:
    own = [one for one in invoices if one.brand_id == brand]
    exact = [one for one in own if one.open_minor == incoming.minor]
    why = [
        "comes from an account that paid for this brand before"
        if is_known
        else "comes from somebody of the brand's name"
    ]
    if len(exact) == 1:
        why.append(f"is what is open of {exact[0].number}")
    return Suggestion(
        brand_id=brand,
        parts=_shared_out(incoming.minor, exact if len(exact) == 1 else own),
        why=tuple(why),
        score=(60 if is_known else 40) + 20 * (len(exact) == 1),
        is_certain=is_known and len(exact) == 1,
    )


def _by_amount(
    incoming: Incoming, invoices: Iterable[OpenInvoice], besides: Collection[int | None]
) -> list[Suggestion]:
    return [
        Suggestion(
            brand_id=one.brand_id,
            parts=(Part(one.invoice_id, incoming.minor),),
            why=(f"is what is open of {one.number}",),
            score=20,
            is_certain=False,
        )
        for one in invoices
        if one.open_minor == incoming.minor and one.brand_id not in besides
    ]


def _shared_out(minor: int, invoices: Iterable[OpenInvoice]) -> tuple[Part, ...]:
    """The invoices in the order given, each as far as the money goes."""
    parts = []
    for one in invoices:
        part = min(minor, one.open_minor)
        if part > 0:
            parts.append(Part(one.invoice_id, part))
            minor -= part
    return tuple(parts)
