"""Tell an agent what became of hours that a brand cancelled."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from onboarding.deliveries.services import tell
from payouts.guarantees.cancelled import CancelledHours
from payouts.money import Money


def tell_of_cancellation(cancelled: CancelledHours, *, at: datetime) -> bool:
    """Mail an agent that hours were cancelled, and what is paid for them."""
    agent, extra = cancelled.agent, cancelled.extra
    page = reverse("agent:extra", args=[extra.public_id]) if extra else reverse("agent:guarantees")
    return tell(
        key=f"cancelled_hours:{cancelled.pk}",
        to=agent.user.email if agent.user else agent.email,
        template="payouts/guarantees/hours_cancelled",
        facts={
            "name": agent.name,
            "campaign": cancelled.campaign.name,
            "starts_at": cancelled.starts_at.isoformat(timespec="minutes"),
            "share": cancelled.share,
            "amount": f"{Money(extra.pay_minor, extra.currency).exact} {extra.currency}"
            if extra
            else "",
            "url": f"{settings.SITE_URL}{page}",
        },
        at=at,
        language=agent.user.language if agent.user else "en",
    )
