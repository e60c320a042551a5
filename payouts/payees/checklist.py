"""What an agent still has to do to be paid: a short list in which each line is done or says why.

Plain values in and out.
"""

from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """What being paid takes."""

    ACCOUNT = "ACCOUNT"
    DETAILS = "DETAILS"
    TAX_FORM = "TAX_FORM"
    NO_HOLD = "NO_HOLD"


class State(StrEnum):
    """How far a step has come: done, up to the agent, or up to somebody else."""

    DONE = "DONE"
    TO_DO = "TO_DO"
    WAITING = "WAITING"


@dataclass(frozen=True, slots=True)
class Standing:
    """How an agent stands, as far as being paid depends on it."""

    is_by_bank_file: bool
    has_account: bool
    is_enabled: bool
    is_bank_reached: bool
    is_asked_for_something: bool
    has_waiting_details: bool
    is_cooling: bool
    has_form: bool
    has_waiting_form: bool
    is_on_hold: bool


def checklist(one: Standing) -> tuple[tuple[Step, State], ...]:
    """Each step with its state, in the order in which they are done.

    >>> ready = Standing(False, True, True, True, False, False, False, True, False, False)
    >>> [(step.value, state.value) for step, state in checklist(ready)]
    [('ACCOUNT', 'DONE'), ('TAX_FORM', 'DONE'), ('NO_HOLD', 'DONE')]
    """
    where = (Step.DETAILS, _details(one)) if one.is_by_bank_file else (Step.ACCOUNT, _account(one))
    form = State.DONE if one.has_form else State.WAITING if one.has_waiting_form else State.TO_DO
    hold = State.WAITING if one.is_on_hold else State.DONE
    return where, (Step.TAX_FORM, form), (Step.NO_HOLD, hold)


def _account(one: Standing) -> State:
    if one.is_enabled and one.is_bank_reached:
        return State.WAITING if one.is_cooling else State.DONE
    if not one.has_account or one.is_asked_for_something or not one.is_bank_reached:
        return State.TO_DO
    return State.WAITING


def _details(one: Standing) -> State:
    if one.has_waiting_details or one.is_cooling:
        return State.WAITING
    return State.DONE if one.has_account and one.is_enabled else State.TO_DO
