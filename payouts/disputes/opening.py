"""Contest lines of invoices: one contact, or thousands by a filter, in a few statements."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from onboarding.brands.models import Brand
from onboarding.errors import Refused
from onboarding.users.models import User
from payouts.disputes.choices import DisputeSide
from payouts.disputes.files import keep_file, short_name
from payouts.disputes.models import Dispute, DisputeBatch, Evidence
from payouts.disputes.rows import Grounds, open_rows, withhold_pay
from payouts.disputes.services import (
    AlreadyContested,
    ClaimsNothing,
    NothingToContest,
    Said,
)
from payouts.disputes.telling import Event, tell_of
from payouts.disputes.windows import Window, contestable, windows_of_brand
from payouts.rating.models import RatedWork

# More than this is a conversation with a person, not a form.
MOST_AT_ONCE = 5_000


class TooMany(Refused):
    """The filter finds more contacts than may be contested at once."""

    code = "too_many_to_contest"


@transaction.atomic
def contest_charge(
    *,
    brand: Brand,
    interaction_id: int,
    grounds: Grounds,
    actor: User,
    at: datetime,
) -> Dispute:
    """Contest what one contact on an invoice line costs.

    The pay of the work, where it has not cleared, is kept from clearing until it is settled.

    Raises:
        NothingToContest: no line of it may be contested: not yet, not any more, or decided.
        AlreadyContested: the brand contests it already, or has before.
        ClaimsNothing: it claims no fewer seconds than are charged.
        EvidenceRefused: the file cannot be shown.
    """
    windows = windows_of_brand(brand, at=at)
    work = (
        contestable(windows, on="billing_period")
        .filter(brand=brand, usage__revision__interaction=interaction_id, charge_exact__gt=0)
        .first()
    )
    if work is None:
        raise NothingToContest(
            "No invoice line of the last five business days charges this contact at a price "
            "that was not decided already."
        )
    claimed = grounds.claimed_seconds
    if claimed is not None and claimed >= work.billable_seconds:
        raise ClaimsNothing("You claim no fewer seconds than are charged.")
    opened = open_rows([work.pk], windows, grounds, actor, at)
    if not opened:
        raise AlreadyContested("This charge is contested already, or has been before.")
    withhold_pay(opened, at)
    dispute = Dispute.objects.get(pk=opened[0])
    _say(grounds.said, actor=actor, at=at, dispute=dispute)
    tell_of(Event.OPENED, opened, at=at)
    return dispute


def contestable_charges(
    brand: Brand, *, asked: Mapping[str, Any], at: datetime
) -> QuerySet[RatedWork]:
    """The charges of a brand that may be contested now and answer a filter.

    ``asked`` names fields of rated work. What the brand contests already is not in it.
    """
    return _charges(windows_of_brand(brand, at=at), brand, asked)


@transaction.atomic
def contest_many(
    *,
    brand: Brand,
    key: uuid.UUID,
    asked: Mapping[str, Any],
    grounds: Grounds,
    actor: User,
    at: datetime,
) -> DisputeBatch:
    """Contest every charge that answers a filter, at most ``MOST_AT_ONCE``; once for each key.

    Raises:
        NothingToContest: the filter finds nothing that may be contested.
        TooMany: it finds too many.
        EvidenceRefused: the file cannot be shown.
    """
    # Two clicks on one form follow one another, and so do two members with one idea.
    Brand.objects.select_for_update(no_key=True).get(pk=brand.pk)
    known = DisputeBatch.objects.filter(key=key, brand=brand).first()
    if known is not None:
        return known
    windows = windows_of_brand(brand, at=at)
    found = _charges(windows, brand, asked).order_by("pk")
    works = list(found.values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
    if not works:
        raise NothingToContest("Nothing that answers this filter can be contested now.")
    if len(works) > MOST_AT_ONCE:
        raise TooMany(f"At most {MOST_AT_ONCE} contacts can be contested at once.")
    batch = DisputeBatch.objects.create(
        key=key,
        brand=brand,
        asked={name: str(value) for name, value in asked.items()},
        opened_by=actor,
        opened_at=at,
        dispute_count=len(works),
    )
    opened = open_rows(works, windows, grounds, actor, at, batch=batch)
    assert len(opened) == len(works), "the brand is held, and none of these is contested yet"
    withhold_pay(opened, at)
    _say(grounds.said, actor=actor, at=at, batch=batch)
    tell_of(Event.OPENED, opened, at=at)
    return batch


def _charges(
    windows: Sequence[Window], brand: Brand, asked: Mapping[str, Any]
) -> QuerySet[RatedWork]:
    contested = Dispute.objects.filter(brand=brand, opener=DisputeSide.BRAND)
    taken = contested.exclude(status="WITHDRAWN").filter(work__isnull=False)
    return (
        contestable(windows, on="billing_period")
        .filter(**asked, brand=brand, charge_exact__gt=0)
        .exclude(pk__in=taken.values("work"))
    )


def _say(
    said: Said,
    *,
    actor: User,
    at: datetime,
    dispute: Dispute | None = None,
    batch: DisputeBatch | None = None,
) -> None:
    file = keep_file(said.upload, at=at) if said.upload else None
    if said.words.strip() or file:
        Evidence.objects.create(
            dispute=dispute,
            batch=batch,
            side=DisputeSide.BRAND,
            words=said.words.strip(),
            file=file,
            file_name=short_name(said.upload.name) if said.upload else "",
            given_by=actor,
            given_at=at,
        )
