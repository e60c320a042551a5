"""Approve a run: another person, for the list that they read, with a fresh second factor."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from onboarding.audit.services import TransitionRefused, advance
from onboarding.errors import NotPermitted, Refused
from onboarding.jobs import enqueue
from onboarding.users.models import User
from onboarding.users.second_factor import confirm, fresh_confirmation
from payouts.runs.models import (
    PayoutRun,
    RunKind,
    RunStatus,
    RunWarning,
    WarningKind,
    WarningTick,
)
from payouts.runs.services import EXECUTE, RunHasChanged


class PreparerMayNotApprove(NotPermitted):
    """Four eyes."""

    code = "preparer_may_not_approve"


class WarningsNotRead(Refused):
    """Whoever approves says of each warning that they saw it."""

    code = "warnings_not_read"


def deed_of(run: PayoutRun) -> str:
    """What an approver confirms: this run, with this very list.

    >>> deed_of(PayoutRun(pk=7, content_hash="ab12"))
    'approve payout run 7 ab12'
    """
    return f"approve payout run {run.pk} {run.content_hash}"


def approve_with_code(
    *,
    run_id: int,
    content_hash: str,
    ticked: Collection[str],
    code: str,
    actor: User,
    at: datetime,
) -> PayoutRun:
    """Take a code for this approval alone, then approve; a code is not spent on a refusal.

    Raises:
        SecondFactorMissing, TooManyWrongCodes, CodeIsUsed, CodeIsWrong: as ``confirm``.
        And what ``approve_run`` raises.
    """
    run = PayoutRun.objects.get(pk=run_id)
    _refuse_unless_ready(run, content_hash=content_hash, ticked=ticked, actor=actor)
    confirm(user=actor, subject=deed_of(run), code=code, at=at)
    return approve_run(run_id=run_id, content_hash=content_hash, ticked=ticked, actor=actor, at=at)


@transaction.atomic
def approve_run(
    *,
    run_id: int,
    content_hash: str,
    ticked: Collection[str] = (),
    actor: User,
    at: datetime,
) -> PayoutRun:
    """Approve a computed run, exactly as ``actor`` has read it and lately confirmed.

    Once this commits, the run is carried out: each payout's money is set aside and sent.
    ``ticked`` are the kinds of the warnings that ``actor`` says they saw.

    Raises:
        PreparerMayNotApprove: ``actor`` prepared the run (four-eyes rule).
        RunHasChanged: ``content_hash`` is not that of the run as it stands.
        WarningsNotRead: a warning of the run is not ticked.
        NotConfirmed: ``actor`` has not confirmed this by a second factor within minutes.
        TransitionRefused: the run is not waiting for approval.
    """
    run = PayoutRun.objects.select_for_update(no_key=True).get(pk=run_id)
    warnings = _refuse_unless_ready(run, content_hash=content_hash, ticked=ticked, actor=actor)
    confirmation = fresh_confirmation(user=actor, subject=deed_of(run), at=at)

    WarningTick.objects.bulk_create(
        WarningTick(warning=warning, ticked_by=actor, ticked_at=at) for warning in warnings
    )
    advance(
        run,
        to=RunStatus.APPROVED,
        actor=actor,
        at=at,
        approved_by=actor,
        approved_at=at,
        confirmation=confirmation,
    )
    enqueue(EXECUTE)
    return run


def _refuse_unless_ready(
    run: PayoutRun, *, content_hash: str, ticked: Collection[str], actor: User
) -> list[RunWarning]:
    """Return the run's warnings, each of which is ticked."""
    if run.status != RunStatus.COMPUTED or run.kind != RunKind.REGULAR:
        raise TransitionRefused(
            f"This payout run is “{run.get_status_display()}” and cannot become “Approved”."
        )
    if actor.pk == run.prepared_by_id:
        raise PreparerMayNotApprove("A run is approved by someone other than its preparer.")
    if content_hash != run.content_hash:
        raise RunHasChanged("This run has changed since you opened it. Please read it again.")
    warnings = list(RunWarning.objects.filter(run=run).order_by("pk"))
    unread = [WarningKind(one.kind).label for one in warnings if one.kind not in ticked]
    if unread:
        raise WarningsNotRead(
            f"Please tick what you have checked: {'; '.join(unread)}. Nothing was approved."
        )
    return warnings
