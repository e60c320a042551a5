"""Hand a file over, or take it back: every deed of a person with a bank file."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from onboarding.audit.services import advance, advance_many
from onboarding.errors import NotPermitted, Refused
from onboarding.jobs import enqueue
from onboarding.users.models import User
from payouts.banking.dropping import may_still_go
from payouts.banking.models import BankFile, BankFileDownload, BankFileEntry, FileStatus
from payouts.banking.selectors import attempts_in
from payouts.banking.writing import bytes_of
from payouts.gateway.models import AttemptStatus
from payouts.runs.models import Payout, PayoutRun, PayoutStatus, RunStatus
from payouts.runs.reserving import explain, hindered

# Jobs that go on from here; the timetable runs them as well.
MAKE = "payouts.make_bank_files"
DROP = "payouts.drop_bank_files"
_NAMED = 3


class FileHasChanged(Refused):
    """What was read is not what stands."""

    code = "file_has_changed"


class FileIsStale(Refused):
    """The day on which it is to be executed has come or gone."""

    code = "file_is_stale"


class RunIsNotPaying(Refused):
    """Nothing of a run that is paused leaves the house."""

    code = "run_is_not_paying"


class PayeesHindered(Refused):
    """Something came in between since the file was made."""

    code = "payees_hindered"


class NotReleasedYet(Refused):
    """Nobody takes a file that was not released."""

    code = "not_released_yet"


class PartlyExecuted(Refused):
    """The bank has executed some of it: the rest is settled payout by payout."""

    code = "partly_executed"


class StillOnItsWay(Refused):
    """The bank cannot know a file yet that has not left the folder."""

    code = "still_on_its_way"


class SecondPersonNeeded(NotPermitted):
    """Four eyes: who released a file does not alone say what became of it."""

    code = "second_person_needed"


class ReasonMissing(Refused):
    """Whoever reads the history wants to know why, or by whom."""

    code = "reason_missing"


@transaction.atomic
def release_file(*, file_id: int, sha256: str, actor: User, at: datetime) -> BankFile:
    """Release a file for the bank, exactly as ``actor`` has read it.

    Once this commits, its payouts may be executed: nothing of it is sent any other way before
    the bank has spoken, or two people have said that the bank did not execute it.

    Raises:
        FileHasChanged: ``sha256`` is not the file's.
        FileIsStale: its day of execution is over; withdraw it, and a new one is made.
        NotTheSameFile: it cannot be made again as it was.
        PayeesHindered: a hold, or other details, since it was made.
        RunIsNotPaying: its run is paused.
        TransitionRefused: it was released or withdrawn.
    """
    file = _locked(file_id)
    if sha256 != file.sha256:
        raise FileHasChanged("This file is not the one that you have read. Please look again.")
    if file.run.status != RunStatus.EXECUTING:
        raise RunIsNotPaying("The run of this file is paused. Resume it first.")
    if file.status == FileStatus.MADE and file.execute_on < at.date():
        raise FileIsStale(
            f"This file was to be executed on {file.execute_on}. Withdraw it: a new one is made."
        )
    _refuse_if_hindered(file, at=at)
    bytes_of(file)
    advance(file, to=FileStatus.RELEASED, actor=actor, at=at, released_by=actor, released_at=at)
    enqueue(DROP)
    return file


@transaction.atomic
def take_file(*, file_id: int, actor: User, at: datetime) -> bytes:
    """The bytes of a released file, and a note of who took them. The same bytes each time.

    Raises:
        NotReleasedYet: it waits for release, was withdrawn, or is not to be executed any more.
        NotTheSameFile: it cannot be made again as it was.
    """
    file = BankFile.objects.select_related("run").get(pk=file_id)
    if file.status not in {*FileStatus.at_the_bank(), FileStatus.SETTLED}:
        raise NotReleasedYet(
            f"This file is “{file.get_status_display()}”: it is not handed to a bank."
        )
    content = bytes_of(file)
    BankFileDownload.objects.create(file=file, taken_by=actor, taken_at=at)
    return content


@transaction.atomic
def withdraw_file(*, file_id: int, actor: User, at: datetime, reason: str) -> BankFile:
    """Give up a file that nobody released. Its payouts stay set aside, for a new file.

    Raises:
        ReasonMissing: no reason is given.
        TransitionRefused: it was released: only the bank says what becomes of it.
    """
    file = _locked(file_id)
    _put_back(file, to=FileStatus.WITHDRAWN, actor=actor, at=at, reason=_reason(reason))
    return file


@transaction.atomic
def acknowledge_file(*, file_id: int, known_as: str, actor: User, at: datetime) -> BankFile:
    """Note that the bank has a released file, and what it calls it.

    Raises:
        ReasonMissing: nothing is said that could be asked for at the bank.
        TransitionRefused: it was not released, or is over.
    """
    file = _locked(file_id)
    known_as = _reason(known_as)[:80]
    advance(
        file,
        to=FileStatus.ACCEPTED,
        actor=actor,
        at=at,
        reason=known_as,
        acknowledged_as=known_as,
    )
    return file


@transaction.atomic
def declare_not_executed(*, file_id: int, actor: User, at: datetime, reason: str) -> BankFile:
    """Say of a released file, having asked the bank, that nothing of it was or will be executed.

    Its payouts are set aside again and go into a new file, under new references.

    Raises:
        PartlyExecuted: the bank has booked some of it.
        ReasonMissing: it is not said how the bank confirmed it.
        SecondPersonNeeded: ``actor`` released it.
        StillOnItsWay: it stands in the folder, or is being written there.
        TransitionRefused: it was not released, or is settled.
    """
    file = _locked(file_id)
    if file.released_by_id == actor.pk:
        raise SecondPersonNeeded(
            "You released this file. Somebody else has to confirm that it was not executed."
        )
    if may_still_go(file, at=at):
        raise StillOnItsWay(
            "This file stands in the folder to the bank, or is being written there. Take it away "
            "first, or wait until it has gone: the bank cannot know yet what becomes of it."
        )
    if attempts_in(file).filter(status=AttemptStatus.EXECUTED).exists():
        raise PartlyExecuted("The bank has executed some of this file already.")
    reason = _reason(reason)
    _put_back(
        file, to=FileStatus.NOT_EXECUTED, actor=actor, at=at, reason=reason, confirmed_by=actor
    )
    return file


def _put_back(
    file: BankFile, *, to: FileStatus, actor: User, at: datetime, reason: str, **more: Any
) -> None:
    """End a file; what the bank has not spoken of yet is set aside for a new one."""
    still_open = attempts_in(file).filter(status=AttemptStatus.OPEN)
    payouts = _locked_payouts(file, attempt__in=still_open)
    back = Payout.objects.filter(pk__in=[payout.pk for payout in payouts])
    advance(file, to=to, actor=actor, at=at, reason=reason, **more)
    BankFile.objects.filter(pk=file.pk).update(reason=reason)
    advance_many(
        still_open,
        to=AttemptStatus.NOT_EXECUTED,
        actor=actor,
        at=at,
        reason=reason,
        last_answer=f"{to.label}: {reason}"[:300],
        closed_at=at,
    )
    advance_many(back, to=PayoutStatus.RESERVED, actor=actor, at=at, reason=reason)
    explain([payout.pk for payout in payouts], "It goes into a new bank file.")
    enqueue(MAKE)


def _refuse_if_hindered(file: BankFile, *, at: datetime) -> None:
    found = hindered(_locked_payouts(file), at=at)
    if not found:
        return
    agents = Payout.objects.filter(pk__in=found).order_by("agent__name", "pk")
    names = list(agents.values_list("agent__name", flat=True)[:_NAMED])
    raise PayeesHindered(
        f"Since this file was made, {len(found)} of its payees may not be paid any more: "
        f"{', '.join(names)}{', …' if len(found) > _NAMED else ''}. Withdraw it: a new one is "
        "made without them."
    )


def _locked(file_id: int) -> BankFile:
    """The file under its run's lock, which everybody takes first."""
    runs = PayoutRun.objects.select_for_update(no_key=True, of=("self",))
    runs.get(bank_files=file_id)
    files = BankFile.objects.select_related("run").select_for_update(no_key=True, of=("self",))
    return files.get(pk=file_id)


def _locked_payouts(file: BankFile, **more: Any) -> Sequence[Payout]:
    entries = BankFileEntry.objects.filter(file=file, **more)
    chosen = Payout.objects.filter(pk__in=entries.values("payout"))
    payouts = chosen.select_related("payee").order_by("pk")
    return list(payouts.select_for_update(no_key=True, of=("self",)))


def _reason(given: str) -> str:
    if not given.strip():
        raise ReasonMissing("Please say why, for whoever reads it later.")
    return given.strip()[:200]
