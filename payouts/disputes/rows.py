"""The rows of disputes that a brand opens: thousands in a few statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_FLOOR, Decimal
from zoneinfo import ZoneInfo

from django.db import connection

from onboarding.agents.models import Agent
from onboarding.calendars.selectors import days_off_in
from onboarding.users.models import User
from payouts.accruals.withholding import Contested, withhold
from payouts.disputes.choices import Ground
from payouts.disputes.clock import ANSWER_DAYS, ends_after, reminder_of
from payouts.disputes.models import Dispute, DisputeBatch
from payouts.disputes.services import SAID_NOTHING, Said
from payouts.disputes.windows import Window
from payouts.money import exponent
from payouts.rating.models import RatedWork


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
    JOIN unnest(%(countries)s::text[], %(zones)s::text[], %(dues)s::timestamptz[],
                %(reminders)s::timestamptz[])
        AS clock (country, zone, due_at, remind_at)
      ON (clock.country, clock.zone) = (a.country, a.timezone)
    WHERE w.id = ANY(%(works)s) AND w.charge_exact > 0
    ORDER BY w.id
    ON CONFLICT DO NOTHING
    RETURNING id
"""


def open_rows(
    works: Sequence[int],
    windows: Sequence[Window],
    grounds: Grounds,
    actor: User,
    at: datetime,
    batch: DisputeBatch | None = None,
) -> list[int]:
    """Open a dispute of each of these priced works, where none stands; their ids in order."""
    clocks = _clocks(works, at)
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
                "countries": [clock.country for clock in clocks],
                "zones": [clock.zone for clock in clocks],
                "dues": [clock.due_at for clock in clocks],
                "reminders": [clock.remind_at for clock in clocks],
                "works": list(works),
            },
        )
        return [row[0] for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class _Clock:
    """How long the agents of one country and zone have to answer."""

    country: str
    zone: str
    due_at: datetime
    remind_at: datetime


def _clocks(works: Sequence[int], at: datetime) -> list[_Clock]:
    """The clocks of everybody who did these works."""
    places = (
        Agent.objects.filter(pk__in=RatedWork.objects.filter(pk__in=works).values("agent"))
        .order_by("country", "timezone")
        .values_list("country", "timezone")
        .distinct()
    )
    clocks = []
    for country, name in places:
        zone, days_off = ZoneInfo(name), days_off_in(country)
        due_at = ends_after(at, days=ANSWER_DAYS, zone=zone, holidays=days_off)
        remind_at = reminder_of(due_at, zone=zone, holidays=days_off)
        clocks.append(_Clock(country, name, due_at, remind_at))
    return clocks


def withhold_pay(dispute_ids: Sequence[int], at: datetime) -> None:
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
