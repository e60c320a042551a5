from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection

from payouts.extras.models import Extra
from payouts.extras.services import take_back
from payouts.extras.wording import working_lines
from payouts.guarantees.models import Funding
from payouts.guarantees.policies import MayNotFund
from payouts.guarantees.rewarding import (
    BonusTermsOfThePast,
    NeverReferredTwice,
    Reason,
    Reward,
    note_reason,
    pay_bonuses,
    set_bonus,
)
from payouts.guarantees.rewards import Bonus, BonusCase, BonusKind, BonusTerms
from payouts.ledger.chart import AccountKind
from payouts.ledger.selectors import balance
from tests.factories.marketplace import campaign, contact
from tests.factories.onboarding import agent, brand, member, staff
from tests.payouts.chain import book
from tests.payouts.guarantees.hours import laws_broken
from tests.payouts.owner import owner_login  # noqa: F401
from tests.times import NOON

DAY = timedelta(days=1)
BEFORE = NOON - 10 * DAY
REFERRAL = Reward(Decimal(50), Decimal(60), Funding.BRAND, needed_seconds=600, within_days=14)


class Scene:
    """Ada refers Bea to Acme's phones."""

    def __init__(self) -> None:
        self.acme = brand("Acme")
        self.olga = member(self.acme, "Olga")
        self.ada, self.bea = agent("Ada"), agent("Bea")
        self.phones = campaign(self.acme)

    def terms(self, kind=BonusKind.REFERRAL, reward=REFERRAL, at=BEFORE, **more) -> BonusTerms:
        by = more.pop("actor", self.olga)
        return set_bonus(
            campaign_id=self.phones.pk,
            kind=kind,
            reward=reward,
            effective_from=more.pop("effective_from", at),
            actor=by,
            at=at,
        )

    def refers(self, by=None, about=None) -> bool:
        about = about or self.bea
        return self.notes(
            BonusKind.REFERRAL, str(about.public_id), by=by or self.ada, about_id=about.pk
        )

    def notes(self, kind: BonusKind, reference: str, *, by=None, **more) -> bool:
        reason = Reason(self.phones.pk, kind, (by or self.ada).pk, reference, NOON, **more)
        return note_reason(reason=reason, source="test", at=NOON)

    @property
    def sums(self) -> tuple[int, int]:
        return (
            balance(AccountKind.AGENT_PENDING, "USD", self.ada.pk).minor,
            balance(AccountKind.BRAND_UNBILLED, "USD", self.acme.pk).minor,
        )


@pytest.fixture
def scene(db) -> Scene:
    return Scene()


def test_a_referral_pays_once_the_new_agent_has_served(scene):
    scene.terms()
    scene.refers()
    contact(scene.phones, scene.bea, seconds=599, ended_at=NOON + DAY)
    book(NOON + DAY)
    too_few = pay_bonuses(at=NOON + DAY)
    contact(scene.phones, scene.bea, seconds=1, ended_at=NOON + 2 * DAY)
    book(NOON + 2 * DAY)
    before = scene.sums

    paid = pay_bonuses(at=NOON + 2 * DAY)

    assert (too_few, paid, pay_bonuses(at=NOON + 3 * DAY)) == (0, 1, 0)
    assert (scene.sums[0] - before[0], scene.sums[1] - before[1]) == (5_000, 6_000)
    extra = Extra.objects.get()
    assert extra.description == "For referring Bea to Acme PS"
    assert [line[1:] for line in working_lines(extra)] == [
        ("10 min", "as the terms ask", ""),
        ("", "once for this pair", "50.00"),
    ]
    assert laws_broken(NOON + 30 * DAY) == []


def test_who_serves_too_late_earns_nobody_a_bonus(scene):
    scene.terms()
    scene.refers()
    contact(scene.phones, scene.bea, seconds=600, ended_at=NOON + 14 * DAY)
    book(NOON + 14 * DAY)

    assert pay_bonuses(at=NOON + 15 * DAY) == 0


def test_nobody_is_referred_twice_or_by_themselves(scene):
    scene.terms()

    assert (scene.refers(), scene.refers()) == (True, False)
    with pytest.raises(NeverReferredTwice):
        scene.refers(by=agent("Cleo"))
    with pytest.raises(NeverReferredTwice):
        scene.refers(about=scene.ada)

    assert BonusCase.objects.count() == 1


def test_a_certificate_pays_once_however_often_it_is_reported(scene):
    scene.terms(BonusKind.CERTIFICATION, Reward(Decimal(20), Decimal(0), Funding.BRAND))

    noted = [scene.notes(BonusKind.CERTIFICATION, "Chat basics") for _ in range(2)]
    paid = [pay_bonuses(at=NOON) for _ in range(2)]

    assert (noted, paid, scene.sums) == ([True, False], [1, 0], (2_000, 0))
    assert laws_broken(NOON + 9 * DAY) == []


def test_training_is_metered_like_work(scene):
    scene.terms(BonusKind.TRAINING, Reward(Decimal(12), Decimal(14), Funding.BRAND))
    scene.notes(BonusKind.TRAINING, "Refunds, 16 September", seconds=5_401)

    pay_bonuses(at=NOON)

    assert scene.sums == (1_800, 2_100)
    assert working_lines(Extra.objects.get())[0][1:] == (
        "1 h 30 min",
        "× 12 an hour",
        "18.00",
    )
    assert laws_broken(NOON + 9 * DAY) == []


def test_what_a_person_took_back_is_not_paid_again(scene):
    scene.terms(BonusKind.CERTIFICATION, Reward(Decimal(20), Decimal(20), Funding.BRAND))
    scene.notes(BonusKind.CERTIFICATION, "Chat basics")
    pay_bonuses(at=NOON)
    take_back(extra_id=Extra.objects.get().pk, reason="Copied.", actor=staff("Bo"), at=NOON)

    assert pay_bonuses(at=NOON) == 0
    assert scene.sums == (0, 0)
    assert laws_broken(NOON + 9 * DAY) == []


def test_the_terms_of_the_day_on_which_it_was_earned_hold(scene):
    once = Reward(Decimal(20), Decimal(20), Funding.BRAND)
    scene.terms(BonusKind.CERTIFICATION, once)
    later = NOON + timedelta(seconds=1)
    ended = Reward(Decimal(0), Decimal(0), Funding.BRAND)
    scene.terms(BonusKind.CERTIFICATION, ended, effective_from=later)
    scene.notes(BonusKind.CERTIFICATION, "Chat basics")

    pay_bonuses(at=NOON + DAY)

    assert scene.sums == (2_000, 2_000)


def test_terms_are_set_by_whose_money_it_is_and_never_for_the_past(scene):
    scene.terms()

    with pytest.raises(MayNotFund):
        scene.terms(actor=member(brand("Globex"), "Eve"), effective_from=NOON)
    with pytest.raises(BonusTermsOfThePast):
        scene.terms()
    with pytest.raises(BonusTermsOfThePast):
        scene.terms(effective_from=BEFORE - DAY)

    assert BonusTerms.objects.count() == 1


@pytest.mark.parametrize(
    ("code", "deed"),
    [
        ("I13l", "UPDATE payouts_extra SET pay_minor = pay_minor + 1"),
        ("I13l", "UPDATE payouts_extra SET charge_minor = charge_minor + 1"),
        ("I13l", "DELETE FROM payouts_bonus"),
        ("I13l", "UPDATE payouts_bonus SET terms_id = terms_id + 1000"),
    ],
)
def test_a_bonus_against_its_terms_is_found(code, deed, owner_login, db):  # noqa: F811
    scene = Scene()
    scene.terms(BonusKind.CERTIFICATION, Reward(Decimal(20), Decimal(20), Funding.BRAND))
    scene.notes(BonusKind.CERTIFICATION, "Chat basics")
    pay_bonuses(at=NOON)
    before = laws_broken(NOON + 9 * DAY)

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(deed)
        cursor.execute("SET LOCAL session_replication_role = origin")

    assert (before, Bonus.objects.count() <= 1) == ([], True)
    assert laws_broken(NOON + 9 * DAY) == [code]
