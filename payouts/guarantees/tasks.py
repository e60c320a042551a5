"""Pay what was guaranteed: floors, surge offers, bonuses; end offers whose budget is taken up."""

from celery import shared_task
from django.utils.timezone import now

from payouts.extras.models import ExtraKind
from payouts.guarantees.budgets import end_spent_offers
from payouts.guarantees.rewarding import pay_bonuses
from payouts.guarantees.services import top_up_periods
from payouts.guarantees.surging import pay_surges
from payouts.guarantees.touched import last_looked_at


@shared_task(name="payouts.top_up_periods")
def top_up_ended_periods() -> None:
    """Each night before periods close, so that a top-up stands on the statement of its week."""
    top_up_periods(at=now(), since=last_looked_at(ExtraKind.FLOOR_TOP_UP))


@shared_task(name="payouts.pay_surges")
def pay_surges_that_are_over() -> None:
    """Each night before periods close, as top-ups."""
    pay_surges(at=now(), since=last_looked_at(ExtraKind.SURGE_BONUS))


@shared_task(name="payouts.pay_bonuses")
def pay_earned_bonuses() -> None:
    """Each night before periods close, as top-ups."""
    pay_bonuses(at=now())


@shared_task(name="payouts.end_spent_offers")
def end_offers_that_are_spent() -> None:
    """Every few minutes: who books a minute too late is told soon."""
    end_spent_offers(at=now())
