"""End surge offers whose budget is taken up by what is booked."""

from datetime import datetime

from payouts.guarantees.costs import cost_of
from payouts.guarantees.offers import EndReason, SurgeOffer
from payouts.guarantees.surging import AlreadyEnded, end_offer


def end_spent_offers(*, at: datetime) -> int:
    """End every open offer whose booked hours cost its budget; return how many ended.

    People who booked before are paid: a budget stops bookings and takes nothing back.
    """
    open_offers = SurgeOffer.objects.filter(
        budget_minor__isnull=False, end__isnull=True, to_at__gt=at
    ).select_related("campaign")
    ended = 0
    for offer in open_offers.order_by("pk"):
        assert offer.budget_minor is not None
        if cost_of(campaign=offer.campaign, offer=offer, at=at).booked.minor < offer.budget_minor:
            continue
        try:
            end_offer(offer_id=offer.pk, reason=EndReason.BUDGET, actor=None, at=at)
        except AlreadyEnded:
            continue
        ended += 1
    return ended
