"""Set what bonuses pay, note who earned one, and pay each once."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import IntegrityError, connection, transaction

from marketplace.campaigns.models import Campaign
from onboarding.calendars.periods import local_day
from onboarding.errors import Refused
from onboarding.users.models import User
from payouts.extras.models import ExtraKind
from payouts.extras.services import NewExtra, book_extras
from payouts.guarantees.bonus import of_training, once
from payouts.guarantees.earned import EARNED
from payouts.guarantees.models import Funding
from payouts.guarantees.policies import check_may_fund
from payouts.guarantees.rewards import Bonus, BonusCase, BonusKind, BonusTerms
from payouts.money import Money

_LOCK = 7_233

_KINDS: Final = {
    BonusKind.REFERRAL: ExtraKind.REFERRAL_BONUS,
    BonusKind.CERTIFICATION: ExtraKind.CERTIFICATION_BONUS,
    BonusKind.TRAINING: ExtraKind.TRAINING,
}


class BonusTermsOfThePast(Refused):
    """Terms of a bonus begin now or later, and each instant has one."""

    code = "bonus_terms_of_the_past"


class NeverReferredTwice(Refused):
    """An agent is referred by one other agent, once."""

    code = "never_referred_twice"


@dataclass(frozen=True, slots=True)
class Reward:
    """What a kind of bonus pays and charges, major units; for training, an hour of it."""

    pay: Decimal
    charge: Decimal
    funded_by: Funding
    needed_seconds: int = 0
    within_days: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an agent earns a bonus. ``about_id`` is the agent whom they referred."""

    campaign_id: int
    kind: BonusKind
    agent_id: int
    reference: str
    happened_at: datetime
    about_id: int | None = None
    seconds: int = 0


@transaction.atomic
def set_bonus(
    *,
    campaign_id: int,
    kind: BonusKind,
    reward: Reward,
    effective_from: datetime,
    actor: User,
    at: datetime,
) -> BonusTerms:
    """Say what a kind of bonus pays on a campaign from an instant on; an amount of zero ends it.

    Raises:
        MayNotFund: ``actor`` may not spend the money of who funds it.
        BonusTermsOfThePast: it would begin before ``at``, or where other terms begin.
    """
    campaign = Campaign.objects.select_for_update(no_key=True).get(pk=campaign_id)
    check_may_fund(actor, campaign, reward.funded_by)
    known = BonusTerms.objects.filter(campaign=campaign, kind=kind, effective_from=effective_from)
    if effective_from < at or known.exists():
        raise BonusTermsOfThePast("Choose an instant from now on at which no other terms begin.")
    return BonusTerms.objects.create(
        campaign=campaign,
        kind=kind,
        effective_from=effective_from,
        pay=reward.pay,
        charge=reward.charge if reward.funded_by == Funding.BRAND else Decimal(0),
        funded_by=reward.funded_by,
        needed_seconds=reward.needed_seconds,
        within_days=reward.within_days,
        set_by=actor,
        set_at=at,
    )


@transaction.atomic
def note_reason(*, reason: Reason, source: str, at: datetime) -> bool:
    """Note that somebody referred, was certified or was trained; return whether that is new.

    The same reason again changes nothing, whatever else is said of it.

    Raises:
        NeverReferredTwice: the agent was referred by somebody else, or by themselves.
    """
    if reason.kind == BonusKind.REFERRAL and reason.about_id in (None, reason.agent_id):
        raise NeverReferredTwice("Somebody else is referred, not oneself.")
    known = BonusCase.objects.filter(
        agent=reason.agent_id, kind=reason.kind, reference=reason.reference
    )
    if known.exists():
        return False
    try:
        with transaction.atomic():
            BonusCase.objects.create(
                campaign_id=reason.campaign_id,
                kind=reason.kind,
                agent_id=reason.agent_id,
                reference=reason.reference,
                about_id=reason.about_id,
                happened_at=reason.happened_at,
                seconds=reason.seconds,
                source=source,
                recorded_at=at,
            )
    except IntegrityError:
        if known.exists():
            return False
        raise NeverReferredTwice("That agent was referred by somebody else before.") from None
    return True


@transaction.atomic
def pay_bonuses(*, at: datetime) -> int:
    """Pay every bonus that is earned and was not paid; return how many were.

    Each case is paid once. What is taken back later, by a person and with a reason, stays so.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute(
            f"SELECT case_id, terms_id, served FROM ({EARNED}) e"
            " WHERE NOT EXISTS (SELECT FROM payouts_bonus b WHERE b.case_id = e.case_id)"
            " ORDER BY case_id"
        )
        rows = cursor.fetchall()
    cases = BonusCase.objects.select_related("campaign", "agent", "about").in_bulk(
        [case for case, _, _ in rows]
    )
    terms = BonusTerms.objects.in_bulk({terms for _, terms, _ in rows})
    booked = book_extras(
        extras=[_new(cases[case], terms[by], served) for case, by, served in rows],
        actor=None,
        at=at,
    )
    Bonus.objects.bulk_create(
        [
            Bonus(case_id=case, terms_id=by, extra=extra)
            for (case, by, _), extra in zip(rows, booked, strict=True)
        ],
        batch_size=2_000,
    )
    return len(rows)


def _new(case: BonusCase, terms: BonusTerms, served: int) -> NewExtra:
    campaign = case.campaign
    pay = _amount(case, terms.pay)
    charge = _amount(case, terms.charge)
    return NewExtra(
        key=f"bonus:{case.pk}",
        kind=_KINDS[BonusKind(case.kind)],
        currency=campaign.currency,
        occurred_at=case.happened_at,
        work_day=local_day(case.happened_at, ZoneInfo(campaign.timezone)),
        description=_description(case)[:200],
        agent_id=case.agent_id,
        pay_minor=pay.minor,
        brand_id=campaign.brand_id,
        campaign_id=campaign.pk,
        charge_minor=charge.minor,
        working={
            "steps": _steps(case, terms.pay, served, pay),
            "charge_steps": _steps(case, terms.charge, served, charge),
            "funded_by": terms.funded_by,
        },
    )


def _amount(case: BonusCase, amount: Decimal) -> Money:
    if case.kind == BonusKind.TRAINING:
        return of_training(per_hour=amount, seconds=case.seconds, currency=case.campaign.currency)
    return once(amount=amount, currency=case.campaign.currency)


def _steps(case: BonusCase, amount: Decimal, served: int, total: Money) -> list[dict[str, Any]]:
    if not amount:
        return []
    if case.kind == BonusKind.TRAINING:
        return [
            {
                "step": "training",
                "seconds": case.seconds,
                "per_hour": f"{amount.normalize():f}",
                "result": str(total.exact),
            }
        ]
    step: dict[str, Any] = {"step": "bonus", "result": str(total.exact)}
    if case.kind == BonusKind.REFERRAL:
        return [{"step": "served", "seconds": served, "result": ""}, step]
    return [step]


def _description(case: BonusCase) -> str:
    if case.about is not None:
        return f"For referring {case.about.name} to {case.campaign.name}"
    if case.kind == BonusKind.TRAINING:
        return f"Training: {case.reference}, {case.campaign.name}"
    return f"Certified: {case.reference}, {case.campaign.name}"
