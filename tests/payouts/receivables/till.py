"""Where brands' money comes in: Acme owes, Rita records receipts, Flo looks after finance."""

from datetime import datetime, timedelta

from onboarding.brands.models import Brand
from onboarding.users.models import Grant
from payouts.billing.models import Invoice
from payouts.billing.services import issue_invoice
from payouts.billing.taxing import tax_terms_of
from payouts.ledger.chart import AccountKind
from payouts.ledger.postings import charge_accrued
from payouts.ledger.selectors import balance
from payouts.ledger.services import post
from payouts.money import Money
from payouts.periods.models import Period, PeriodKind
from payouts.receivables.models import BrandPayment, Purpose, Rail
from payouts.receivables.payments import Receipt, receive_payment
from tests.factories import onboarding
from tests.times import NOON

DAY = timedelta(days=1)


def usd(minor: int) -> Money:
    return Money(minor, "USD")


class Till:
    """One brand, and what it owes and has paid."""

    def __init__(self, name: str = "Acme", **profile) -> None:
        self.acme: Brand = onboarding.brand(name, **profile)
        self.olga = onboarding.member(self.acme, f"Olga of {name}".replace(" ", "."))
        self.rita = onboarding.staff("Rita", Grant.RECORD_RECEIPTS)
        self.flo = onboarding.staff("Flo", *Grant)
        self._months = 0
        self._receipts = 0

    def invoice(self, minor: int, *, at: datetime = NOON, of: Brand | None = None) -> Invoice:
        """An issued invoice of a month of its own, the next one older months never had."""
        self._months += 1
        return invoice_of(of or self.acme, minor, month=self._months, at=at)

    def receives(
        self, minor: int, *, reference: str = "", purpose: Purpose = Purpose.INVOICE, **more
    ) -> BrandPayment:
        """A bank transfer of the brand's came in."""
        self._receipts += 1
        receipt = Receipt(
            rail=Rail.BANK_TRANSFER,
            reference=reference or f"line-{self._receipts}",
            amount=Money(minor, self.acme.currency),
            received_at=NOON,
            purpose=purpose,
            **more,
        )
        return receive_payment(brand_id=self.acme.pk, receipt=receipt, actor=self.rita, at=NOON)

    def stands(self) -> dict[str, int]:
        """What the books hold of the brand and of its money, in minor units."""
        own = (AccountKind.BRAND_RECEIVABLE, AccountKind.BRAND_PREPAID, AccountKind.BRAND_REFUNDING)
        ours = (
            AccountKind.BANK,
            AccountKind.PROCESSOR_BALANCE,
            AccountKind.PROCESSOR_FEES,
            AccountKind.SUSPENSE,
            AccountKind.DISPUTE_RESERVE,
            AccountKind.BAD_DEBT,
        )
        currency = self.acme.currency
        found = {str(kind): balance(kind, currency, self.acme.pk).minor for kind in own}
        found |= {str(kind): balance(kind, currency).minor for kind in ours}
        return {kind.removeprefix("BRAND_"): minor for kind, minor in found.items() if minor}


def standing_of(invoice: Invoice) -> tuple[str, int]:
    """An invoice's status and what was paid of it."""
    invoice.refresh_from_db()
    return str(invoice.status), invoice.paid_minor


def invoice_of(brand: Brand, minor: int, *, month: int, at: datetime) -> Invoice:
    """An issued invoice of a brand, in a month since 2020 that it has no other of."""
    first = datetime(2020 + month // 12, month % 12 + 1, 1, tzinfo=NOON.tzinfo)
    period = Period.objects.create(
        kind=PeriodKind.BILLING,
        brand=brand,
        currency=brand.currency,
        timezone="UTC",
        from_on=first.date(),
        to_on=(first + 28 * DAY).date(),
        from_at=first,
        to_at=first + 28 * DAY,
    )
    draft = Invoice.objects.create(
        brand=brand,
        period=period,
        currency=brand.currency,
        drafted_at=at,
        net_minor=minor,
        tax_minor=0,
        total_minor=minor,
        taxes=[],
        tax_basis=tax_terms_of(brand, timezone="UTC").basis,
        seller={},
        buyer={},
    )
    accrued = charge_accrued(
        event_key=f"accrued:{draft.pk}",
        brand_id=brand.pk,
        amount=Money(minor, brand.currency),
    )
    post(accrued, at=at)
    return issue_invoice(invoice_id=draft.pk, actor=None, at=at)
