"""Start, pause, resume and cancel a run."""

from datetime import datetime

from django.db import transaction

from onboarding.audit.services import advance, advance_many
from onboarding.errors import Refused
from onboarding.jobs import enqueue
from onboarding.users.models import User
from payouts.runs.doubt import UNDECIDED, TransferDoubt
from payouts.runs.models import Payout, PayoutRun, PayoutStatus, RunStatus
from payouts.runs.payability import content_hash
from payouts.runs.selectors import terms_of

# The job that carries approved runs out; the timetable runs it as well.
EXECUTE = "payouts.execute_runs"


class RunHasChanged(Refused):
    """What was read is not what stands."""

    code = "run_has_changed"


class NotWaitingForThis(Refused):
    """The run stands elsewhere: approved runs are started, paused ones resumed."""

    code = "not_waiting_for_this"


class SomethingIsInDoubt(Refused):
    """Nothing goes on before two people have looked."""

    code = "something_is_in_doubt"


@transaction.atomic
def start_run(*, run_id: int, actor: User | None, at: datetime) -> PayoutRun:
    """Begin to pay an approved run, if its list is still the one that was approved.

    Raises:
        NotWaitingForThis: the run is not approved, or was started before.
        RunHasChanged: the payouts are not those of the approved hash.
    """
    run = _locked(run_id)
    if run.status != RunStatus.APPROVED:
        raise NotWaitingForThis(f"Only an approved run is started; this one is {_said(run)}.")
    if content_hash(terms_of(run)) != run.content_hash:
        raise RunHasChanged("The payouts of this run are not those that were approved.")
    advance(run, to=RunStatus.EXECUTING, actor=actor, at=at)
    enqueue(EXECUTE)
    return run


@transaction.atomic
def pause_run(*, run_id: int, actor: User | None, at: datetime, reason: str) -> PayoutRun:
    """Send nothing more of a run until it is resumed. What is on its way stays on its way.

    Raises:
        TransitionRefused: the run is not being paid.
    """
    run = _locked(run_id)
    advance(run, to=RunStatus.PAUSED, actor=actor, at=at, reason=reason)
    return run


@transaction.atomic
def resume_run(*, run_id: int, actor: User, at: datetime) -> PayoutRun:
    """Go on with a paused run.

    Raises:
        NotWaitingForThis: the run is not paused.
        SomethingIsInDoubt: people have not decided yet which transfer is a payout's.
    """
    run = _locked(run_id)
    if TransferDoubt.objects.filter(payout__run=run, status__in=UNDECIDED).exists():
        raise SomethingIsInDoubt(
            "The processor names several transfers for one payout. Decide which it is first."
        )
    if run.status != RunStatus.PAUSED:
        raise NotWaitingForThis(f"Only a paused run is resumed; this one is {_said(run)}.")
    advance(run, to=RunStatus.EXECUTING, actor=actor, at=at)
    enqueue(EXECUTE)
    return run


@transaction.atomic
def cancel_run(*, run_id: int, actor: User, at: datetime, reason: str) -> PayoutRun:
    """Give up a run before anything of it was begun; the money stays payable.

    Raises:
        TransitionRefused: the run has been started: pause it instead.
    """
    run = _locked(run_id)
    advance(run, to=RunStatus.CANCELLED, actor=actor, at=at, reason=reason)
    advance_many(
        Payout.objects.filter(run=run),
        to=PayoutStatus.CANCELLED,
        actor=actor,
        at=at,
        reason=reason,
    )
    return run


def _locked(run_id: int) -> PayoutRun:
    return PayoutRun.objects.select_for_update(no_key=True).get(pk=run_id)


def _said(run: PayoutRun) -> str:
    return f"“{run.get_status_display()}”"
