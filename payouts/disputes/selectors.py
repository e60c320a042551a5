"""Disputes as each side and the deciding desk see them; what they have come to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, Count, F, Q, QuerySet, Sum
from django.db.models.functions import Cast, Coalesce, Extract

from marketplace.interactions.models import Interaction, Outcome
from onboarding.brands.models import Brand
from onboarding.calendars.selectors import bank_holidays
from payouts.disputes.choices import DisputeSide, DisputeStatus, Ground
from payouts.disputes.clock import overdue_before
from payouts.disputes.models import Dispute, Evidence, Verdict
from payouts.money import Money

_LIVE = Q(status__in=DisputeStatus.live())
# A contact that an agent misses ended within this of when they say it did.
_ABOUT = timedelta(hours=12)
_CANDIDATES = 20


def disputes_of(*, brand_id: int | None = None, agent_id: int | None = None) -> QuerySet[Dispute]:
    """Disputes in which a brand or an agent is a side, or all, with what a list shows."""
    disputes = Dispute.objects.select_related("brand", "agent", "campaign", "verdict")
    if brand_id is not None:
        return disputes.filter(brand=brand_id)
    if agent_id is not None:
        return disputes.filter(agent=agent_id)
    return disputes


def by_urgency(disputes: QuerySet[Dispute]) -> QuerySet[Dispute]:
    """Disputes with ``urgency``, larger where they wait for longer, or will sooner."""
    since = Coalesce("answered_at", "answer_due_at")
    seconds = Cast(Extract(since, "epoch"), BigIntegerField())
    return disputes.annotate(urgency=0 - seconds)


def evidence_in(dispute: Dispute) -> QuerySet[Evidence]:
    """What both sides said and showed, of this dispute and of the batch it came in."""
    return (
        Evidence.objects.filter(Q(dispute=dispute) | Q(batch__isnull=False, batch=dispute.batch_id))
        .select_related("file", "given_by")
        .defer("file__content")
        .order_by("given_at", "pk")
    )


def siblings_of(dispute: Dispute) -> QuerySet[Dispute]:
    """Other open disputes of the same batch with the same agent."""
    return Dispute.objects.filter(
        batch__isnull=False,
        batch=dispute.batch_id,
        agent=dispute.agent_id,
        status=DisputeStatus.OPEN,
    ).exclude(pk=dispute.pk)


def disputed_minor_by_invoice(*, brand_id: int | None = None) -> dict[int, int]:
    """Minor units that brands contest of each invoice and nobody has settled, net of tax.

    An invoice of which nothing is contested is not in it. Dunning leaves this much alone.
    """
    disputes = Dispute.objects.filter(_LIVE, opener=DisputeSide.BRAND, invoice__isnull=False)
    if brand_id is not None:
        disputes = disputes.filter(brand=brand_id)
    sums = (
        disputes.values_list("invoice", "currency")
        .annotate(exact=Sum("at_stake_exact"))
        .order_by("invoice")
    )
    return {invoice: Money.of_exact(exact, currency).minor for invoice, currency, exact in sums}


def standing_dispute(
    *, opener: DisputeSide, party_id: int, interaction_id: int, work_id: int | None
) -> Dispute | None:
    """What a side has opened of the price of a contact already and not taken back, if anything."""
    party = {opener.lower(): party_id}
    same_price = Q(work=work_id) if work_id else Q(work__isnull=True)
    opened = Dispute.objects.filter(
        same_price | _LIVE, **party, opener=opener, interaction=interaction_id
    )
    return opened.exclude(status=DisputeStatus.WITHDRAWN).order_by("-pk").first()


def live_of_invoice(invoice_id: int) -> QuerySet[Dispute]:
    """What is contested of one invoice and not settled."""
    return disputes_of().filter(_LIVE, invoice=invoice_id)


@dataclass(frozen=True, slots=True)
class Record:
    """What came of the disputes of one side so far."""

    opened: int
    live: int
    won: int
    in_part: int
    lost: int

    @property
    def settled(self) -> int:
        """Those that have an outcome."""
        return self.won + self.in_part + self.lost


def record_of(side: DisputeSide, party_id: int) -> Record:
    """How the disputes that a brand or an agent opened came out, in one query."""
    party = {side.lower(): party_id}
    counts = Dispute.objects.filter(**party, opener=side).aggregate(
        opened=Count("pk"),
        live=Count("pk", filter=_LIVE),
        won=Count("pk", filter=Q(verdict__favours="OPENER")),
        in_part=Count("pk", filter=Q(verdict__favours="BOTH_IN_PART")),
        lost=Count("pk", filter=Q(verdict__favours="OTHER")),
    )
    return Record(**counts)


def candidates_for(dispute: Dispute) -> QuerySet[Interaction]:
    """Handled contacts of the brand that name no agent and may be the missing one."""
    if dispute.ground != Ground.MISSING:
        return Interaction.objects.none()
    about = Q(ended_at__gte=dispute.contact_at - _ABOUT, ended_at__lte=dispute.contact_at + _ABOUT)
    named = Q(external_id=dispute.contact_ref) & ~Q(external_id="")
    found = (
        Interaction.objects.filter(
            about | named, brand=dispute.brand_id, outcome=Outcome.HANDLED, agent__isnull=True
        )
        .select_related("campaign")
        .order_by("ended_at", "pk")
    )
    return found[:_CANDIDATES]


def waiting_counts(*, at: datetime) -> Mapping[str, int]:
    """How many wait for a decision, for an answer, for a person after silence; and too long."""
    late = overdue_before(at, holidays=bank_holidays())
    unanswered = Q(status=DisputeStatus.OPEN, answer_due_at__lt=late)
    return Dispute.objects.filter(_LIVE).aggregate(
        overdue=Count("pk", filter=Q(answered_at__lt=late) | unanswered),
        to_decide=Count("pk", filter=Q(status=DisputeStatus.ANSWERED)),
        unanswered=Count("pk", filter=Q(status=DisputeStatus.OPEN, answer_due_at__lte=at)),
        waiting=Count("pk", filter=Q(status=DisputeStatus.OPEN, answer_due_at__gt=at)),
    )


def to_decide(disputes: QuerySet[Dispute], *, at: datetime) -> QuerySet[Dispute]:
    """Those that only a person can end now."""
    return disputes.filter(
        Q(status=DisputeStatus.ANSWERED) | Q(status=DisputeStatus.OPEN, answer_due_at__lte=at)
    )


@dataclass(frozen=True, slots=True)
class Measures:
    """What disputes have come to: counts by outcome, and shares by brand and campaign."""

    outcomes: dict[str, int]
    by_brand: list[tuple[str, Decimal]]
    by_campaign: list[tuple[str, Decimal]]
    ages: list[tuple[str, int]]

    @property
    def settled(self) -> int:
        """How many have an outcome."""
        return sum(self.outcomes.values())

    @property
    def reversal_share(self) -> Decimal | None:
        """Percent of settled disputes in which the opener got something; of none, nothing."""
        if not self.settled:
            return None
        kept = self.outcomes.get("OTHER", 0)
        return Decimal(100 * (self.settled - kept)) / self.settled


def measures(*, at: datetime) -> Measures:
    """Outcomes, the share reversed by brand and by campaign, and how old what waits is."""
    outcomes = dict(
        Verdict.objects.values_list("favours").annotate(how_many=Count("pk")).order_by("favours")
    )
    return Measures(
        outcomes=outcomes,
        by_brand=_reversed_by("dispute__brand__name"),
        by_campaign=_reversed_by("dispute__campaign__name"),
        ages=_ages(at),
    )


def _reversed_by(name: str) -> list[tuple[str, Decimal]]:
    rows = (
        Verdict.objects.values_list(name)
        .annotate(
            settled=Count("pk"),
            reversed=Count("pk", filter=Q(favours__in=["OPENER", "BOTH_IN_PART"])),
        )
        .order_by(name)
    )
    return [(label, Decimal(100 * turned) / settled) for label, settled, turned in rows if settled]


def _ages(at: datetime) -> list[tuple[str, int]]:
    bounds = [("0–2", 0, 3), ("3–6", 3, 7), ("7–13", 7, 14), ("14+", 14, 36_500)]
    counts: dict[str, Any] = {
        f"bin_{place}": Count(
            "pk",
            filter=Q(
                opened_at__lte=at - timedelta(days=first),
                opened_at__gt=at - timedelta(days=before),
            ),
        )
        for place, (_, first, before) in enumerate(bounds)
    }
    found = Dispute.objects.filter(_LIVE).aggregate(**counts)
    return [(label, found[f"bin_{place}"]) for place, (label, _, _) in enumerate(bounds)]


def brands_in_dispute() -> QuerySet[Brand]:
    """Brands that are a side of any dispute, by name."""
    return Brand.objects.filter(pk__in=Dispute.objects.values(pk_of=F("brand"))).order_by(
        "name", "pk"
    )
