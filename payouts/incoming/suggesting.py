"""What is known that a receipt can be held against: open invoices, names, who paid before."""

from collections.abc import Iterable

from django.db.models import Q

from onboarding.brands.models import Brand
from payouts.billing.models import InvoiceStatus
from payouts.billing.selectors import invoices_of
from payouts.incoming.matching import (
    Book,
    Incoming,
    OpenInvoice,
    Suggestion,
    name_key,
    number_keys,
    suggest,
)
from payouts.incoming.models import BankReceipt, ReceiptStatus


def suggestions_for(receipt: BankReceipt) -> list[Suggestion]:
    """What a receipt may pay, the likeliest first, each with why."""
    incoming = _incoming(receipt)
    payers = _payers([incoming.payer_account])
    book = Book(
        _invoices(incoming, payers, names := brand_names(), with_amounts=True), names, payers
    )
    return suggest(incoming, book)


def certain_match(receipt: BankReceipt, names: dict[str, int]) -> Suggestion | None:
    """The one way in which a receipt books itself, if there is one."""
    incoming = _incoming(receipt)
    payers = _payers([incoming.payer_account])
    invoices = _invoices(incoming, payers, {}, with_amounts=False)
    certain = [one for one in suggest(incoming, Book(invoices, names, payers)) if one.is_certain]
    return certain[0] if len(certain) == 1 else None


def brand_names() -> dict[str, int]:
    """Which brand a payer's name means; a name that two brands have means none."""
    found: dict[str, set[int]] = {}
    for pk, *names in Brand.objects.values_list("pk", "name", "legal_name"):
        for name in names:
            found.setdefault(name_key(name), set()).add(pk)
    return {name: brands.pop() for name, brands in found.items() if len(brands) == 1 and name}


def _incoming(receipt: BankReceipt) -> Incoming:
    line = receipt.line
    return Incoming(
        minor=receipt.amount_minor,
        currency=receipt.currency,
        text=f"{line.remittance} {line.end_to_end}",
        payer=line.counterparty,
        payer_account=line.counterparty_account,
    )


def _invoices(
    incoming: Incoming, payers: dict[str, int], names: dict[str, int], *, with_amounts: bool
) -> tuple[OpenInvoice, ...]:
    """Open invoices that the receipt names, of whoever it may come from, or of its amount."""
    numbers = [f"INV-{year}-{number:06}" for year, number in number_keys(incoming.text)]
    brands = {payers.get(incoming.payer_account), names.get(name_key(incoming.payer))} - {None}
    wanted = Q(number__in=numbers) | Q(brand__in=brands, currency=incoming.currency)
    if with_amounts:
        wanted |= Q(open_minor=incoming.minor, currency=incoming.currency)
    owed = invoices_of().filter(wanted, status__in=InvoiceStatus.owed())
    owed = owed.filter(open_minor__gt=0)  # type: ignore[misc]
    return tuple(
        OpenInvoice(
            one.pk,
            one.brand_id,
            one.number or "",
            one.currency,
            one.open_minor,  # type: ignore[attr-defined]
        )
        for one in owed.order_by("due_on", "issued_at", "pk")
    )


def _payers(accounts: Iterable[str]) -> dict[str, int]:
    """From which accounts which brand has paid before, as a person has said."""
    matched: dict[str, set[int]] = {}
    said = BankReceipt.objects.filter(
        status=ReceiptStatus.BOOKED,
        decided_by__isnull=False,
        line__counterparty_account__in=[one for one in accounts if one],
    )
    for account, brand in said.values_list("line__counterparty_account", "brand"):
        matched.setdefault(account, set()).add(brand)
    # One account that pays for two brands, such as an agency's, says nothing.
    return {account: brands.pop() for account, brands in matched.items() if len(brands) == 1}
