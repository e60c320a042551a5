"""Offer more for some hours, end an offer, and pay for the hours that were worked."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from marketplace.campaigns.models import Campaign
from onboarding.calendars.periods import local_day
from onboarding.errors import Refused
from onboarding.users.models import User
from payouts.extras.models import ExtraKind
from payouts.extras.services import NewExtra
from payouts.guarantees.costs import cost_of
from payouts.guarantees.models import Funding
from payouts.guarantees.offers import EndReason, Measure, SurgeBonus, SurgeEnd, SurgeOffer
from payouts.guarantees.policies import check_may_fund
from payouts.guarantees.settling import Due, settle
from payouts.guarantees.surge import bonus_of, fits
from payouts.guarantees.weeks import open_weeks
from payouts.guarantees.worked import Won, surges_over
from payouts.money import Money

_LOCK = 7_232


class OfferOfThePast(Refused):
    """An offer begins now or later: hours that have begun are worth what was said before."""

    code = "offer_of_the_past"


class OfferRunsBackwards(Refused):
    """An offer ends after it begins."""

    code = "offer_runs_backwards"


class OffersOverlap(Refused):
    """Offers of a campaign are apart, or one lies inside the other."""

    code = "offers_overlap"


class OverBudget(Refused):
    """Hours that are booked already would cost more than the budget."""

    code = "surge_over_budget"


class AlreadyEnded(Refused):
    """The offer takes no bookings any more."""

    code = "offer_already_ended"


@dataclass(frozen=True, slots=True)
class Offer:
    """A surge offer as somebody makes it. Rates are major units an hour, or shares.

    What the brand funds is charged at ``charge_rate``; what the platform funds, nobody is.
    """

    name: str
    from_at: datetime
    to_at: datetime
    measure: Measure
    pay_rate: Decimal
    charge_rate: Decimal
    funded_by: Funding
    min_seconds: int = 0
    min_adherence: int = 0
    booked_before: datetime | None = None
    budget_minor: int | None = None


@transaction.atomic
def publish_offer(*, campaign_id: int, offer: Offer, actor: User, at: datetime) -> SurgeOffer:
    """Offer a bonus for hours of a campaign.

    Raises:
        MayNotFund: ``actor`` may not spend the money of who funds it.
        OfferOfThePast: it would begin before ``at``.
        OfferRunsBackwards: it would end before it begins.
        OffersOverlap: it overlaps another one, and neither lies inside the other.
        OverBudget: what is booked already costs more than its budget.
    """
    # The campaign's row is the lock under which its offers follow one another.
    campaign = Campaign.objects.select_for_update(no_key=True).get(pk=campaign_id)
    check_may_fund(actor, campaign, offer.funded_by)
    check_offer(campaign, offer, at=at)
    return SurgeOffer.objects.create(
        campaign=campaign,
        name=offer.name,
        from_at=offer.from_at,
        to_at=offer.to_at,
        measure=offer.measure,
        pay_rate=offer.pay_rate,
        charge_rate=offer.charge_rate if offer.funded_by == Funding.BRAND else Decimal(0),
        funded_by=offer.funded_by,
        min_seconds=offer.min_seconds,
        min_adherence=offer.min_adherence,
        booked_before=offer.booked_before,
        budget_minor=offer.budget_minor,
        published_by=actor,
        published_at=at,
    )


def check_offer(campaign: Campaign, offer: Offer, *, at: datetime) -> None:
    """Whether an offer can stand, without making it. Raises what ``publish_offer`` does."""
    if offer.from_at < at:
        raise OfferOfThePast("An offer cannot begin in the past.")
    if offer.to_at <= offer.from_at:
        raise OfferRunsBackwards("An offer ends after it begins.")
    near = SurgeOffer.objects.filter(
        campaign=campaign, from_at__lt=offer.to_at, to_at__gt=offer.from_at
    )
    for other in near.order_by("from_at", "pk"):
        if not fits(
            from_at=offer.from_at,
            to_at=offer.to_at,
            other_from=other.from_at,
            other_to=other.to_at,
        ):
            raise OffersOverlap(
                f"The hours overlap those of “{other.name}”. "
                "Keep them apart, or put one offer inside the other."
            )
    cost = cost_of(campaign=campaign, offer=offer)
    if offer.budget_minor is not None and cost.booked.minor > offer.budget_minor:
        raise OverBudget("The hours that are booked already cost more than this budget.")


@transaction.atomic
def end_offer(*, offer_id: int, reason: EndReason, actor: User | None, at: datetime) -> SurgeEnd:
    """Take no more bookings for an offer; hours booked before are paid as promised.

    Raises:
        MayNotFund: ``actor`` may not spend the money of who funds it.
        AlreadyEnded: it was ended before, or its hours are over.
    """
    offer = SurgeOffer.objects.select_related("campaign").get(pk=offer_id)
    Campaign.objects.select_for_update(no_key=True).get(pk=offer.campaign_id)
    if actor is not None:
        check_may_fund(actor, offer.campaign, Funding(offer.funded_by))
    if offer.to_at <= at or SurgeEnd.objects.filter(offer=offer).exists():
        raise AlreadyEnded("This offer takes no bookings any more.")
    return SurgeEnd.objects.create(offer=offer, ended_at=at, reason=reason, ended_by=actor)


@transaction.atomic
def pay_surges(*, at: datetime, since: datetime | None = None) -> int:
    """Bring every offer that is over to what its hours are worth; return how many sums were booked.

    ``since=None`` looks at all of them; otherwise at those of which something came about or
    became known from then on.

    Run before periods close, a bonus stands on the statement of its own week where its offer
    ended in it. Again without new facts it changes nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    open_weeks(at=at, since=since)
    won = surges_over(at=at, since=since)
    offers = SurgeOffer.objects.select_related("campaign").in_bulk({one.offer_id for one in won})
    known = _newest_bonuses(offers)
    dues = [_due(one, offers[one.offer_id], known) for one in won]
    count, booked = settle(dues=dues, at=at)
    SurgeBonus.objects.bulk_create(
        [
            SurgeBonus(
                offer_id=one.offer_id,
                agent_id=one.agent_id,
                period_id=one.period_id,
                number=due.number,
                extra=extra,
            )
            for one, due, extra in zip(won, dues, booked, strict=True)
            if extra is not None
        ],
        batch_size=2_000,
    )
    return count


def _newest_bonuses(offers: dict[int, SurgeOffer]) -> dict[tuple[int, int, int], SurgeBonus]:
    rows = (
        SurgeBonus.objects.filter(offer__in=offers)
        .select_related("extra", "extra__corrected_by")
        .order_by("offer", "agent", "period", "number")
    )
    return {(row.offer_id, row.agent_id, row.period_id): row for row in rows}


def _due(one: Won, offer: SurgeOffer, known: dict[tuple[int, int, int], SurgeBonus]) -> Due:
    currency = offer.campaign.currency
    per_hour = offer.measure == Measure.PER_HOUR
    pay = bonus_of(per_hour=per_hour, rate=offer.pay_rate, hours=one.pay, currency=currency)
    charge = bonus_of(
        per_hour=per_hour, rate=offer.charge_rate, hours=one.charge, currency=currency
    )
    return Due(
        pay=pay,
        charge=charge,
        last=known.get((one.offer_id, one.agent_id, one.period_id)),
        new=partial(_new, one, offer, pay, charge),
    )


def _new(one: Won, offer: SurgeOffer, pay: Money, charge: Money, number: int) -> NewExtra:
    campaign = offer.campaign
    key = f"surge:{offer.pk}:{one.agent_id}:{one.period_id}"
    return NewExtra(
        key=key if number == 1 else f"{key}:{number}",
        kind=ExtraKind.SURGE_BONUS,
        currency=campaign.currency,
        occurred_at=one.last_at,
        work_day=local_day(one.last_at, ZoneInfo(campaign.timezone)),
        description=f"{offer.name}, {campaign.name}"[:200],
        agent_id=one.agent_id,
        pay_minor=pay.minor,
        brand_id=campaign.brand_id,
        campaign_id=campaign.pk,
        charge_minor=charge.minor,
        working={
            "steps": _steps(one, offer, offer.pay_rate, one.pay.worth, pay),
            "charge_steps": _steps(one, offer, offer.charge_rate, one.charge.worth, charge),
            "funded_by": offer.funded_by,
        },
    )


def _steps(
    one: Won, offer: SurgeOffer, rate: Decimal, worth: Decimal, total: Money
) -> list[dict[str, Any]]:
    if not rate:
        return []
    written = f"{rate.normalize():f}"
    if offer.measure == Measure.PER_HOUR:
        exact = rate * one.pay.staffed_seconds / 3_600
        step: dict[str, Any] = {
            "step": "surge_time",
            "seconds": one.pay.staffed_seconds,
            "per_hour": written,
            "result": f"{exact:.6f}",
        }
    else:
        step = {
            "step": "surge_factor",
            "quantity": f"{worth:f}",
            "factor": written,
            "result": f"{rate * worth:.6f}",
        }
    return [step, {"step": "surge", "result": str(total.exact)}]
