"""Read a bank's XML as a stream and without trust: no entities, no network, no schema of its own.

Banks write the same message in several versions, each with a namespace of its own; elements
are asked for by their local names, which are equal in all of them.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from io import BytesIO
from itertools import islice
from typing import Any

from lxml import etree

from payouts.gateway.bank_files.answers import Unreadable
from payouts.money import UnknownCurrency, exponent


def elements(content: bytes, *names: str) -> Iterator[Any]:
    """Every element with one of these local names, whole, in order; each is forgotten after.

    Raises:
        Unreadable: no well-formed XML, or one with a document type of its own.
    """
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise Unreadable("The file brings a document type of its own, which no bank's file does.")
    steps = etree.iterparse(
        BytesIO(content),
        events=("end",),
        tag=[f"{{*}}{name}" for name in names],
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
    )
    try:
        for _, element in steps:
            if element.getroottree().docinfo.doctype:
                raise Unreadable("The file brings a document type of its own.")
            yield element
            element.clear()
            # Its like before it are done with; what else stands there belongs to the parent.
            while (before := element.getprevious()) is not None and before.tag == element.tag:
                element.getparent().remove(before)
    except etree.XMLSyntaxError as wrong:
        raise Unreadable(f"The file is no well-formed XML: {wrong}.") from wrong


def root_name(content: bytes) -> str:
    """The local name of the message inside ``Document``; empty if there is none."""
    steps = etree.iterparse(
        BytesIO(content), events=("start",), resolve_entities=False, no_network=True
    )
    try:
        names = [etree.QName(element).localname for _, element in islice(steps, 2)]
    except etree.XMLSyntaxError as wrong:
        raise Unreadable(f"The file is no well-formed XML: {wrong}.") from wrong
    return names[1] if names[:1] == ["Document"] and len(names) > 1 else ""


def found(element: Any, path: str) -> Any | None:
    """The first element at ``path``, a chain of local names: ``Refs/EndToEndId``."""
    return element.find("/".join(f"{{*}}{name}" for name in path.split("/")))


def all_at(element: Any, path: str) -> list[Any]:
    """Every element at ``path``."""
    return list(element.findall("/".join(f"{{*}}{name}" for name in path.split("/"))))


def text(element: Any, *paths: str) -> str:
    """What stands at the first of ``paths`` that says something."""
    for path in paths:
        there = found(element, path)
        if there is not None and there.text and there.text.strip():
            return str(there.text).strip()
    return ""


def money(element: Any, *paths: str) -> tuple[int | None, str]:
    """Minor units and currency at the first of ``paths``; nothing where no amount is said.

    Raises:
        Unreadable: no amount of its currency.
    """
    for path in paths:
        there = found(element, path)
        if there is None or not there.text:
            continue
        currency = there.get("Ccy") or ""
        try:
            minor = Decimal(there.text.strip()).scaleb(exponent(currency))
        except (InvalidOperation, UnknownCurrency) as wrong:
            raise Unreadable(
                f"“{there.text.strip()} {currency}” in {path} is no amount."
            ) from wrong
        if not minor.is_finite() or minor != minor.to_integral_value():
            raise Unreadable(f"“{there.text.strip()} {currency}” in {path} is no amount.")
        return int(minor), currency
    return None, ""


def day(element: Any, *paths: str) -> date | None:
    """The day at the first of ``paths`` that says one.

    Raises:
        Unreadable: what is said is no day.
    """
    said = text(element, *paths)
    if not said:
        return None
    try:
        return date.fromisoformat(said[:10])
    except ValueError as wrong:
        raise Unreadable(f"“{said}” is no day.") from wrong
