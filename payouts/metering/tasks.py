"""Meter what the sources reported."""

from datetime import timedelta

from celery import shared_task
from django.utils.timezone import now

from payouts.metering.services import meter_revisions

# What a minute's job looks back on, and what the night's does: late commits and backfills.
RECENT = timedelta(hours=2)
OPEN_PERIODS = timedelta(days=62)


@shared_task(name="payouts.meter_revisions")
def meter_recent() -> None:
    """Meter what was recorded lately."""
    meter_revisions(at=now(), since=now() - RECENT)


@shared_task(name="payouts.meter_open_periods")
def meter_open_periods() -> None:
    """Meter whatever of the open periods slipped through."""
    meter_revisions(at=now(), since=now() - OPEN_PERIODS)
