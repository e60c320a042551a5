"""Book what was decided of disputes: a ruling for each, and word to both sides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_FLOOR, Decimal

from onboarding.users.models import User
from payouts.accruals.withholding import TakenBack
from payouts.disputes.choices import DisputeStatus, Reason
from payouts.disputes.clock import Side
from payouts.disputes.models import Dispute, Verdict
from payouts.disputes.outcomes import Decided, Favours, Price, favours
from payouts.disputes.services import settle_disputes
from payouts.disputes.telling import Event, tell_of
from payouts.money import exponent
from payouts.rating.models import RatedWork
from payouts.rating.rulings import NewRuling, rule_on_work

_NO_PRICE = Price(0, Decimal(0), Decimal(0), Decimal(1))


@dataclass(frozen=True, slots=True)
class Case:
    """One dispute, the price of its contact that stands, and what was decided of it."""

    dispute: Dispute
    work: RatedWork | None
    decided: Decided
    favours: Favours


def book_verdicts(
    cases: Sequence[Case],
    *,
    to: DisputeStatus,
    because: Reason,
    words: str,
    actor: User | None,
    at: datetime,
) -> list[Verdict]:
    """Book what was decided of locked disputes, settle them, and tell both sides."""
    written = rule_on_work(
        rulings=[_ruling(case) for case in cases if case.decided.says_something], at=at
    )
    taken_back = _taken_back(cases, written)
    settle_disputes(
        [case.dispute for case in cases], to=to, actor=actor, at=at, taken_back=taken_back
    )
    verdicts = Verdict.objects.bulk_create(
        Verdict(
            dispute=case.dispute,
            favours=case.favours,
            reason=because,
            words=words,
            pay_seconds=case.decided.pay.seconds,
            pay_exact=case.decided.pay.exact,
            charge_seconds=case.decided.charge.seconds,
            charge_exact=case.decided.charge.exact,
            ruling_id=written.get(case.dispute.cause),
            decided_by=actor,
            decided_at=at,
        )
        for case in cases
    )
    event = Event.LAPSED if to == DisputeStatus.LAPSED else Event.DECIDED
    tell_of(event, [case.dispute.pk for case in cases], at=at)
    return verdicts


def case_of(dispute: Dispute, decided: Decided, work: RatedWork | None) -> Case:
    """What a decision makes of one dispute, whose contact stands at the price of ``work``."""
    pay, charge = prices_of(work)
    asked = _asked(dispute, pay=pay, charge=charge)
    whom = favours(Side(dispute.opener), decided, pay=pay, charge=charge, asked=asked)
    return Case(dispute, work, decided, whom)


def prices_of(work: RatedWork | None) -> tuple[Price, Price]:
    """Both sides of a price, the pay first; nothing where there is none."""
    if work is None:
        return _NO_PRICE, _NO_PRICE
    version = work.version
    return (
        Price(work.payable_seconds, work.pay_exact, version.pay_per_minute, work.pay_factor),
        Price(work.billable_seconds, work.charge_exact, version.bill_per_minute, work.bill_factor),
    )


def _asked(dispute: Dispute, *, pay: Price, charge: Price) -> Decimal:
    """What the contested side of the price would be if it went as the opener asks."""
    if dispute.opener == Side.BRAND:
        return max(charge.exact - dispute.at_stake_exact, Decimal(0))
    return pay.exact + dispute.at_stake_exact


def _ruling(case: Case) -> NewRuling:
    dispute = case.dispute
    assert dispute.interaction_id is not None, "only a contact has a price"
    return NewRuling(
        cause=dispute.cause,
        interaction_id=dispute.interaction_id,
        agent_id=dispute.agent_id,
        campaign_id=dispute.campaign_id,
        pay=case.decided.pay,
        charge=case.decided.charge,
    )


def _taken_back(cases: Sequence[Case], written: dict[str, int]) -> dict[str, TakenBack]:
    """What each correction took of an agent's pay, in minor units rounded down, and where."""
    corrections = dict(
        RatedWork.objects.filter(
            corrects__in=[case.work.pk for case in cases if case.work]
        ).values_list("corrects", "pay_period")
    )
    taken: dict[str, TakenBack] = {}
    for case in cases:
        if case.work is None or case.dispute.cause not in written:
            continue
        pay, _ = prices_of(case.work)
        less = (pay.exact - pay.as_ruled(case.decided.pay)).scaleb(exponent(case.work.currency))
        minor = int(less.to_integral_value(rounding=ROUND_FLOOR))
        if minor > 0:
            taken[case.dispute.cause] = TakenBack(corrections[case.work.pk], minor)
    return taken
