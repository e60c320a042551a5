"""The statement behind surge and the pure rule find the same, whatever is offered and worked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from payouts.extras.models import Extra
from payouts.guarantees.models import CommittedInterval, Funding
from payouts.guarantees.offers import Measure
from payouts.guarantees.surge import Hours, bonus_of, fits, keeps
from payouts.guarantees.surging import Offer, pay_surges, publish_offer
from tests.factories.marketplace import campaign
from tests.factories.onboarding import agent, brand, staff
from tests.payouts.guarantees.hours import hours, laws_broken
from tests.times import NOON

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MONDAY = datetime(2026, 9, 14, tzinfo=NOON.tzinfo)
OVER = MONDAY + 8 * DAY


@dataclass(frozen=True)
class Worked:
    """An hour of the week: how much of it was staffed, and when it was booked."""

    hour: int
    staffed: int
    booked_at: datetime | None


HOURS = st.lists(
    st.builds(
        Worked,
        hour=st.integers(0, 40),
        staffed=st.integers(0, 3_600),
        booked_at=st.one_of(st.none(), st.integers(0, 48).map(lambda n: MONDAY - DAY + n * HOUR)),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda one: one.hour,
)


@st.composite
def offers(draw) -> list[Offer]:
    found: list[Offer] = []
    for number in range(draw(st.integers(1, 4))):
        begins = MONDAY + draw(st.integers(0, 30)) * HOUR
        rate = draw(st.decimals(min_value=Decimal("0.0001"), max_value=50, places=4))
        one = Offer(
            name=f"Offer {number}",
            from_at=begins,
            to_at=begins + draw(st.integers(1, 30)) * HOUR,
            measure=Measure.PER_HOUR,
            pay_rate=rate,
            charge_rate=rate * 2,
            funded_by=Funding.BRAND,
            min_seconds=draw(st.sampled_from([0, 3_600, 7_200])),
            min_adherence=draw(st.sampled_from([0, 50, 90])),
            booked_before=draw(st.sampled_from([None, MONDAY])),
        )
        if all(_fit(one, other) for other in found):
            found.append(one)
    return found


def _fit(one: Offer, other: Offer) -> bool:
    return fits(
        from_at=one.from_at, to_at=one.to_at, other_from=other.from_at, other_to=other.to_at
    )


def by_the_rule(offered: Sequence[Offer], worked: Sequence[CommittedInterval]) -> dict[str, int]:
    """What each offer pays, by the pure rule alone; offers that pay nothing are left out."""

    def counted(offer: Offer) -> list[CommittedInterval]:
        return [
            one
            for one in worked
            if offer.from_at <= one.starts_at < offer.to_at
            and (
                offer.booked_before is None
                or one.booked_at is None
                or one.booked_at < offer.booked_before
            )
        ]

    kept = [
        offer
        for offer in offered
        if keeps(
            staffed_seconds=sum(one.staffed_seconds for one in counted(offer)),
            committed_seconds=3_600 * len(counted(offer)),
            min_seconds=offer.min_seconds,
            min_adherence=offer.min_adherence,
        )
    ]
    seconds = dict.fromkeys((offer.name for offer in offered), 0)
    for one in worked:
        claims = [offer for offer in kept if one in counted(offer)]
        if claims:
            narrowest = min(claims, key=lambda offer: offer.to_at - offer.from_at)
            seconds[narrowest.name] += one.staffed_seconds
    sums = {
        offer.name: bonus_of(
            per_hour=True,
            rate=offer.pay_rate,
            hours=Hours(seconds[offer.name], Decimal(0)),
            currency="USD",
        ).minor
        for offer in offered
    }
    return {name: minor for name, minor in sums.items() if minor}


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(offered=offers(), drawn=HOURS)
def test_each_hour_goes_to_the_narrowest_offer_that_is_kept(db, offered, drawn):
    with transaction.atomic():
        phones, ada = campaign(brand("Acme")), agent("Ada")
        tess = staff("Tess", "SET_TERMS")
        for offer in offered:
            publish_offer(campaign_id=phones.pk, offer=offer, actor=tess, at=MONDAY - DAY)
        worked = [
            hours(
                ada,
                phones,
                start=MONDAY + one.hour * HOUR,
                staffed=one.staffed,
                booked_at=one.booked_at,
            )
            for one in drawn
        ]

        pay_surges(at=OVER)

        # A fraction that rounds to nothing for the agent may still be a cent for the brand.
        paying = Extra.objects.exclude(pay_minor=0)
        paid = dict(paying.values_list("description", "pay_minor"))
        charged = dict(Extra.objects.values_list("description", "charge_minor"))
        broken = laws_broken(OVER + 9 * DAY)
        transaction.set_rollback(True)
    expected = by_the_rule(offered, worked)
    assert {name.partition(",")[0]: minor for name, minor in paid.items()} == expected
    assert {minor * 2 for minor in paid.values()} <= {
        charge + off for charge in charged.values() for off in (-1, 0, 1)
    }
    assert broken == []
