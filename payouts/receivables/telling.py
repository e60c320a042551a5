"""Tell a brand what became of its money: its owners and its finance people, each by mail."""

from datetime import datetime

from onboarding.brands.models import BrandMember, BrandRole
from onboarding.deliveries.services import tell
from payouts.money import Money, exponent
from payouts.receivables.models import BrandPayment


def tell_brand(payment: BrandPayment, event: str, *, at: datetime, what: str = "") -> None:
    """Put a message about a payment into the outbox, once for each reader and event."""
    amount = Money(payment.amount_minor, payment.currency)
    facts = {
        "brand": payment.brand.name,
        "amount": f"{amount.exact:.{exponent(payment.currency)}f} {payment.currency}",
        "invoice": (payment.invoice.number or "") if payment.invoice else "",
        "rail": payment.get_rail_display(),
        "reason": what or payment.reason,
    }
    readers = BrandMember.objects.filter(
        brand=payment.brand_id, role__in=[BrandRole.OWNER, BrandRole.FINANCE]
    ).select_related("user")
    for reader in readers.order_by("pk"):
        tell(
            key=f"{event}:{payment.pk}:{reader.user.email}"[:160],
            to=reader.user.email,
            template=f"payouts/receivables/{event}",
            facts=facts,
            at=at,
            language=reader.user.language,
        )
