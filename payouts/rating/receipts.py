"""One contact's price laid open on one side, from seconds to money.

A receipt knows one side only: what an agent is paid never stands on a brand's receipt, nor
what a brand is charged on an agent's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import DateTimeField, OuterRef, QuerySet, Subquery

from marketplace.campaigns.models import RateCardVersion, RateMultiplier
from marketplace.interactions.models import Interaction, InteractionRevision
from onboarding.errors import NotFound
from payouts.metering.models import Exclusion
from payouts.rating.factors import Multiplier, multiplier_at
from payouts.rating.models import RatedWork, Ruling
from payouts.rating.ruled import NOT_RULED, Ruled, counted_as_ruled
from payouts.rating.time import Seconds, SideRules, counted_seconds, productive_seconds
from payouts.rating.working import Priced, RateInForce, Reversal, Side


class ContactUnknown(NotFound):
    """There is no such contact, or it is somebody else's."""

    code = "contact_unknown"


@dataclass(frozen=True, slots=True)
class Receipt:
    """One contact and every price it had on one side, the oldest first.

    ``facts`` is the newest revision that the reader may see; ``exclusion`` says why it counts
    for nothing, if so. ``was_reassigned``: a still newer one names another agent.
    """

    side: Side
    interaction: Interaction
    facts: InteractionRevision
    timezone: str
    exclusion: Exclusion
    was_metered: bool
    was_reassigned: bool
    currency: str
    prices: tuple[Priced, ...]

    @property
    def standing(self) -> Priced | None:
        """The price that stands, if one does."""
        return next((price for price in reversed(self.prices) if price.stands), None)

    @property
    def exact(self) -> Decimal:
        """What the contact is worth as of now: every price and every correction together."""
        return sum((price.net for price in self.prices), Decimal(0))

    @property
    def was_corrected(self) -> bool:
        """Whether a price was ever taken back."""
        return any(not price.stands for price in self.prices)

    @property
    def recomputes(self) -> bool:
        """Whether every price on it recomputes to the stored amount."""
        return all(price.recomputes for price in self.prices)


def pay_receipt_of(*, interaction_id: int, agent_id: int) -> Receipt:
    """What the agent is paid for one contact, and how it was worked out.

    Only the revisions that name the agent are read, and only prices of their work.

    Raises:
        ContactUnknown: no revision of such a contact names the agent.
    """
    revisions = _revisions(interaction_id).filter(agent=agent_id)
    work = RatedWork.objects.filter(agent=agent_id)
    return _receipt(Side.PAY, revisions, work)


def charge_receipt_of(*, interaction_id: int, brand_id: int) -> Receipt:
    """What the brand is charged for one contact, and how it was worked out.

    Raises:
        ContactUnknown: the brand has no such contact.
    """
    revisions = _revisions(interaction_id).filter(interaction__brand=brand_id)
    work = RatedWork.objects.filter(brand=brand_id)
    return _receipt(Side.CHARGE, revisions, work)


def _revisions(interaction_id: int) -> QuerySet[InteractionRevision]:
    return (
        InteractionRevision.objects.filter(interaction=interaction_id)
        .select_related("interaction__brand", "campaign", "usage")
        .order_by("revision")
    )


def _receipt(
    side: Side, readable: QuerySet[InteractionRevision], work: QuerySet[RatedWork]
) -> Receipt:
    revisions = list(readable)
    if not revisions:
        raise ContactUnknown("There is no such contact among yours.")
    facts = revisions[-1]
    interaction = facts.interaction
    usage = getattr(facts, "usage", None)
    return Receipt(
        side=side,
        interaction=interaction,
        facts=facts,
        timezone=facts.campaign.timezone if facts.campaign else interaction.brand.timezone,
        exclusion=Exclusion(usage.exclusion) if usage else Exclusion.NONE,
        was_metered=usage is not None,
        was_reassigned=interaction.revision > facts.revision,
        currency=facts.campaign.currency if facts.campaign else interaction.brand.currency,
        prices=_prices(side, revisions, work),
    )


def _prices(
    side: Side, revisions: Sequence[InteractionRevision], work: QuerySet[RatedWork]
) -> tuple[Priced, ...]:
    by_id = {revision.pk: revision for revision in revisions}
    following = (
        RateCardVersion.objects.filter(
            campaign=OuterRef("version__campaign"),
            effective_from__gt=OuterRef("version__effective_from"),
        )
        .order_by("effective_from", "pk")
        .values("effective_from")[:1]
    )
    rated = [
        (row, row.version_until)
        for row in work.filter(usage__in=list(by_id), corrects__isnull=True)
        .select_related("version", "campaign", "ruling", "corrected_by")
        .annotate(version_until=Subquery(following, output_field=DateTimeField()))
        .order_by("pk")
    ]
    multipliers: dict[int, list[Multiplier]] = {}
    for row in RateMultiplier.objects.filter(version__in={row.version_id for row, _ in rated}):
        multipliers.setdefault(row.version_id, []).append(_plain(row))
    return tuple(
        _priced(side, row, by_id[row.usage_id], multipliers.get(row.version_id, []), until_at)
        for row, until_at in rated
    )


def _priced(
    side: Side,
    work: RatedWork,
    revision: InteractionRevision,
    multipliers: Sequence[Multiplier],
    until_at: datetime | None,
) -> Priced:
    version: RateCardVersion = work.version
    took = Seconds(revision.talk_seconds, revision.hold_seconds, revision.wrap_seconds)
    productive = productive_seconds(
        took, hold_cap=version.hold_cap_seconds, wrap_cap=version.wrap_cap_seconds
    )
    wall = work.occurred_at.astimezone(ZoneInfo(work.campaign.timezone))
    multiplier = multiplier_at(multipliers, wall)
    is_pay = side is Side.PAY
    ruled = _ruled(side, work.ruling)
    return Priced(
        work_id=work.pk,
        revision=revision.revision,
        occurred_at=work.occurred_at,
        recorded_at=work.recorded_at,
        period_id=_period_of(side, work),
        took=took,
        productive=productive,
        counted=counted_as_ruled(
            counted_seconds(productive.seconds, rules_of(version, side)), ruled
        ),
        rate=RateInForce(
            number=version.number,
            from_at=version.effective_from,
            until_at=until_at,
            per_minute=version.pay_per_minute if is_pay else version.bill_per_minute,
            currency=work.currency,
        ),
        factor=_factor(side, multiplier),
        factor_name=multiplier.name if multiplier else "",
        stored_seconds=work.payable_seconds if is_pay else work.billable_seconds,
        exact=work.pay_exact if is_pay else work.charge_exact,
        reversal=_reversal(side, getattr(work, "corrected_by", None)),
        ruled=ruled,
        ruled_in=work.ruling.cause if ruled.says_something else "",
    )


def _ruled(side: Side, ruling: Ruling | None) -> Ruled:
    if ruling is None:
        return NOT_RULED
    if side is Side.PAY:
        return Ruled(ruling.payable_seconds, ruling.pay_exact)
    return Ruled(ruling.billable_seconds, ruling.charge_exact)


def _factor(side: Side, multiplier: Multiplier | None) -> Decimal:
    if multiplier is None:
        return Decimal(1)
    return multiplier.pay_factor if side is Side.PAY else multiplier.bill_factor


def _reversal(side: Side, correction: RatedWork | None) -> Reversal | None:
    if correction is None:
        return None
    return Reversal(
        recorded_at=correction.recorded_at,
        period_id=_period_of(side, correction),
        exact=correction.pay_exact if side is Side.PAY else correction.charge_exact,
    )


def rules_of(version: RateCardVersion, side: Side) -> SideRules:
    """How a version counts productive seconds on one side. Nothing is free of pay."""
    if side is Side.PAY:
        return SideRules(
            increment=version.pay_increment_seconds,
            minimum=version.pay_minimum_seconds,
            short=version.pay_short_seconds,
        )
    return SideRules(
        increment=version.bill_increment_seconds,
        minimum=version.bill_minimum_seconds,
        short=version.bill_short_seconds,
        free=version.bill_free_seconds,
    )


def _period_of(side: Side, work: RatedWork) -> int:
    return int(work.pay_period_id if side is Side.PAY else work.billing_period_id)


def _plain(row: RateMultiplier) -> Multiplier:
    return Multiplier(
        place=row.pk,
        name=row.name,
        pay_factor=row.pay_factor,
        bill_factor=row.bill_factor,
        weekdays=row.weekdays,
        on_date=row.on_date,
        from_minute=row.from_minute,
        to_minute=row.to_minute,
    )
