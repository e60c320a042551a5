"""Contest lines of invoices: one contact, or thousands by a filter, in a few statements."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_FLOOR, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import QuerySet

from onboarding.agents.models import Agent
from onboarding.brands.models import Brand
from onboarding.calendars.selectors import bank_holidays
from onboarding.errors import Refused
from onboarding.users.models import User
from payouts.accruals.withholding import Contested, withhold
from payouts.disputes.clock import ANSWER_DAYS, ends_after, reminder_of
from payouts.disputes.files import keep_file, short_name
from payouts.disputes.models import Dispute, DisputeBatch, DisputeSide, Evidence, Ground
from payouts.disputes.services import (
    SAID_NOTHING,
    AlreadyContested,
    ClaimsNothing,
    NothingToContest,
    Said,
)
from payouts.disputes.telling import Event, tell_of
from payouts.disputes.windows import Window, contestable, windows_of_brand
from payouts.money import exponent
from payouts.rating.models import RatedWork

# More than this is a conversation with a person, not a form.
MOST_AT_ONCE = 5_000


class TooMany(Refused):
    """The filter finds more contacts than may be contested at once."""

    code = "too_many_to_contest"


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why charges are contested, what is said, and how many seconds there should have been."""

    ground: Ground
    claimed_seconds: int | None = None
    said: Said = SAID_NOTHING


# What would be left of the charge if it went as the brand asks, is not at stake.
_OPEN = """
    INSERT INTO payouts_dispute
        (public_id, opener, ground, status, brand_id, agent_id, campaign_id, interaction_id,
         work_id, invoice_id, batch_id, currency, pay_exact, charge_exact, claimed_seconds,
         at_stake_exact, contact_ref, contact_at, opened_by_id, opened_at, answer_due_at,
         remind_at)
    SELECT gen_random_uuid(), 'BRAND', %(ground)s, 'OPEN', w.brand_id, w.agent_id, w.campaign_id,
           w.interaction_id, w.id, line.invoice_id, %(batch)s, w.currency, w.pay_exact,
           w.charge_exact, %(claimed)s,
           w.charge_exact - least(w.charge_exact, round(
               v.bill_per_minute * w.bill_factor * coalesce(%(claimed)s, 0) * 1.00000 / 60, 9)),
           i.external_id, w.occurred_at, %(actor)s, %(at)s, clock.due_at, clock.remind_at
    FROM payouts_ratedwork w
    JOIN marketplace_interaction i ON i.id = w.interaction_id
    JOIN marketplace_ratecardversion v ON v.id = w.version_id
    JOIN onboarding_agent a ON a.id = w.agent_id
    JOIN unnest(%(periods)s::bigint[], %(invoices)s::bigint[]) AS line (period_id, invoice_id)
      ON line.period_id = w.billing_period_id
    JOIN unnest(%(zones)s::text[], %(dues)s::timestamptz[], %(reminders)s::timestamptz[])
        AS clock (zone, due_at, remind_at) ON clock.zone = a.timezone
    WHERE w.id = ANY(%(works)s) AND w.charge_exact > 0
    ORDER BY w.id
    ON CONFLICT DO NOTHING
    RETURNING id
"""


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
    opened = _open([work.pk], windows, grounds, actor, at)
    if not opened:
        raise AlreadyContested("This charge is contested already, or has been before.")
    _withhold_pay(opened, at)
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
    opened = _open(works, windows, grounds, actor, at, batch=batch)
    assert len(opened) == len(works), "the brand is held, and none of these is contested yet"
    _withhold_pay(opened, at)
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


def _open(
    works: Sequence[int],
    windows: Sequence[Window],
    grounds: Grounds,
    actor: User,
    at: datetime,
    batch: DisputeBatch | None = None,
) -> list[int]:
    zones = sorted(
        Agent.objects.filter(pk__in=RatedWork.objects.filter(pk__in=works).values("agent"))
        .order_by()
        .values_list("timezone", flat=True)
        .distinct()
    )
    dues = [
        ends_after(at, days=ANSWER_DAYS, zone=ZoneInfo(zone), holidays=bank_holidays())
        for zone in zones
    ]
    reminders = [
        reminder_of(due, zone=ZoneInfo(zone), holidays=bank_holidays())
        for zone, due in zip(zones, dues, strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            _OPEN,
            {
                "ground": grounds.ground,
                "batch": batch.pk if batch else None,
                "claimed": grounds.claimed_seconds,
                "actor": actor.pk,
                "at": at,
                "periods": [window.period_id for window in windows],
                "invoices": [window.invoice_id for window in windows],
                "zones": zones,
                "dues": dues,
                "reminders": reminders,
                "works": list(works),
            },
        )
        return [row[0] for row in cursor.fetchall()]


def _withhold_pay(dispute_ids: Sequence[int], at: datetime) -> None:
    """Keep the contested share of each contact's pay from clearing, rounded down."""
    disputes = Dispute.objects.filter(pk__in=dispute_ids).select_related("work").order_by("pk")
    withhold(
        contested=[
            Contested(dispute.cause, dispute.work.pay_period_id, _contested_pay(dispute))
            for dispute in disputes
        ],
        at=at,
    )


def _contested_pay(dispute: Dispute) -> int:
    share: Decimal = dispute.pay_exact * dispute.at_stake_exact / dispute.charge_exact
    minor = share.scaleb(exponent(dispute.currency))
    return int(minor.to_integral_value(rounding=ROUND_FLOOR))


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
