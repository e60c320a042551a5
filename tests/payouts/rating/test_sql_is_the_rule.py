"""The statement that rates by the million, held against the rule on plain values."""

import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from marketplace.campaigns.models import Campaign, RateCardVersion, RateMultiplier
from marketplace.interactions.models import Interaction, InteractionRevision, Outcome
from payouts.metering.services import meter_revisions
from payouts.rating.factors import Multiplier, multiplier_at
from payouts.rating.models import RatedWork
from payouts.rating.receipts import charge_receipt_of, pay_receipt_of
from payouts.rating.ruled import NOT_RULED, Ruled, counted_as_ruled, price_as_ruled
from payouts.rating.rulings import NewRuling, rule_on_work
from payouts.rating.services import rate_usage
from payouts.rating.time import Seconds, SideRules, counted_seconds, productive_seconds
from tests.factories import marketplace, onboarding
from tests.times import NOON

BEGINNING = datetime(1990, 1, 1, tzinfo=UTC)
# New York changed its clocks on 1 November 2026, Lord Howe by half an hour on 4 October.
ZONES = ("UTC", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Asia/Jerusalem")

increments = st.sampled_from([1, 6, 30, 60])
thresholds = st.sampled_from([0, 0, 1, 29, 30, 31, 60, 86_400])
rates = st.decimals(min_value=0, max_value=10_000, places=9) | st.sampled_from(
    [Decimal("0.35"), Decimal("0.000000001"), Decimal("0.333333333"), Decimal(0)]
)
factors = st.decimals(min_value=Decimal("0.000001"), max_value=100, places=6) | st.sampled_from(
    [Decimal(1), Decimal("1.5")]
)
# Most contacts are never decided on; what is decided may be seconds, an amount, or both.
ruled = st.just(NOT_RULED) | st.builds(
    Ruled,
    seconds=st.none() | st.integers(0, 5_000),
    exact=st.none() | st.decimals(min_value=0, max_value=500, places=9),
)
took = st.integers(0, 90) | st.sampled_from([0, 29, 30, 59, 60, 61, 3_600, 100_000])


@dataclass(frozen=True)
class Case:
    """One campaign's terms and one contact on it."""

    zone: str
    ended_at: datetime
    took: Seconds
    pay: Decimal
    bill: Decimal
    hold_cap: int | None
    wrap_cap: int
    pay_rules: SideRules
    bill_rules: SideRules
    multipliers: list[Multiplier]
    pay_ruled: Ruled
    bill_ruled: Ruled


@st.composite
def multipliers(draw, ended_at, zone):
    """Windows around the contact's own minute, so that edges are met often."""
    wall = ended_at.astimezone(ZoneInfo(zone))
    minute = wall.hour * 60 + wall.minute
    edges = sorted(
        draw(
            st.sets(
                st.sampled_from([0, 1_440, *(max(min(minute + d, 1_439), 1) for d in (-1, 0, 1))]),
                min_size=2,
                max_size=2,
            )
        )
    )
    return Multiplier(
        place=0,
        name="",
        pay_factor=draw(factors),
        bill_factor=draw(factors),
        weekdays=draw(st.sampled_from([127, 1 << wall.weekday(), 127 - (1 << wall.weekday())])),
        on_date=draw(st.sampled_from([None, None, wall.date(), wall.date() + timedelta(days=1)])),
        from_minute=edges[0],
        to_minute=edges[1],
    )


@st.composite
def cases(draw):
    zone = draw(st.sampled_from(ZONES))
    ended_at = draw(
        st.datetimes(datetime(2026, 9, 28), datetime(2026, 11, 8), timezones=st.just(UTC))
    ).replace(microsecond=0)
    return Case(
        zone=zone,
        ended_at=ended_at,
        took=Seconds(draw(took), draw(took), draw(took)),
        pay=draw(rates),
        bill=draw(rates),
        hold_cap=draw(st.none() | st.sampled_from([0, 30, 600])),
        wrap_cap=draw(st.sampled_from([0, 60, 86_400])),
        pay_rules=SideRules(draw(increments), draw(thresholds), draw(thresholds)),
        bill_rules=SideRules(
            draw(increments), draw(thresholds), draw(thresholds), draw(thresholds)
        ),
        pay_ruled=draw(ruled),
        bill_ruled=draw(ruled),
        multipliers=[
            replace(one, place=place)
            for place, one in enumerate(draw(st.lists(multipliers(ended_at, zone), max_size=4)))
        ],
    )


@pytest.fixture
def acme(db):
    return onboarding.brand("Acme")


# A failure names the contacts that differ; shrinking against a database would take minutes.
@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.large_base_example,
    ],
)
@given(st.lists(cases(), min_size=25, max_size=60))
def test_the_statement_and_the_rule_price_everything_alike(acme, drawn):
    contacts = _write(acme, onboarding.agent("Ada"), drawn)

    meter_revisions(at=NOON)
    rate_usage(at=NOON)
    _rule(contacts, drawn)

    written = {
        work.usage_id: (
            work.productive_seconds,
            work.payable_seconds,
            work.billable_seconds,
            work.pay_factor,
            work.bill_factor,
            work.pay_exact,
            work.charge_exact,
            work.work_day,
        )
        for work in RatedWork.objects.filter(
            usage__in=contacts, corrects__isnull=True, corrected_by__isnull=True
        )
    }
    by_the_rule = {
        contact: _by_the_rule(case) for contact, case in zip(contacts, drawn, strict=True)
    }
    assert written == by_the_rule


@settings(
    max_examples=5,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(cases())
def test_both_receipts_recompute_whatever_the_terms(acme, case):
    ada = onboarding.agent("Ada")
    (revision,) = _write(acme, ada, [case])
    meter_revisions(at=NOON)
    rate_usage(at=NOON)
    _rule([revision], [case])
    contact = InteractionRevision.objects.get(pk=revision).interaction_id

    pay = pay_receipt_of(interaction_id=contact, agent_id=ada.pk)
    charge = charge_receipt_of(interaction_id=contact, brand_id=acme.pk)

    work = RatedWork.objects.get(usage=revision, corrects__isnull=True, corrected_by__isnull=True)
    assert (pay.recomputes, pay.exact) == (True, work.pay_exact)
    assert (charge.recomputes, charge.exact) == (True, work.charge_exact)


def _by_the_rule(case):
    productive = productive_seconds(
        case.took, hold_cap=case.hold_cap, wrap_cap=case.wrap_cap
    ).seconds
    payable = counted_as_ruled(counted_seconds(productive, case.pay_rules), case.pay_ruled).seconds
    billable = counted_as_ruled(
        counted_seconds(productive, case.bill_rules), case.bill_ruled
    ).seconds
    wall = case.ended_at.astimezone(ZoneInfo(case.zone))
    applying = multiplier_at(case.multipliers, wall)
    pay_factor = applying.pay_factor if applying else Decimal(1)
    bill_factor = applying.bill_factor if applying else Decimal(1)
    return (
        productive,
        payable,
        billable,
        pay_factor,
        bill_factor,
        price_as_ruled(case.pay_ruled, seconds=payable, per_minute=case.pay, factor=pay_factor),
        price_as_ruled(case.bill_ruled, seconds=billable, per_minute=case.bill, factor=bill_factor),
        wall.date(),
    )


def _rule(contacts, drawn):
    """Decide on those contacts of which a case says so."""
    revisions = InteractionRevision.objects.in_bulk(contacts)
    rule_on_work(
        rulings=[
            NewRuling(
                cause=f"decided:{contact}",
                interaction_id=revisions[contact].interaction_id,
                agent_id=revisions[contact].agent_id,
                campaign_id=revisions[contact].campaign_id,
                pay=case.pay_ruled,
                charge=case.bill_ruled,
            )
            for contact, case in zip(contacts, drawn, strict=True)
            if case.pay_ruled.says_something or case.bill_ruled.says_something
        ],
        at=NOON,
    )


def _write(brand, agent, drawn):
    """A campaign with its terms and one contact for each case; the ids of their revisions."""
    campaigns = Campaign.objects.bulk_create(
        Campaign(
            brand=brand,
            code=uuid.uuid4().hex,
            name="Any",
            timezone=case.zone,
            currency="USD",
            created_at=BEGINNING,
        )
        for case in drawn
    )
    pairs = list(zip(campaigns, drawn, strict=True))
    versions = RateCardVersion.objects.bulk_create(_version(*pair) for pair in pairs)
    RateMultiplier.objects.bulk_create(
        RateMultiplier(
            version=version,
            name=f"{one.place}",
            weekdays=one.weekdays,
            on_date=one.on_date,
            from_minute=one.from_minute,
            to_minute=one.to_minute,
            pay_factor=one.pay_factor,
            bill_factor=one.bill_factor,
        )
        for version, case in zip(versions, drawn, strict=True)
        for one in case.multipliers
    )
    source = marketplace.source(brand)
    interactions = Interaction.objects.bulk_create(
        Interaction(
            source=source,
            brand=brand,
            external_id=campaign.code,
            revision=1,
            recorded_at=NOON,
            **_facts(campaign, agent, case),
        )
        for campaign, case in pairs
    )
    revisions = InteractionRevision.objects.bulk_create(
        InteractionRevision(
            interaction=interaction,
            revision=1,
            record=interaction.external_id,
            content_hash=uuid.uuid4(),
            recorded_at=NOON,
            **_facts(campaign, agent, case),
        )
        for interaction, (campaign, case) in zip(interactions, pairs, strict=True)
    )
    return [revision.pk for revision in revisions]


def _version(campaign, case):
    return RateCardVersion(
        campaign=campaign,
        number=1,
        currency="USD",
        effective_from=BEGINNING,
        published_at=BEGINNING,
        pay_per_minute=case.pay,
        bill_per_minute=case.bill,
        hold_cap_seconds=case.hold_cap,
        wrap_cap_seconds=case.wrap_cap,
        pay_increment_seconds=case.pay_rules.increment,
        pay_minimum_seconds=case.pay_rules.minimum,
        pay_short_seconds=case.pay_rules.short,
        bill_increment_seconds=case.bill_rules.increment,
        bill_minimum_seconds=case.bill_rules.minimum,
        bill_short_seconds=case.bill_rules.short,
        bill_free_seconds=case.bill_rules.free,
    )


def _facts(campaign, agent, case):
    started_at = case.ended_at - timedelta(seconds=case.took.talk)
    return {
        "campaign": campaign,
        "agent": agent,
        "campaign_ref": campaign.code,
        "agent_ref": agent.name,
        "outcome": Outcome.HANDLED,
        "arrived_at": started_at,
        "started_at": started_at,
        "ended_at": case.ended_at,
        "queue_seconds": 0,
        "talk_seconds": case.took.talk,
        "hold_seconds": case.took.hold,
        "wrap_seconds": case.took.wrap,
    }
