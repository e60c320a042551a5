"""Tell both sides what happens in a dispute: one mail for one deed, however many it touches."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from onboarding.brands.models import BrandMember
from onboarding.deliveries.services import Letter, tell_many
from payouts.disputes.clock import Side
from payouts.disputes.models import Dispute, Verdict
from payouts.disputes.outcomes import Favours
from payouts.disputes.policies import CONTESTING_ROLES
from payouts.money import Money


class Event(StrEnum):
    """What happened, by the name of its mail."""

    OPENED = "opened"
    REMINDED = "reminded"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    DECIDED = "decided"
    LAPSED = "lapsed"


# Whoever asked is told what came of it, whoever is asked that they are; both, how it ended.
_TO_THE_OPENER = {Event.ANSWERED, Event.DECIDED, Event.LAPSED}
_TO_THE_OTHER = {Event.OPENED, Event.REMINDED, Event.WITHDRAWN, Event.DECIDED, Event.LAPSED}


def tell_of(event: Event, dispute_ids: Sequence[int], *, at: datetime) -> None:
    """Put one message for each reader into the outbox, in the caller's transaction.

    A deed on many disputes is one message, keyed by the first of them: each dispute has each
    event once.
    """
    disputes = (
        Dispute.objects.filter(pk__in=dispute_ids)
        .select_related("agent__user", "brand", "verdict", "campaign")
        .order_by("pk")
    )
    bundles: dict[tuple[Side, int], list[Dispute]] = defaultdict(list)
    for dispute in disputes:
        for side in _sides(event, Side(dispute.opener)):
            party = dispute.brand_id if side is Side.BRAND else dispute.agent_id
            bundles[(side, party)].append(dispute)
    members = _members({party for side, party in bundles if side is Side.BRAND})
    letters: list[Letter] = []
    for (side, party), bundle in sorted(bundles.items()):
        facts = _facts(bundle, side)
        readers = members[party] if side is Side.BRAND else _reader(bundle[0])
        letters.extend(
            Letter(
                key=f"dispute:{bundle[0].pk}:{event}:{email}",
                to=email,
                template=f"payouts/disputes/{event}",
                facts=facts,
                language=language,
            )
            for email, language in readers
        )
    tell_many(letters, at=at)


def _sides(event: Event, opener: Side) -> Iterable[Side]:
    if event in _TO_THE_OPENER:
        yield opener
    if event in _TO_THE_OTHER:
        yield opener.other


def _members(brand_ids: set[int]) -> dict[int, list[tuple[str, str]]]:
    readers: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for brand, email, language in (
        BrandMember.objects.filter(
            brand__in=brand_ids, role__in=CONTESTING_ROLES, user__is_active=True
        )
        .order_by("pk")
        .values_list("brand", "user__email", "user__language")
    ):
        readers[brand].append((email, language))
    return readers


def _reader(dispute: Dispute) -> list[tuple[str, str]]:
    user = dispute.agent.user
    language = user.language if user else "en"
    return [(dispute.agent.email or (user.email if user else ""), language)]


def _facts(disputes: Sequence[Dispute], side: Side) -> dict[str, object]:
    first = disputes[0]
    zone = ZoneInfo(first.brand.timezone if side is Side.BRAND else first.agent.timezone)
    verdict: Verdict | None = getattr(first, "verdict", None)
    at_stake = sum((dispute.at_stake_exact for dispute in disputes), Decimal(0))
    return {
        "count": len(disputes),
        "is_opener": first.opener == side,
        "opener": first.agent.name if first.opener == Side.AGENT else first.brand.name,
        "ground": first.get_ground_display(),
        "campaign": first.campaign.name,
        "contact": first.contact_ref,
        # A brand is not told what an agent is paid, nor an agent what a brand is charged.
        "at_stake": _amount(at_stake, first.currency) if first.opener == side else "",
        "answer_until": first.answer_due_at.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
        "zone": zone.key,
        "favours_reader": verdict is not None
        and (verdict.favours == Favours.OPENER) == (first.opener == side),
        "is_in_part": verdict is not None and verdict.favours == Favours.BOTH_IN_PART,
        "reason": verdict.get_reason_display() if verdict else "",
        "words": verdict.words if verdict else "",
    }


def _amount(exact: Decimal, currency: str) -> str:
    return f"{Money.of_exact(exact, currency).exact} {currency}"
