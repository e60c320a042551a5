"""Settle what silence decides, and remind of clocks that are about to end."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from marketplace.interactions.models import Interaction, Outcome
from payouts.disputes.booking import Case, book_verdicts, case_of
from payouts.disputes.choices import DisputeSide, DisputeStatus, Ground, Reason
from payouts.disputes.clock import Side, Silence, meaning_of_silence
from payouts.disputes.deciding import standing_price
from payouts.disputes.giving import give
from payouts.disputes.models import Dispute, Evidence, Verdict
from payouts.disputes.outcomes import Decided, Favours
from payouts.disputes.services import settle_disputes
from payouts.disputes.telling import Event, tell_of
from payouts.rating.ruled import NOT_RULED, Ruled

_BATCH = 500


def with_evidence(disputes: QuerySet[Dispute]) -> QuerySet[Dispute]:
    """Disputes, each with whether its opener ``has_shown`` something: a file, not words alone."""
    shown = Evidence.objects.filter(
        Q(dispute=OuterRef("pk")) | Q(batch__isnull=False, batch=OuterRef("batch")),
        side=OuterRef("opener"),
        file__isnull=False,
    )
    return disputes.annotate(has_shown=Exists(shown))


def lapse_disputes(*, at: datetime) -> int:
    """Settle every open dispute whose clock has ended where silence says how; return how many.

    What silence does not decide stays open, and a person decides it.
    """
    settled = 0
    after = 0
    while True:
        seen, lapsed = _lapse_some(after, at)
        settled += lapsed
        if not seen:
            return settled
        after = seen


@transaction.atomic
def remind_of_clocks(*, at: datetime) -> int:
    """Remind whoever has to answer within a business day; each dispute once."""
    due = Dispute.objects.filter(
        status=DisputeStatus.OPEN,
        remind_at__lte=at,
        answer_due_at__gt=at,
        reminded_at__isnull=True,
    )
    reminded = list(
        due.select_for_update(skip_locked=True, no_key=True)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    Dispute.objects.filter(pk__in=reminded).update(reminded_at=at)
    tell_of(Event.REMINDED, reminded, at=at)
    return len(reminded)


def silence_of(dispute: Dispute) -> Silence:
    """What silence will mean for one of ``with_evidence``'s disputes."""
    return meaning_of_silence(
        Side(dispute.opener),
        opener_has_evidence=dispute.has_shown,  # type: ignore[attr-defined]
        is_borne_out=dispute.opener == DisputeSide.AGENT and _is_borne_out(dispute),
    )


@transaction.atomic
def _lapse_some(after: int, at: datetime) -> tuple[int, int]:
    due = with_evidence(
        Dispute.objects.filter(
            status=DisputeStatus.OPEN, answer_due_at__lte=at, pk__gt=after
        ).select_related("agent", "brand", "campaign", "interaction")
    ).order_by("pk")
    disputes = list(due.select_for_update(skip_locked=True, no_key=True, of=("self",))[:_BATCH])
    if not disputes:
        return 0, 0
    meanings = [(one, silence_of(one)) for one in disputes]
    standing = [one for one, meaning in meanings if meaning is Silence.STANDS]
    granted = [one for one, meaning in meanings if meaning is Silence.GRANTED]
    if standing:
        _book([case_of(dispute, Decided(), None) for dispute in standing], at)
    for dispute in granted:
        _grant(dispute, at)
    return disputes[-1].pk, len(standing) + len(granted)


def _grant(dispute: Dispute, at: datetime) -> None:
    """The agent has what was claimed; the brand's charge stays, and the platform bears it."""
    if dispute.ground == Ground.MISSING:
        contact = unattributed_like(dispute).get()
        revision = give(dispute, contact.pk, None, at=at)
        settle_disputes([dispute], to=DisputeStatus.LAPSED, actor=None, at=at)
        Verdict.objects.create(
            dispute=dispute,
            favours=Favours.OPENER,
            reason=Reason.SILENCE,
            interaction_id=contact.pk,
            revision=revision,
            decided_at=at,
        )
        tell_of(Event.LAPSED, [dispute.pk], at=at)
        return
    work = standing_price(dispute)
    # What counts for nothing by the rules does not begin to be charged.
    charge = Ruled(seconds=0) if work is None else NOT_RULED
    decided = Decided(pay=Ruled(seconds=dispute.claimed_seconds), charge=charge)
    _book([case_of(dispute, decided, work)], at)


def _book(cases: Sequence[Case], at: datetime) -> None:
    book_verdicts(
        cases, to=DisputeStatus.LAPSED, because=Reason.SILENCE, words="", actor=None, at=at
    )


def _is_borne_out(dispute: Dispute) -> bool:
    """Whether the source's own record supports the claim, so that nobody's word is needed."""
    if dispute.ground == Ground.MISSING:
        return bool(dispute.contact_ref) and unattributed_like(dispute).count() == 1
    contact = dispute.interaction
    work = standing_price(dispute)
    return (
        dispute.claimed_seconds is not None
        and contact is not None
        and contact.agent_id == dispute.agent_id
        and dispute.claimed_seconds <= contact.handle_seconds
        and (work.pk if work else None) == dispute.work_id
    )


def unattributed_like(dispute: Dispute) -> QuerySet[Interaction]:
    """Handled contacts of the brand under the claimed name that no agent is named for."""
    return Interaction.objects.filter(
        source__brand=dispute.brand_id,
        external_id=dispute.contact_ref,
        outcome=Outcome.HANDLED,
        agent__isnull=True,
    )
