"""Contest a line, answer, show evidence, withdraw. Deciding stands in ``deciding.py``."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from onboarding.audit.services import advance_many
from onboarding.errors import NotFound, NotPermitted, Refused
from onboarding.users.models import User
from payouts.accruals.withholding import TakenBack, end_withholdings
from payouts.disputes.choices import DisputeStatus
from payouts.disputes.clock import Side
from payouts.disputes.files import Upload, keep_file, short_name
from payouts.disputes.models import Dispute, Evidence
from payouts.disputes.telling import Event, tell_of


class DisputeUnknown(NotFound):
    """There is no such dispute, or it is not the reader's."""

    code = "dispute_unknown"


class NothingToContest(Refused):
    """No line that may be contested speaks of the contact: not yet, not any more, or decided."""

    code = "nothing_to_contest"


class AlreadyContested(Refused):
    """The same side contests the same contact already, or has contested this price before."""

    code = "already_contested"


class ClaimsNothing(Refused):
    """What is claimed is what stands, or less."""

    code = "claims_nothing"


class NotYoursToAnswer(NotPermitted):
    """Nobody answers their own dispute."""

    code = "not_yours_to_answer"


class NotYoursToWithdraw(NotPermitted):
    """Only whoever opened a dispute takes it back."""

    code = "not_yours_to_withdraw"


class Settled(Refused):
    """The dispute has been settled: nothing is added to it."""

    code = "dispute_settled"


@dataclass(frozen=True, slots=True)
class Said:
    """What one side says, and what it shows with it."""

    words: str = ""
    upload: Upload | None = None


SAID_NOTHING = Said()


@transaction.atomic
def answer_disputes(
    *, dispute_ids: Collection[int], side: Side, said: Said, actor: User, at: datetime
) -> int:
    """Answer disputes in the name of the side that did not open them; return how many.

    After its clock has ended a dispute that waits for a person may still be answered.

    Raises:
        NotYoursToAnswer: one of them was opened by the same side.
        Settled: one of them is settled or answered already.
        EvidenceRefused: the file cannot be shown.
    """
    disputes = lock_disputes(dispute_ids)
    if any(dispute.opener == side for dispute in disputes):
        raise NotYoursToAnswer("This dispute is your own: the other side answers it.")
    if any(dispute.status != DisputeStatus.OPEN for dispute in disputes):
        raise Settled("This dispute has been answered or settled already.")
    rows = Dispute.objects.filter(pk__in=[dispute.pk for dispute in disputes])
    answered = advance_many(
        rows, to=DisputeStatus.ANSWERED, actor=actor, at=at, answered_by=actor, answered_at=at
    )
    say(said, side=side, actor=actor, at=at, disputes=disputes)
    tell_of(Event.ANSWERED, [dispute.pk for dispute in disputes], at=at)
    return answered


@transaction.atomic
def add_evidence(*, dispute_id: int, side: Side, said: Said, actor: User, at: datetime) -> Evidence:
    """Say or show more while a dispute is not settled.

    Raises:
        Settled: it is.
        EvidenceRefused: the file cannot be shown.
    """
    (dispute,) = lock_disputes([dispute_id])
    if not dispute.is_live:
        raise Settled("This dispute is settled: nothing can be added to it.")
    (evidence,) = say(said, side=side, actor=actor, at=at, disputes=[dispute])
    return evidence


@transaction.atomic
def withdraw_dispute(*, dispute_id: int, side: Side, actor: User, at: datetime) -> Dispute:
    """Take a dispute back. Its price stands, and may be contested again while its clock runs.

    Raises:
        NotYoursToWithdraw: the other side opened it.
        Settled: it is settled already.
    """
    (dispute,) = lock_disputes([dispute_id])
    if dispute.opener != side:
        raise NotYoursToWithdraw("Only whoever opened a dispute can take it back.")
    settle_disputes([dispute], to=DisputeStatus.WITHDRAWN, actor=actor, at=at)
    tell_of(Event.WITHDRAWN, [dispute.pk], at=at)
    dispute.refresh_from_db()
    return dispute


def lock_disputes(dispute_ids: Collection[int]) -> list[Dispute]:
    """Lock disputes in one order, so that two who take the same ones cannot wait for each other.

    Raises:
        DisputeUnknown: one of them is not there.
    """
    disputes = list(
        Dispute.objects.select_for_update(no_key=True, of=("self",))
        .filter(pk__in=dispute_ids)
        .select_related("agent", "brand")
        .order_by("pk")
    )
    if len(disputes) != len(set(dispute_ids)):
        raise DisputeUnknown("There is no such dispute.")
    return disputes


def settle_disputes(
    disputes: Sequence[Dispute],
    *,
    to: DisputeStatus,
    actor: User | None,
    at: datetime,
    taken_back: Mapping[str, TakenBack] | None = None,
) -> None:
    """Move locked disputes to a last status, and let what was withheld for them clear.

    ``taken_back``: what a correction took of an agent's pay, by the cause of the dispute.

    Raises:
        Settled: one of them is settled already, or may not go there.
    """
    rows = Dispute.objects.filter(pk__in=[dispute.pk for dispute in disputes])
    if advance_many(rows, to=to, actor=actor, at=at, settled_at=at) != len(disputes):
        raise Settled("This dispute has been settled already.")
    causes = [dispute.cause for dispute in disputes]
    end_withholdings(causes=causes, taken_back=taken_back or {}, at=at)


def say(
    said: Said, *, side: Side, actor: User, at: datetime, disputes: Sequence[Dispute]
) -> list[Evidence]:
    """Keep what a side says and shows, for each of the disputes; nothing where there is nothing."""
    file = keep_file(said.upload, at=at) if said.upload else None
    if not said.words.strip() and file is None:
        return []
    return Evidence.objects.bulk_create(
        Evidence(
            dispute=dispute,
            side=side,
            words=said.words.strip(),
            file=file,
            file_name=short_name(said.upload.name) if said.upload else "",
            given_by=actor,
            given_at=at,
        )
        for dispute in disputes
    )
