"""Apply some rows of a bank's report under one set of locks, in the order in which they stand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from onboarding.audit.services import advance
from payouts.banking.models import (
    BankFile,
    BankFileEntry,
    BankReportRow,
    FileStatus,
    RowStatus,
)
from payouts.banking.selectors import open_entries_of
from payouts.banking.settling import finish_files, give_up, paid_when, settle, take_back
from payouts.banking.verdicts import Deed, Known, Verdict, verdict_on
from payouts.gateway.bank_files.answers import Says
from payouts.gateway.bank_files.reasons import Reason, change_in_words, reason_of
from payouts.gateway.models import Attempt, AttemptStatus
from payouts.payees.models import Payee
from payouts.runs.models import Payout, PayoutRun, PayoutStatus
from payouts.runs.outcomes import mark_unknown, stop_run_of

Result = tuple[RowStatus, str]
_MOVES_MONEY_BACK = (Says.REJECTED, Says.RETURNED)


class Applying:
    """A few hundred rows, everything that they speak of locked, and what becomes of each."""

    def __init__(self, rows: Sequence[BankReportRow], *, at: datetime) -> None:
        self._rows, self._at = rows, at
        self._files = self._lock_files_and_runs()
        self._entries = self._lock_entries()
        self._to_settle: list[tuple[BankFileEntry, date | None]] = []
        self._results: dict[int, Result] = {}

    @property
    def run_ids(self) -> list[int]:
        """The runs that the rows concern."""
        return sorted({file.run_id for file in self._files.values()})

    def apply(self) -> dict[int, Result]:
        """Do what follows from each row; return each row's status and outcome by its id."""
        for row in self._rows:
            if row.reference:
                self._results[row.pk] = self._of_a_transfer(row)
            else:
                self._settle_what_waits()
                self._results[row.pk] = self._of_a_file(row)
        self._settle_what_waits()
        finish_files(self._files.keys(), at=self._at)
        return self._results

    # ------------------------------------------------------------ locks
    def _lock_files_and_runs(self) -> dict[int, BankFile]:
        ids = {row.file_id for row in self._rows if row.file_id is not None}
        runs = PayoutRun.objects.filter(bank_files__in=ids).order_by("pk")
        list(runs.select_for_update(no_key=True, of=("self",)).values_list("pk"))
        return {file.pk: file for file in BankFile.objects.filter(pk__in=ids).order_by("pk")}

    def _lock_entries(self) -> dict[str, BankFileEntry]:
        references = {row.reference for row in self._rows if row.payout_id is not None}
        held = {row.payout_id for row in self._rows if row.says in _MOVES_MONEY_BACK}
        payees = Payee.objects.filter(payouts__in=held - {None}).order_by("pk")
        list(payees.select_for_update(no_key=True, of=("self",)).values_list("pk"))
        entries = BankFileEntry.objects.filter(reference__in=references)
        return {entry.reference: entry for entry in locked(list(entries))}

    # ------------------------------------------------------------ one transfer
    def _of_a_transfer(self, row: BankReportRow) -> Result:
        entry = self._entries.get(row.reference)
        verdict = verdict_on(
            Says(row.says),
            known=self._known(entry),
            amount_minor=row.amount_minor,
            currency=row.currency,
        )
        if entry is None:
            return RowStatus.WAITING, verdict.words
        match verdict.deed:
            case Deed.SETTLE:
                self._to_settle.append((entry, row.booked_on))
                # What stands in the same file further down is judged by what this one says.
                entry.attempt.status, entry.payout.status = (
                    AttemptStatus.EXECUTED,
                    PayoutStatus.PAID,
                )
                return RowStatus.APPLIED, "Paid."
            case Deed.GIVE_UP:
                reason = _why(row)
                give_up(entry, reason=reason, code=row.code, at=self._at)
                return RowStatus.APPLIED, reason.words
            case Deed.TAKE_BACK | Deed.SETTLE_AND_TAKE_BACK:
                return self._take_back(row, entry, verdict)
            case Deed.NOTE:
                return RowStatus.NOTED, ""
            case Deed.NOTHING_NEW:
                return RowStatus.REPEATED, "This was known already."
            case Deed.ASK:
                return RowStatus.WAITING, _asked(row, verdict)
            case Deed.ALARM:
                stop_run_of(entry.payout_id, at=self._at, reason=verdict.words)
                return RowStatus.WAITING, verdict.words

    def _known(self, entry: BankFileEntry | None) -> Known | None:
        if entry is None:
            return None
        return Known(
            payout=entry.payout.status,
            attempt=entry.attempt.status,
            amount_minor=entry.amount_minor,
            currency=entry.payout.currency,
            was_released=self._files[entry.file_id].released_at is not None,
        )

    def _take_back(self, row: BankReportRow, entry: BankFileEntry, verdict: Verdict) -> Result:
        if verdict.deed is Deed.SETTLE_AND_TAKE_BACK:
            entry.attempt.status = AttemptStatus.EXECUTED
            self._to_settle.append((entry, None))
        self._settle_what_waits()
        reason = _why(row)
        reversal = row.bank_reference or f"{row.reference}:{row.code}"
        take_back(entry, reason=reason, reversal=reversal, at=self._at)
        return RowStatus.APPLIED, reason.words

    def _settle_what_waits(self) -> None:
        by_moment: dict[datetime, list[BankFileEntry]] = {}
        for entry, booked_on in self._to_settle:
            released_at = self._files[entry.file_id].released_at
            assert released_at is not None, "what was not released is not settled"
            moment = paid_when(booked_on, released_at=released_at, at=self._at)
            by_moment.setdefault(moment, []).append(entry)
        for moment, entries in by_moment.items():
            settle(entries, paid_at=moment, at=self._at, why="Booked by the bank.")
        self._to_settle = []

    # ------------------------------------------------------------ a whole file
    def _of_a_file(self, row: BankReportRow) -> Result:
        file = self._files.get(row.file_id or 0)
        if file is None:
            return RowStatus.WAITING, "We have made no file of this name."
        if file.released_at is None:
            return RowStatus.WAITING, "The bank speaks of a file that was never released."
        match Says(row.says):
            case Says.ACCEPTED:
                return self._accept(file, row)
            case Says.REJECTED:
                return self._refuse(file, row)
            case Says.BOOKED:
                return self._book(file, row)
            case Says.NOTED:
                return RowStatus.NOTED, ""
            case _:
                return RowStatus.WAITING, "The bank does not say which payout it means."

    def _accept(self, file: BankFile, row: BankReportRow) -> Result:
        if file.status != FileStatus.RELEASED:
            return RowStatus.REPEATED, "This was known already."
        known_as = f"{row.report.kind} {row.report.name}"[:80]
        advance(file, to=FileStatus.ACCEPTED, actor=None, at=self._at, acknowledged_as=known_as)
        return RowStatus.APPLIED, "The bank has accepted the file."

    def _refuse(self, file: BankFile, row: BankReportRow) -> Result:
        """Refused is not yet "not executed": a person asks the bank before anything is sent."""
        if file.status == FileStatus.REFUSED or file.status == FileStatus.NOT_EXECUTED:
            return RowStatus.REPEATED, "This was known already."
        if file.status == FileStatus.SETTLED:
            return RowStatus.WAITING, "The bank refuses a file that it has executed."
        words = f"The bank refused the file: {_why(row).words}"[:300]
        advance(file, to=FileStatus.REFUSED, actor=None, at=self._at, reason=words)
        BankFile.objects.filter(pk=file.pk).update(reason=words)
        for entry in self._open_ones(file):
            mark_unknown(entry.payout, at=self._at, reason=words)
        return RowStatus.WAITING, f"{words} Ask the bank whether anything of it was executed."

    def _book(self, file: BankFile, row: BankReportRow) -> Result:
        entries = self._open_ones(file)
        if not entries:
            return RowStatus.REPEATED, "This was known already."
        if file.status not in FileStatus.at_the_bank():
            stop_run_of(entries[0].payout_id, at=self._at, reason="A dead file was booked.")
            return RowStatus.WAITING, "The bank booked a file that was given up."
        total = sum(entry.amount_minor for entry in entries)
        if (row.amount_minor, row.currency) != (total, file.currency):
            return RowStatus.WAITING, "The bank booked another amount than the file still orders."
        self._to_settle += [(entry, row.booked_on) for entry in entries]
        self._settle_what_waits()
        return RowStatus.APPLIED, f"{len(entries)} paid."

    def _open_ones(self, file: BankFile) -> list[BankFileEntry]:
        found = locked(list(open_entries_of(file)))
        # The same rows as those that are in hand already, so that neither speaks for the other.
        ours = [self._entries.setdefault(entry.reference, entry) for entry in found]
        return [entry for entry in ours if entry.attempt.status == AttemptStatus.OPEN]


def locked(entries: Sequence[BankFileEntry]) -> list[BankFileEntry]:
    """Entries with their payouts and attempts, locked in the order that everybody keeps."""
    payouts = {
        payout.pk: payout
        for payout in Payout.objects.filter(pk__in=[entry.payout_id for entry in entries])
        .select_related("agent__user", "run")
        .select_for_update(no_key=True, of=("self",))
        .order_by("pk")
    }
    attempts = {
        attempt.pk: attempt
        for attempt in Attempt.objects.filter(pk__in=[entry.attempt_id for entry in entries])
        .select_for_update(no_key=True)
        .order_by("pk")
    }
    for entry in entries:
        entry.payout, entry.attempt = payouts[entry.payout_id], attempts[entry.attempt_id]
    return list(entries)


def _why(row: BankReportRow) -> Reason:
    reason = reason_of(row.code)
    return replace(reason, words=f"{reason.words} {row.words}".strip()[:300])


def _asked(row: BankReportRow, verdict: Verdict) -> str:
    if row.says == Says.CHANGED:
        return f"The bank asks us to correct {change_in_words(row.code)} before the next payout."
    return verdict.words
