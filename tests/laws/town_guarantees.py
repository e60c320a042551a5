"""Surge offers, bonuses and cancelled hours of one brand, as many of each as asked for."""

from datetime import datetime, timedelta
from decimal import Decimal

from marketplace.campaigns.models import Campaign
from onboarding.agents.models import Agent
from onboarding.users.models import User
from payouts.guarantees.cancelling import Hours, cancel_hours
from payouts.guarantees.models import Funding
from payouts.guarantees.offers import EndReason, Measure
from payouts.guarantees.rewarding import Reason, Reward, note_reason, pay_bonuses, set_bonus
from payouts.guarantees.rewards import BonusKind
from payouts.guarantees.surging import Offer, end_offer, pay_surges, publish_offer
from tests.factories.onboarding import agent
from tests.payouts.guarantees.hours import hours
from tests.times import NOON

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
# The Monday before NOON's week, whose days the offers are for.
MONDAY = datetime(2026, 9, 7, tzinfo=NOON.tzinfo)
SOON = MONDAY - 5 * DAY


def promise(on: Campaign, to: Agent, by: User, *, size: int) -> None:
    """Offers that are over and paid, one of them ended early; one to come."""
    for number in range(size):
        start = MONDAY + number * DAY
        offer = publish_offer(
            campaign_id=on.pk,
            offer=Offer(
                name=f"Surge {number}",
                from_at=start,
                to_at=start + DAY,
                measure=Measure.PER_HOUR,
                pay_rate=Decimal(3),
                charge_rate=Decimal(3),
                funded_by=Funding.BRAND,
                budget_minor=100_000,
            ),
            actor=by,
            at=SOON,
        )
        end_offer(offer_id=offer.pk, reason=EndReason.BY_PERSON, actor=by, at=start)
        hours(to, on, start=start + 9 * HOUR, booked_at=SOON)
    pay_surges(at=NOON)
    _reward(on, to, by, size=size)
    _cancel(on, to, size=size)


def _reward(on: Campaign, to: Agent, by: User, *, size: int) -> None:
    reward = Reward(Decimal(20), Decimal(20), Funding.BRAND)
    for number in range(size):
        kind = list(BonusKind)[number % 3]
        set_bonus(
            campaign_id=on.pk,
            kind=kind,
            reward=reward,
            effective_from=SOON,
            actor=by,
            at=SOON,
        )
    for number in range(size):
        reason = Reason(on.pk, BonusKind.CERTIFICATION, to.pk, f"Course {number}", MONDAY)
        note_reason(reason=reason, source="file", at=MONDAY)
    training = Reason(on.pk, BonusKind.TRAINING, to.pk, "Refunds", MONDAY, seconds=1_800)
    note_reason(reason=training, source="file", at=MONDAY)
    friend = agent(f"Friend of {to.name}")
    referral = Reason(
        on.pk, BonusKind.REFERRAL, to.pk, str(friend.public_id), MONDAY, about_id=friend.pk
    )
    note_reason(reason=referral, source="file", at=MONDAY)
    pay_bonuses(at=NOON)


def _cancel(on: Campaign, to: Agent, *, size: int) -> None:
    for number in range(size):
        start = NOON + number * DAY
        hours(to, on, start=start, staffed=0, at=SOON)
        cancel_hours(
            hours=Hours(to.pk, on.pk, start, start + HOUR, start - HOUR), actor=None, at=NOON
        )
