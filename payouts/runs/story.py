"""One payout from its plan to the bank: everything that was done, in order, and what is next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from payouts.gateway.key_life import ABSENT_AFTER, may_be_sent
from payouts.gateway.models import Attempt, AttemptStatus, StepKind
from payouts.gateway.selectors import attempts_of, events_of, steps_of
from payouts.ledger.models import JournalTransaction
from payouts.runs.lists import history_of
from payouts.runs.models import Payout, PayoutStatus, RunKind, RunStatus
from payouts.runs.outcomes import subject_of
from payouts.runs.wording import in_words

_LONGEST_WAIT_MINUTES = 360
_MOST = 200
_ICONS = {
    StepKind.SENT: "send",
    StepKind.ANSWERED: "message-square",
    StepKind.LOOKED_UP: "search",
    StepKind.CLOSED: "circle-check",
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened to a payout. ``code`` is what a specialist looks for."""

    at: datetime
    icon: str
    title: str
    detail: str = ""
    code: str = ""
    transaction: int | None = None


@dataclass(frozen=True, slots=True)
class Next:
    """What happens next by itself, and not before when; or what a person has to do."""

    words: str
    at: datetime | None = None
    needs_a_person: bool = False


def story_of(payout: Payout) -> list[Moment]:
    """Everything that happened to a payout, the newest first; a fixed number of queries."""
    moments = [*_moves(payout), *_messages(subject_of(payout.pk)), *_bookings(payout)]
    for subject in subjects_of(payout):
        moments += _steps(subject)
    return sorted(moments, key=lambda moment: moment.at, reverse=True)[:_MOST]


def subjects_of(payout: Payout) -> list[str]:
    """What the attempts of a payout are for: the payout, and its last leg if it was on request."""
    subjects = [subject_of(payout.pk)]
    if payout.run.kind == RunKind.INSTANT:
        last_leg = getattr(payout, "instant", None)
        subjects += [f"instant_{last_leg.pk}"] if last_leg else []
    return subjects


def next_of(payout: Payout, *, at: datetime) -> Next:
    """What happens next to a payout, as things stand ``at`` an instant."""
    if payout.status == PayoutStatus.PLANNED:
        return _next_of_planned(payout)
    if payout.status in PayoutStatus.live():
        if payout.run.status == RunStatus.PAUSED:
            return Next(
                _("Nothing, until somebody resumes the run. No new request is sent."),
                needs_a_person=True,
            )
        last = attempts_of(subject_of(payout.pk)).order_by("-number").first()
        return _next_of_live(last, at=at)
    return {
        PayoutStatus.PAID: Next(
            _("Nothing is left to do. For some days the money can still come back; then it is "
              "booked and its agent told.")
        ),
        PayoutStatus.RETURNED: Next(
            _("Its amount is payable again. Its agent is on hold until somebody has looked at "
              "the payout account and releases the hold."),
            needs_a_person=True,
        ),
        PayoutStatus.REJECTED: Next(
            _("Its amount is payable again and goes into a later run, once the processor says "
              "that the account may be paid.")
        ),
        PayoutStatus.CANCELLED: Next(_("Its amount stays payable and goes into a later run.")),
    }[PayoutStatus(payout.status)]  # fmt: skip


def _next_of_planned(payout: Payout) -> Next:
    if payout.run.status == RunStatus.COMPUTED:
        return Next(_("Somebody other than its preparer approves the run."), needs_a_person=True)
    if payout.run.status == RunStatus.PAUSED:
        return Next(_("Nothing, until somebody resumes the run."), needs_a_person=True)
    return Next(_("It is set aside in the books and sent when its turn comes."))


def _next_of_live(last: Attempt | None, *, at: datetime) -> Next:
    if last is None or last.status == AttemptStatus.NOT_EXECUTED:
        return Next(_("It is sent to the processor under a new key."))
    if last.status == AttemptStatus.DECLINED:
        minutes = min(2 ** min(last.number - 1, 20), _LONGEST_WAIT_MINUTES)
        assert last.closed_at is not None
        return Next(
            _("It was declined and moved nothing. It is sent anew under a new key."),
            at=last.closed_at + timedelta(minutes=minutes),
        )
    due = last.not_before if last.not_before and last.not_before > at else None
    is_young = may_be_sent(
        first_sent_at=last.first_sent_at,
        last_sent_at=last.last_sent_at,
        is_key_spent=last.is_key_spent,
        is_looked_up=last.is_looked_up,
        at=at,
    )
    if is_young:
        return Next(
            _("The same request is sent again under the same key: if it was done, the processor "
              "says so and does nothing twice."),
            at=due,
        )  # fmt: skip
    return Next(
        _("Nothing is sent. The processor is asked whether it was done. Only if it is found "
          "missing twice, the second time more than %(hours)s hours after the first send, a new "
          "request follows.")
        % {"hours": int(ABSENT_AFTER.total_seconds() // 3600)},
        at=due,
    )  # fmt: skip


def _moves(payout: Payout) -> Iterable[Moment]:
    for move in history_of(payout):
        yield Moment(
            at=move.at,
            icon="flag",
            title=move.label,
            detail=" · ".join(told for told in (move.who, move.reason) if told),
        )


def _steps(subject: str) -> Iterable[Moment]:
    sends: dict[int, int] = {}
    for step in steps_of(subject):
        attempt = step.attempt
        detail = in_words(step.words) if step.kind == StepKind.ANSWERED else step.words
        if step.kind == StepKind.SENT:
            sends[attempt.pk] = sends.get(attempt.pk, 0) + 1
            title = (
                _("Request %(number)s is sent") % {"number": attempt.number}
                if sends[attempt.pk] == 1
                else _("Request %(number)s is sent again, the same bytes under the same key")
                % {"number": attempt.number}
            )
        elif step.kind == StepKind.ANSWERED:
            title = _("What is known of request %(number)s") % {"number": attempt.number}
        elif step.kind == StepKind.LOOKED_UP:
            title = _("The processor is asked what became of request %(number)s") % {
                "number": attempt.number
            }
        else:
            title = f"{attempt.get_status_display()}: {_('request')} {attempt.number}"
            detail = step.words if attempt.reference else in_words(step.words)
        yield Moment(step.at, _ICONS[StepKind(step.kind)], title, detail, code=attempt.key)


def _messages(subject: str) -> Iterable[Moment]:
    for event in events_of(subject)[:_MOST]:
        yield Moment(
            at=event.received_at,
            icon="webhook",
            title=_("The processor reports: %(kind)s") % {"kind": event.type},
            detail=_("Handled") if event.handled_at else _("Not handled yet"),
            code=event.event_id,
        )


def _bookings(payout: Payout) -> Iterable[Moment]:
    booked = JournalTransaction.objects.filter(event_key__startswith=f"payout:{payout.pk}:")
    for transaction in booked.order_by("pk"):
        yield Moment(
            at=transaction.effective_at,
            icon="book-open",
            title=_("Booked: %(kind)s") % {"kind": transaction.kind.replace("_", " ").capitalize()},
            code=transaction.event_key,
            transaction=transaction.pk,
        )
