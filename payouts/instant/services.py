"""Set the tariff; quote; ask for an instant payout, once; take it back while it has not left."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from onboarding.agents.models import Agent
from onboarding.audit.services import advance
from onboarding.calendars.periods import local_day
from onboarding.errors import NotFound, NotPermitted, Refused
from onboarding.jobs import enqueue
from onboarding.users.models import Grant, User
from onboarding.users.selectors import has_grant
from payouts.gateway.services import PAYOUTS_REPORTED
from payouts.instant.models import InstantPayout, InstantStatus, InstantTariff
from payouts.instant.selectors import asked_on, being_paid, payable_minor, tariff_in_force
from payouts.instant.tariff import Quote, quote_of
from payouts.instant.wording import HINDERED
from payouts.money import Money
from payouts.payees.models import Payee
from payouts.payees.rails import Rail
from payouts.payees.selectors import on_hold
from payouts.runs.on_request import begin_run
from payouts.runs.payability import Standing, carried_minor, hindrance_of_payee, minimum_minor
from payouts.runs.reserving import AnotherPayoutIsUnderWay, cancel_payout

_ASKED_BACK = "The agent took it back before it was sent."


class MayNotSetTariff(NotPermitted):
    """Tariffs are set by staff who may set terms."""

    code = "may_not_set_tariff"


class TariffOfThePast(Refused):
    """A tariff begins now or later: what was shown to those who asked before stays as it was."""

    code = "tariff_of_the_past"


class NotOffered(Refused):
    """There is no tariff in this currency, or it ended."""

    code = "instant_not_offered"


class PayeeNotReady(Refused):
    """Something stands in the way of any payout."""

    code = "payee_not_ready"


class AccountCannot(Refused):
    """The rail or the bank behind the account does not take instant payouts."""

    code = "account_cannot"


class MoreThanPayable(Refused):
    """Less than that can be paid now."""

    code = "more_than_payable"


class TooLittle(Refused):
    """What would arrive is less than the smallest payout."""

    code = "too_little"


class DayLimitReached(Refused):
    """An agent asks for so much in a day and not more."""

    code = "day_limit_reached"


class QuoteHasChanged(Refused):
    """The fee that was shown is not the fee now."""

    code = "quote_has_changed"


class InstantUnknown(NotFound):
    """There is no such payout, or it is somebody else's."""

    code = "instant_unknown"


@dataclass(frozen=True, slots=True)
class NewTariff:
    """What is to hold for one currency; percent of what is asked, the rest in minor units."""

    currency: str
    percent: Decimal
    minimum_minor: int
    day_limit_minor: int
    is_offered: bool = True


@dataclass(frozen=True, slots=True)
class Ask:
    """What an agent confirmed: how much, at which fee, on a page with a key of its own."""

    currency: str
    asked_minor: int
    fee_minor: int
    key: UUID


@transaction.atomic
def set_tariff(
    *, tariff: NewTariff, effective_from: datetime, actor: User, at: datetime
) -> InstantTariff:
    """Publish what instant payouts in a currency cost from an instant on.

    Raises:
        MayNotSetTariff: ``actor`` may not set terms.
        TariffOfThePast: it would begin before ``at``.
    """
    if not has_grant(actor, Grant.SET_TERMS):
        raise MayNotSetTariff("Your login does not include setting terms.")
    if effective_from < at:
        raise TariffOfThePast("A tariff cannot begin in the past.")
    known = InstantTariff.objects.filter(currency=tariff.currency, effective_from=effective_from)
    if known.exists():
        raise TariffOfThePast("Another tariff begins at this very instant. Choose a later one.")
    return InstantTariff.objects.create(
        currency=tariff.currency,
        effective_from=effective_from,
        is_offered=tariff.is_offered,
        percent=tariff.percent,
        minimum_minor=tariff.minimum_minor,
        day_limit_minor=tariff.day_limit_minor,
        set_by=actor,
        set_at=at,
    )


def quote(
    *, agent: Agent, currency: str, asked_minor: int, at: datetime
) -> tuple[Quote, InstantTariff]:
    """What asking for so much now would cost ``agent``; nothing is written.

    Raises:
        NotOffered, PayeeNotReady, AccountCannot, AnotherPayoutIsUnderWay, MoreThanPayable,
        TooLittle, DayLimitReached: it would be refused.
    """
    tariff = tariff_in_force(currency=currency, at=at)
    if tariff is None:
        raise NotOffered("Instant payouts are not offered in this currency now.")
    _refuse_unless_ready(agent, currency, at=at)
    payable = carried_minor(payable_minor(agent_id=agent.pk, currency=currency, at=at), currency)
    if asked_minor > payable:
        raise MoreThanPayable(
            f"You can ask for {_said(max(payable, 0), currency)} now, and not for more."
        )
    _refuse_over_the_limit(agent, tariff, asked_minor, at=at)
    found = quote_of(max(asked_minor, 1), tariff.price)
    if found.net_minor < minimum_minor(currency):
        raise TooLittle(
            f"Less than {_said(minimum_minor(currency), currency)} would arrive after the fee of "
            f"{_said(found.fee_minor, currency)}. Ask for more, or wait for pay day: it is free."
        )
    return found, tariff


@transaction.atomic
def request_instant(*, agent: Agent, ask: Ask, actor: User, at: datetime) -> InstantPayout:
    """Have what ``agent`` confirmed paid within minutes; the same page twice is one payout.

    The amount and the fee leave what is payable at once, so nothing else can promise them.

    Raises:
        QuoteHasChanged: the fee is no longer the one that was shown.
        And what ``quote`` raises.
    """
    # The payee's row is the lock under which an agent's payouts follow one another.
    payee = Payee.objects.select_for_update(no_key=True).filter(agent=agent).first()
    known = InstantPayout.objects.filter(agent=agent, key=ask.key).first()
    if known is not None:
        return known
    found, tariff = quote(agent=agent, currency=ask.currency, asked_minor=ask.asked_minor, at=at)
    if found.fee_minor != ask.fee_minor:
        raise QuoteHasChanged("The fee has changed since you saw it. Please look again.")
    assert payee is not None, "who is ready is a payee"
    payout = begin_run(
        payee=payee,
        amount=Money(found.net_minor, ask.currency),
        fee=Money(found.fee_minor, ask.currency),
        actor=actor,
        at=at,
    )
    instant = InstantPayout.objects.create(
        key=ask.key,
        payout=payout,
        agent=agent,
        tariff=tariff,
        currency=ask.currency,
        asked_minor=found.asked_minor,
        fee_minor=found.fee_minor,
        requested_at=at,
        requested_on=local_day(at, ZoneInfo(agent.timezone)),
    )
    enqueue(PAYOUTS_REPORTED)
    return instant


@transaction.atomic
def withdraw(*, agent: Agent, public_id: UUID, actor: User, at: datetime) -> InstantPayout:
    """Take back what has not left: amount and fee are payable again.

    Raises:
        InstantUnknown: the agent has asked for no such payout.
        TransitionRefused: it was sent, and its outcome is open or known.
    """
    instant = InstantPayout.objects.filter(agent=agent, public_id=public_id).first()
    if instant is None:
        raise InstantUnknown("There is no such payout among yours.")
    cancel_payout(payout_id=instant.payout_id, actor=actor, at=at, reason=_ASKED_BACK)
    instant = InstantPayout.objects.select_for_update(no_key=True).get(pk=instant.pk)
    advance(
        instant,
        to=InstantStatus.WITHDRAWN,
        actor=actor,
        at=at,
        reason=_ASKED_BACK,
    )
    return instant


def _refuse_unless_ready(agent: Agent, currency: str, *, at: datetime) -> None:
    payee = Payee.objects.filter(agent=agent).order_by("pk").first()
    if payee is None:
        raise PayeeNotReady("You have no payout account yet.")
    if payee.rail != Rail.PROCESSOR:
        raise AccountCannot("You are paid by bank transfer, which takes a day or more.")
    hindrance = hindrance_of_payee(
        Standing(
            agent_id=agent.pk,
            available_minor=0,
            payee_id=payee.pk,
            account=payee.account,
            is_enabled=payee.transfers_enabled,
            is_on_hold=payee.pk in on_hold([payee.pk]),
            is_cooling=payee.cooling_until is not None and payee.cooling_until > at,
            lacks_tax_form=payee.tax_form_until is None or payee.tax_form_until < at.date(),
        )
    )
    if hindrance is not None:
        raise PayeeNotReady(str(HINDERED[hindrance]))
    if currency not in payee.instant_currencies:
        raise AccountCannot(
            "Your bank or card does not take instant payouts in this currency. Another one that "
            "does can be named at the processor."
        )
    if being_paid(agent_id=agent.pk, currency=currency) is not None:
        raise AnotherPayoutIsUnderWay("Another payout to you is under way. Ask again after it.")


def _refuse_over_the_limit(
    agent: Agent, tariff: InstantTariff, asked_minor: int, *, at: datetime
) -> None:
    day = local_day(at, ZoneInfo(agent.timezone))
    before = asked_on(agent_id=agent.pk, currency=tariff.currency, day=day)
    left = tariff.day_limit_minor - before
    if asked_minor > left:
        raise DayLimitReached(
            f"You can ask for {_said(tariff.day_limit_minor, tariff.currency)} in a day. "
            f"Today {_said(max(left, 0), tariff.currency)} of it is left."
        )


def _said(minor: int, currency: str) -> str:
    return f"{Money(minor, currency).exact} {currency}"
