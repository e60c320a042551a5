"""Book what no contact made, each sum once; take one back by its exact opposite."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from onboarding.errors import NotPermitted, Refused
from onboarding.users.models import User
from payouts.extras.models import Extra, ExtraKind
from payouts.extras.postings import extra_charged, extra_paid
from payouts.extras.selectors import extras_with_keys
from payouts.ledger.postings import Posting
from payouts.ledger.services import post_many
from payouts.money import Money
from payouts.periods.landing import Landing, land
from payouts.periods.models import PeriodKind


class ExtraKeyReused(Refused):
    """The key already stands for another sum."""

    code = "extra_key_reused"


class AlreadyTakenBack(Refused):
    """The sum was taken back before, or is itself the taking back of another."""

    code = "extra_already_taken_back"


class BookerMayNotTakeBack(NotPermitted):
    """Four eyes."""

    code = "booker_may_not_take_back"


@dataclass(frozen=True, slots=True)
class NewExtra:
    """A sum that is not booked yet. ``key`` names what it is for, once.

    ``pay_minor`` is paid to the agent, ``charge_minor`` charged to the brand for the campaign,
    both whole minor units of ``currency``. Brand and campaign may be named without a charge.
    """

    key: str
    kind: ExtraKind
    currency: str
    occurred_at: datetime
    work_day: date
    description: str
    agent_id: int | None = None
    pay_minor: int = 0
    brand_id: int | None = None
    campaign_id: int | None = None
    charge_minor: int = 0
    working: dict[str, Any] = field(default_factory=dict)
    corrects_id: int | None = None


def book_extra(*, extra: NewExtra, actor: User | None, at: datetime) -> Extra:
    """Book one sum, or return the one that stands under its key.

    Raises:
        ExtraKeyReused: the key stands for another sum.
    """
    return book_extras(extras=[extra], actor=actor, at=at)[0]


@transaction.atomic
def book_extras(*, extras: Sequence[NewExtra], actor: User | None, at: datetime) -> list[Extra]:
    """Book many sums, each once, in as many queries as one; return them in the order given.

    What happened in a closed period lands in the party's open one, with a pointer.

    Raises:
        ExtraKeyReused: a key stands for another sum; none is booked then.
    """
    known = extras_with_keys([extra.key for extra in extras])
    new = {extra.key: extra for extra in extras if extra.key not in known}
    if new:
        # Keys are written in their order, so that two calls with the same ones cannot wait
        # for each other; whoever comes second finds the first one's rows.
        rows = _rows([new[key] for key in sorted(new)], actor, at)
        Extra.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2_000)
        known |= extras_with_keys(list(new))
    for extra in extras:
        if not _is_same(extra, known[extra.key]):
            raise ExtraKeyReused("Another sum is already booked for this.")
    _post([known[key] for key in sorted(new)], actor, at)
    return [known[extra.key] for extra in extras]


@transaction.atomic
def take_back(*, extra_id: int, reason: str, actor: User | None, at: datetime) -> Extra:
    """Undo a sum by a further row with both signs turned; the first row stays as it is.

    Raises:
        AlreadyTakenBack: it was taken back before, or takes another one back.
        BookerMayNotTakeBack: ``actor`` booked it.
    """
    # Nobody locks a row of facts. Two who take the same sum back at once write one row: its
    # key and the column that points back are unique.
    extra = Extra.objects.select_related("corrected_by").get(pk=extra_id)
    if extra.corrects_id is not None or hasattr(extra, "corrected_by"):
        raise AlreadyTakenBack("This sum has been taken back already.")
    if actor is not None and extra.actor_id == actor.pk:
        raise BookerMayNotTakeBack("A sum is taken back by somebody other than booked it.")
    return book_extra(extra=opposite_of(extra, reason=reason), actor=actor, at=at)


def opposite_of(extra: Extra, *, reason: str) -> NewExtra:
    """What takes ``extra`` back, not booked yet."""
    return NewExtra(
        key=f"{extra.key}:back" if extra.key.startswith("topup:") else f"back:{extra.pk}",
        kind=ExtraKind(extra.kind),
        currency=extra.currency,
        occurred_at=extra.occurred_at,
        work_day=extra.work_day,
        description=f"Taken back: {extra.description}"[:200],
        agent_id=extra.agent_id,
        pay_minor=-extra.pay_minor,
        brand_id=extra.brand_id,
        campaign_id=extra.campaign_id,
        charge_minor=-extra.charge_minor,
        working={"takes_back": str(extra.public_id), "reason": reason},
        corrects_id=extra.pk,
    )


def _rows(extras: Sequence[NewExtra], actor: User | None, at: datetime) -> list[Extra]:
    pay = _landings(PeriodKind.PAY, [(one, one.agent_id, one.pay_minor) for one in extras], at)
    charge = _landings(
        PeriodKind.BILLING, [(one, one.brand_id, one.charge_minor) for one in extras], at
    )
    return [
        Extra(
            key=one.key,
            kind=one.kind,
            agent_id=one.agent_id,
            brand_id=one.brand_id,
            campaign_id=one.campaign_id,
            currency=one.currency,
            pay_minor=one.pay_minor,
            charge_minor=one.charge_minor,
            pay_period_id=paid.period_id if paid else None,
            pay_adjusts_id=paid.adjusts_id if paid else None,
            billing_period_id=charged.period_id if charged else None,
            billing_adjusts_id=charged.adjusts_id if charged else None,
            occurred_at=one.occurred_at,
            work_day=one.work_day,
            recorded_at=at,
            description=one.description,
            working=one.working,
            corrects_id=one.corrects_id,
            actor=actor,
        )
        for one, paid, charged in zip(extras, pay, charge, strict=True)
    ]


def _landings(
    kind: PeriodKind, sides: Sequence[tuple[NewExtra, int | None, int]], at: datetime
) -> list[Landing | None]:
    """Where each side lands; nothing where nothing moves."""
    wanted = [
        (party, extra.currency, extra.occurred_at)
        for extra, party, minor in sides
        if minor and party is not None
    ]
    found = iter(land(kind=kind, wanted=wanted, at=at))
    return [next(found) if minor and party is not None else None for _, party, minor in sides]


def _is_same(new: NewExtra, known: Extra) -> bool:
    names = "kind agent_id brand_id campaign_id currency pay_minor charge_minor corrects_id"
    return all(getattr(new, name) == getattr(known, name) for name in names.split())


def _post(extras: Sequence[Extra], actor: User | None, at: datetime) -> None:
    postings: list[Posting] = []
    ats: list[datetime] = []
    for extra in extras:
        for posting in _postings(extra):
            postings.append(posting)
            ats.append(min(at, extra.occurred_at))
    post_many(postings, effective_ats=ats, recorded_at=at, actor=actor)


def _postings(extra: Extra) -> list[Posting]:
    postings = []
    if extra.pay_minor:
        assert extra.agent_id is not None
        pay = Money(extra.pay_minor, extra.currency)
        postings.append(
            extra_paid(extra_id=extra.pk, key=extra.key, agent_id=extra.agent_id, amount=pay)
        )
    if extra.charge_minor:
        assert extra.brand_id is not None
        charge = Money(extra.charge_minor, extra.currency)
        postings.append(
            extra_charged(extra_id=extra.pk, key=extra.key, brand_id=extra.brand_id, amount=charge)
        )
    return postings
