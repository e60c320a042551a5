"""Acme at the processor: a stored method of each kind, and what is heard of its payments."""

from datetime import datetime

from payouts.gateway.polling import poll_events
from payouts.receivables import charging, messages
from payouts.receivables.methods import _payer, sync_methods
from payouts.receivables.models import BrandPayment, PaymentMethod
from payouts.receivables.requesting import request_invoice_payment
from tests.payouts.gateway.conftest import impatient_gateway
from tests.payouts.receivables.till import Till
from tests.times import NOON

_KINDS = {
    "visa": "pm_card_visa",
    "declined": "pm_card_visa_chargeDeclined",
    "asks": "pm_card_authenticationRequired",
    "ach": "pm_usBankAccount_success",
    "sepa": "pm_sepaDebit",
}


class Counter:
    """The till, the processor behind it, and the jobs between them."""

    def __init__(self, till: Till, stand_in) -> None:
        self.till, self.stand_in = till, stand_in
        self.gateway = impatient_gateway(stand_in.address, read_seconds=10)
        self.payer = _payer(till.acme, email="pay@acme.example", gateway=self.gateway, at=NOON)

    def stores(self, kind: str) -> PaymentMethod:
        """The brand stores a method at the processor, and we learn of it."""
        self.gateway._api.payment_methods.attach(_KINDS[kind], {"customer": self.payer})
        sync_methods(brand_id=self.till.acme.pk, gateway=self.gateway, at=NOON)
        return PaymentMethod.objects.order_by("-pk").first()

    def asks_for(self, invoice, method: PaymentMethod, *, at: datetime = NOON) -> BrandPayment:
        return request_invoice_payment(
            invoice_id=invoice.pk, method_id=method.pk, actor=self.till.olga, at=at
        )

    def charges(self, payment: BrandPayment, *, at: datetime = NOON) -> BrandPayment:
        return charging.charge_payment(payment_id=payment.pk, gateway=self.gateway, at=at)

    def hears(self, *, at: datetime = NOON) -> None:
        """Every message arrives by the list, and is settled."""
        poll_events(gateway=self.gateway, at=datetime.now(tz=NOON.tzinfo))
        messages.settle_payment_reports(gateway=self.gateway, clock=lambda: at)
