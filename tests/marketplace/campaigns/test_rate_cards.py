from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from marketplace.campaigns.models import ProposalStatus, RateCardVersion, RateProposal
from marketplace.campaigns.rate_cards import (
    MayNotProposeRates,
    MayNotPublishRates,
    ProposerMayNotPublish,
    RatesCannotChangeThePast,
    RatesRefused,
    TallylineDecides,
    VersionsOverlap,
    propose_rates,
    publish_first_rates,
    publish_rate_lines,
    publish_rates,
    withdraw_rates,
)
from marketplace.campaigns.rates_file import RateLine, RatesFileRefused
from marketplace.campaigns.selectors import (
    campaigns_with_rates,
    open_proposals,
    version_in_force,
    versions_with_spans,
)
from marketplace.campaigns.services import open_campaign
from marketplace.campaigns.terms import Terms, charges_no_less
from onboarding.audit.services import TransitionRefused
from onboarding.brands.models import BrandRole
from onboarding.errors import DomainError
from onboarding.users.models import Grant
from tests.factories.marketplace import BEGINNING, campaign
from tests.factories.onboarding import brand, member, staff
from tests.times import NOON

pytestmark = pytest.mark.django_db

SOON = NOON + timedelta(days=1)
LATER = NOON + timedelta(days=2)
TERMS = Terms(Decimal("0.60"), Decimal("0.35"))


@pytest.fixture
def phones(db):
    """Acme's campaign, at 0.55 and 0.35 since the beginning."""
    return campaign(brand("Acme"), "PS")


@pytest.fixture
def olga(phones):
    """She owns Acme."""
    return member(phones.brand, "Olga")


@pytest.fixture
def amy(db):
    """She publishes rates for Tallyline."""
    return staff("Amy", Grant.PUBLISH_RATES)


def proposed(on, by, terms: Terms = TERMS, *, from_at=SOON) -> RateProposal:
    return propose_rates(campaign_id=on.pk, terms=terms, effective_from=from_at, actor=by, at=NOON)


def published(on, by, other, terms: Terms = TERMS, *, from_at=SOON) -> RateCardVersion:
    proposal = proposed(on, by, terms, from_at=from_at)
    return publish_rates(proposal_id=proposal.pk, actor=other, at=NOON)


def numbers(of) -> list[int]:
    return list(of.rate_versions.order_by("number").values_list("number", flat=True))


# ---------------------------------------------------------------- who may
def test_what_a_brand_proposed_tallyline_publishes(phones, olga, amy):
    proposal = proposed(phones, olga)

    version = publish_rates(proposal_id=proposal.pk, actor=amy, at=NOON)

    proposal.refresh_from_db()
    assert (proposal.status, proposal.version) == (ProposalStatus.PUBLISHED, version)
    assert (version.number, version.proposed_by, version.published_by) == (2, olga, amy)
    assert (version.bill_per_minute, version.effective_from) == (Decimal("0.60"), SOON)


def test_another_owner_publishes_what_charges_no_less(phones, olga):
    assert published(phones, olga, member(phones.brand, "Otto")).number == 2


@pytest.mark.parametrize(
    "terms",
    [
        replace(TERMS, bill_per_minute=Decimal("0.54")),
        replace(TERMS, pay_per_minute=Decimal("0.34")),
        replace(TERMS, bill_free_seconds=30),
        replace(TERMS, wrap_cap_seconds=30),
    ],
)
def test_a_brand_does_not_lower_its_charge_or_the_pay_by_itself(phones, olga, terms):
    with pytest.raises(TallylineDecides):
        published(phones, olga, member(phones.brand, "Otto"), terms)

    assert numbers(phones) == [1]


def test_nobody_publishes_what_they_proposed(phones, amy):
    phones.brand.members.create(user=amy, role=BrandRole.OWNER, joined_at=NOON)

    with pytest.raises(ProposerMayNotPublish):
        published(phones, amy, amy)

    assert numbers(phones) == [1]


@pytest.mark.parametrize("role", set(BrandRole) - {BrandRole.OWNER})
def test_only_an_owner_publishes_for_the_brand(phones, olga, role):
    with pytest.raises(MayNotPublishRates):
        published(phones, olga, member(phones.brand, "Mia", role))


@pytest.mark.parametrize("role", set(BrandRole) - {BrandRole.OWNER, BrandRole.CAMPAIGN_MANAGER})
def test_rates_are_proposed_by_who_runs_the_campaigns(phones, role):
    with pytest.raises(MayNotProposeRates):
        proposed(phones, member(phones.brand, "Mia", role))

    assert RateProposal.objects.count() == 0


def test_another_brands_owner_neither_proposes_nor_publishes(phones, olga):
    eve = member(brand("Bolt"), "Eve")

    with pytest.raises(MayNotProposeRates):
        proposed(phones, eve)
    with pytest.raises(MayNotPublishRates):
        published(phones, olga, eve)


# ---------------------------------------------------------------- what may stand
@pytest.mark.parametrize(
    ("terms", "said"),
    [
        (replace(TERMS, bill_per_minute=Decimal("-0.01")), "The billed rate is negative"),
        (replace(TERMS, pay_per_minute=Decimal("-0.01")), "The paid rate is negative"),
        (replace(TERMS, bill_increment_seconds=7), "steps of 1, 6, 30 or 60 seconds, not 7"),
        (replace(TERMS, pay_increment_seconds=0), "steps of 1, 6, 30 or 60 seconds, not 0"),
        (replace(TERMS, wrap_cap_seconds=-1), "The wrap cap is not between"),
        (replace(TERMS, bill_per_minute=Decimal("Infinity")), "is not a number"),
    ],
)
def test_terms_that_cannot_stand_are_refused_to_the_proposer(phones, olga, terms, said):
    with pytest.raises(RatesRefused, match=said):
        proposed(phones, olga, terms)

    assert RateProposal.objects.count() == 0


def test_a_version_begins_later_than_the_last_one(phones, olga, amy):
    published(phones, olga, amy, from_at=LATER)

    for from_at in (SOON, LATER):
        with pytest.raises(VersionsOverlap, match="Version 2 already holds from 18 Sep 2026"):
            proposed(phones, olga, from_at=from_at)


def test_rates_cannot_change_the_past(phones, olga):
    with pytest.raises(RatesCannotChangeThePast):
        proposed(phones, olga, from_at=NOON - timedelta(seconds=1))


def test_what_waited_too_long_is_refused_when_it_is_published(phones, olga, amy):
    proposal = proposed(phones, olga)

    with pytest.raises(RatesCannotChangeThePast):
        publish_rates(proposal_id=proposal.pk, actor=amy, at=LATER)

    proposal.refresh_from_db()
    assert proposal.status == ProposalStatus.OPEN


def test_of_two_proposals_for_one_instant_the_second_is_refused(phones, olga, amy):
    first, second = proposed(phones, olga), proposed(phones, olga)
    publish_rates(proposal_id=first.pk, actor=amy, at=NOON)

    with pytest.raises(VersionsOverlap):
        publish_rates(proposal_id=second.pk, actor=amy, at=NOON)


def test_a_proposal_is_published_once_and_not_after_it_was_withdrawn(phones, olga, amy):
    done, gone = proposed(phones, olga), proposed(phones, olga, from_at=LATER)
    publish_rates(proposal_id=done.pk, actor=amy, at=NOON)
    withdraw_rates(proposal_id=gone.pk, actor=olga, at=NOON)

    with pytest.raises(DomainError):
        publish_rates(proposal_id=done.pk, actor=amy, at=NOON)
    with pytest.raises(TransitionRefused):
        publish_rates(proposal_id=gone.pk, actor=amy, at=NOON)

    assert numbers(phones) == [1, 2]


def test_first_rates_may_begin_at_any_time_and_come_once(db):
    fresh = open_campaign(brand=brand("Acme"), code="PS", name="Phones", at=NOON)
    first = publish_first_rates(campaign=fresh, terms=TERMS, effective_from=BEGINNING, at=NOON)

    with pytest.raises(VersionsOverlap, match="First rates come once"):
        publish_first_rates(campaign=fresh, terms=TERMS, effective_from=SOON, at=NOON)

    assert (first.number, first.published_by, numbers(fresh)) == (1, None, [1])


def test_rates_begin_in_a_year_that_a_calendar_shows(phones, olga):
    with pytest.raises(RatesRefused, match="1970 to 2199"):
        proposed(phones, olga, from_at=NOON.replace(year=9999))


@pytest.mark.django_db(transaction=True)
def test_two_people_publishing_at_once_make_one_version():
    phones = campaign(brand("Acme"), "PS")
    olga, amy = member(phones.brand, "Olga"), staff("Amy", Grant.PUBLISH_RATES)
    proposals = [proposed(phones, olga), proposed(phones, olga)]
    together, outcomes = Barrier(2), []

    def publish(proposal):
        together.wait()
        try:
            publish_rates(proposal_id=proposal.pk, actor=amy, at=NOON)
            outcomes.append("published")
        except DomainError as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [Thread(target=publish, args=[proposal]) for proposal in proposals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["published", "versions_overlap"]
    assert numbers(phones) == [1, 2]


def test_a_coarser_step_or_a_higher_minimum_never_charges_less():
    steps = [replace(TERMS, bill_increment_seconds=step) for step in (1, 6, 30, 60)]

    assert all(charges_no_less(steps[i], steps[j]) for i in range(4) for j in range(i + 1))
    assert not any(charges_no_less(steps[i], steps[j]) for i in range(4) for j in range(i + 1, 4))


# ---------------------------------------------------------------- reading them
def test_versions_have_spans(phones, olga, amy):
    published(phones, olga, amy)

    spans = [
        (one.number, one.effective_from, one.until_at)
        for one in versions_with_spans(campaign_id=phones.pk)
    ]

    assert spans == [(2, SOON, None), (1, BEGINNING, SOON)]


def test_a_version_is_in_force_from_its_instant_on(phones, olga, amy):
    published(phones, olga, amy)

    in_force = [
        version_in_force(campaign_id=phones.pk, at=at)
        for at in (BEGINNING - timedelta(seconds=1), SOON - timedelta(seconds=1), SOON)
    ]

    assert [one and one.number for one in in_force] == [None, 1, 2]


def test_campaigns_show_what_is_in_force_and_what_comes_next(phones, olga, amy):
    published(phones, olga, amy)

    (shown,) = campaigns_with_rates(brand_id=phones.brand_id, at=NOON)

    assert (shown.rate_number, shown.rate_bill_per_minute) == (1, Decimal("0.55"))
    assert shown.next_rate_from == SOON


def test_a_proposal_stands_beside_what_holds(phones, olga):
    proposed(phones, olga)

    (waiting,) = open_proposals(campaign_id=phones.pk)

    assert (waiting.bill_per_minute, waiting.now_bill_per_minute) == (
        Decimal("0.60"),
        Decimal("0.55"),
    )


# ---------------------------------------------------------------- a file of rates
def test_a_file_is_published_whole_and_keeps_the_rules_for_seconds():
    acme = brand("Acme")
    phones = campaign(acme, "PS", wrap_cap_seconds=15)
    sales = campaign(acme, "NE")

    publish_rate_lines(
        brand=acme,
        lines=[RateLine.of("PS", "1", "0.5"), RateLine.of("NE", "2", "1")],
        effective_from=SOON,
        at=NOON,
    )

    newest = phones.rate_versions.get(number=2)
    assert (newest.bill_per_minute, newest.wrap_cap_seconds) == (1, 15)
    assert numbers(sales) == [1, 2]


def test_one_bad_line_keeps_the_whole_file_back(phones):
    lines = [RateLine.of("PS", "1", "0.5"), RateLine.of("XX", "2", "1")]

    with pytest.raises(RatesFileRefused, match="Acme has no campaign XX"):
        publish_rate_lines(brand=phones.brand, lines=lines, effective_from=SOON, at=NOON)

    assert numbers(phones) == [1]


@pytest.mark.parametrize("count", [1, 3])
def test_a_file_takes_as_many_queries_for_one_campaign_as_for_three(
    db, count, django_assert_num_queries
):
    acme = brand("Acme")
    lines = [RateLine.of(campaign(acme, f"C{n}").code, "1", "0.5") for n in range(count)]

    with django_assert_num_queries(5):
        publish_rate_lines(brand=acme, lines=lines, effective_from=SOON, at=NOON)


# ---------------------------------------------------------------- the command
def command(*arguments: str) -> str:
    with pytest.raises(CommandError) as refused:
        call_command("publish_rates", *arguments)
    assert refused.value.returncode == 2
    return str(refused.value)


@pytest.fixture
def rates(tmp_path):
    path = tmp_path / "rates.csv"
    path.write_text("campaign,bill_per_minute,pay_per_minute\nPS,0.70,0.40\n")
    return str(path)


def test_the_command_publishes_the_next_versions(phones, rates, capsys):
    call_command("publish_rates", rates, "--brand=acme", "--effective-from=2199-01-01")

    assert capsys.readouterr().out == (
        "PS: version 2 from 2199-01-01T00:00:00+00:00, billed 0.70, paid 0.40 USD a minute\n"
    )


def test_the_command_refuses_with_code_2_and_nothing_half_done(phones, rates, tmp_path):
    arguments = [rates, "--brand=acme"]

    assert "no brand 'none'" in command(rates, "--brand=none")
    assert "no ISO 8601 instant" in command(*arguments, "--effective-from=tomorrow")
    assert "already holds from" in command(*arguments, "--effective-from=1980-01-01")
    assert "cannot change the past" in command(*arguments, "--effective-from=2000-01-01")
    assert "cannot be opened" in command(str(tmp_path / "none.csv"), "--brand=acme")
    assert numbers(phones) == [1]
