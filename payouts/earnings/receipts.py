"""The pay receipt of one contact: its working, and what became of the money."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from onboarding.agents.models import Agent
from payouts.accruals.models import Clearing
from payouts.accruals.services import clears_on
from payouts.earnings.withheld import NOTHING_KEPT, Kept, kept_of_contact
from payouts.money import Money
from payouts.periods.models import Period
from payouts.rating.receipts import Receipt, pay_receipt_of
from payouts.runs.models import Payout, PayoutStatus


class Stage(models.TextChoices):
    """How far earned money has come."""

    OPEN = "OPEN", _("The week is still open")
    PENDING = "PENDING", _("Pending")
    WITHHELD = "WITHHELD", _("Contested, waits")
    PAYABLE = "PAYABLE", _("Payable")
    ON_ITS_WAY = "ON_ITS_WAY", _("On its way")
    PAID = "PAID", _("Paid")


@dataclass(frozen=True, slots=True)
class Fate:
    """Where the money of one contact in one pay period is now.

    ``on``: cleared, paid, or clearing on this day. ``withheld``: how much of it waits because it
    is contested; ``is_settled``: no longer, and it clears with the next run.
    """

    period: Period
    stage: Stage
    on: date | None = None
    payout: Payout | None = None
    withheld: Money | None = None
    is_settled: bool = False


@dataclass(frozen=True, slots=True)
class PayReceipt:
    """A receipt with the fate of every week in which it moved money."""

    receipt: Receipt
    fates: dict[int, Fate]

    @property
    def fate(self) -> Fate | None:
        """Where the money of the price that stands is."""
        standing = self.receipt.standing
        return self.fates[standing.period_id] if standing else None

    @property
    def movements(self) -> list[tuple[datetime, str, object, Fate]]:
        """Every price and every correction in the order in which they were written."""
        moves: list[tuple[datetime, str, object, Fate]] = []
        for price in self.receipt.prices:
            moves.append((price.recorded_at, "priced", price.exact, self.fates[price.period_id]))
            if price.reversal:
                taken = price.reversal
                moves.append(
                    (taken.recorded_at, "reversed", taken.exact, self.fates[taken.period_id])
                )
        return sorted(moves, key=lambda move: (move[0], move[1] != "reversed"))


def pay_receipt(*, agent: Agent, interaction_id: int) -> PayReceipt:
    """The receipt of one of the agent's contacts.

    Raises:
        ContactUnknown: no revision of such a contact names the agent.
    """
    receipt = pay_receipt_of(interaction_id=interaction_id, agent_id=agent.pk)
    periods = {price.period_id for price in receipt.prices} | {
        price.reversal.period_id for price in receipt.prices if price.reversal
    }
    kept = kept_of_contact(agent=agent, interaction_id=interaction_id)
    return PayReceipt(receipt=receipt, fates=fates_of(agent=agent, period_ids=periods, kept=kept))


def fates_of(
    *, agent: Agent, period_ids: Collection[int], kept: Mapping[int, Kept]
) -> dict[int, Fate]:
    """Where a contact's money in each of these pay periods of the agent is, in two queries.

    A payout takes all that was payable before its run's cut-off, so what cleared before that
    went with it. ``kept`` says what was kept from the clearing because it is contested.
    """
    periods = list(Period.objects.filter(agent=agent, pk__in=period_ids).select_related("clearing"))
    cleared = [clearing.cleared_at for clearing in map(_clearing, periods) if clearing]
    payouts: list[Payout] = []
    if cleared:
        payouts = list(
            Payout.objects.filter(
                agent=agent,
                run__cutoff_at__gt=min(cleared),
                status__in=[PayoutStatus.PAID, *PayoutStatus.live()],
            )
            .select_related("run")
            .order_by("run__cutoff_at", "pk")
        )
    return {
        period.pk: _fate(period, payouts, kept.get(period.pk, NOTHING_KEPT)) for period in periods
    }


def _clearing(period: Period) -> Clearing | None:
    return getattr(period, "clearing", None)


def _fate(period: Period, payouts: list[Payout], kept: Kept) -> Fate:
    if kept.minor:
        withheld = Money(kept.minor, period.currency)
        return Fate(period, Stage.WITHHELD, withheld=withheld, is_settled=kept.is_settled)
    if period.cutoff_at is None:
        return Fate(period, Stage.OPEN)
    clearing = _clearing(period)
    if clearing is None:
        return Fate(period, Stage.PENDING, clears_on(period.cutoff_at.date()))
    cleared_at = kept.released_at or clearing.cleared_at
    for payout in payouts:
        if payout.currency == period.currency and payout.run.cutoff_at > cleared_at:
            if payout.paid_at is None:
                return Fate(period, Stage.ON_ITS_WAY, payout=payout)
            return Fate(period, Stage.PAID, payout.paid_at.date(), payout)
    return Fate(period, Stage.PAYABLE, cleared_at.date())
