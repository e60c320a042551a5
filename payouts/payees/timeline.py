"""What happened to a payee, from the trails that triggers write, and from holds and looks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from onboarding.users.models import User
from payouts.payees.models import BalanceDecision, Payee, PayoutDetails, TaxForm
from payouts.payees.selectors import holds_of

_NEWEST = 40


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a payee's history."""

    at: datetime
    what: str
    status: str
    label: str
    who: str
    why: str


def timeline_of(payee: Payee) -> list[Happening]:
    """The newest happenings of a payee, the newest first, in five queries."""
    rows = [*_moves(payee), *_holds(payee)]
    return sorted(rows, key=lambda one: one.at, reverse=True)[:_NEWEST]


def _moves(payee: Payee) -> list[Happening]:
    told = [
        (row, model)
        for model in (PayoutDetails, TaxForm, BalanceDecision)
        for row in _trail(model, payee)
    ]
    people = User.objects.in_bulk({_context(row).get("actor") or 0 for row, _ in told})
    return [_move(row, model, people) for row, model in told]


def _trail(model: Any, payee: Payee) -> Any:
    events = model._meta.get_field("events").related_model
    maker = "signed_by" if model is TaxForm else "proposed_by"
    moves = events.objects.filter(pgh_obj__payee=payee).select_related(
        "pgh_context", f"pgh_obj__{maker}"
    )
    return moves.order_by("-pgh_id")[:_NEWEST]


def _move(row: Any, model: Any, people: dict[int, User]) -> Happening:
    context, of = _context(row), row.pgh_obj
    is_first = row.status == model._meta.get_field("status").default
    by = _maker(of) if is_first else people.get(context.get("actor") or 0)
    return Happening(
        at=_made_at(of) if is_first else _when(row, context),
        what=_named(of),
        status=row.status,
        label=str(dict(model._meta.get_field("status").choices)[row.status]),
        who=str(by) if by else "Tallyline",
        # What begins says nothing of why; the context of a deed before it may still stand.
        why="" if is_first else context.get("reason") or "",
    )


def _holds(payee: Payee) -> Iterator[Happening]:
    for hold in holds_of(payee)[:_NEWEST]:
        named = "Hold" if hold.amount_minor is None else f"Hold of a part, {hold.currency}"
        by = str(hold.placed_by or "Tallyline")
        yield Happening(hold.placed_at, named, "ON_HOLD", "Placed", by, hold.reason)
        if hold.released_at is not None:
            by = str(hold.released_by or "Tallyline")
            because = hold.released_because
            yield Happening(hold.released_at, named, "RELEASED", "Released", by, because)


def _context(row: Any) -> dict[str, Any]:
    return (row.pgh_context.metadata if row.pgh_context else None) or {}


def _when(row: Any, context: dict[str, Any]) -> datetime:
    return parse_datetime(context.get("at") or "") or row.pgh_created_at


def _named(of: Any) -> str:
    match of:
        case PayoutDetails():
            return f"Details {of.version}, {of.masked}"
        case TaxForm():
            return f"{of.get_kind_display()} {of.tin_masked}".strip()
        case _:
            return f"{of.get_kind_display()}, {of.currency}"


def _made_at(of: Any) -> datetime:
    made: datetime = of.signed_at if isinstance(of, TaxForm) else of.proposed_at
    return made


def _maker(of: Any) -> Any:
    return of.signed_by if isinstance(of, TaxForm) else of.proposed_by
