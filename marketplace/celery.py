"""The worker and the timetable: every job and when it runs.

Run ``celery -A marketplace worker`` as often as needed and ``celery -A marketplace beat`` once.
Jobs find their own work and may run twice, so a second timetable does no harm; what a run
misses, the next one finds.
"""

import os

from celery import Celery
from celery.schedules import crontab
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")

MINUTE = 60.0


def nightly(at: str) -> crontab:
    """Once a night, at a time of UTC."""
    hour, minute = at.split(":")
    return crontab(hour=hour, minute=minute)


TIMETABLE = {
    # What happened becomes what it is worth, and what it is worth stands in the books.
    "payouts.meter_revisions": MINUTE,
    "payouts.rate_usage": MINUTE,
    "payouts.accrue": MINUTE,
    # Runs that were approved go out, and what the processor says of them is heard.
    "payouts.execute_runs": MINUTE,
    "payouts.settle_reported": MINUTE,
    "payouts.finish_accounts": MINUTE,
    "payouts.sync_accounts": MINUTE,
    # What is to be told is told until it arrives.
    "onboarding.send_messages": MINUTE,
    # What is settled in the journal is sealed.
    "payouts.seal_journal": crontab(minute="7"),
    # Each night the same over the whole open period, for what a minute's run cannot see.
    "payouts.meter_open_periods": nightly("01:10"),
    "payouts.rate_open_periods": nightly("01:25"),
    "payouts.clear": nightly("01:40"),
    "payouts.close_periods": nightly("01:55"),
    "payouts.issue_invoices": nightly("02:10"),
    "payouts.prove_books": nightly("03:10"),
}

app = Celery("tallyline")
app.config_from_object("django.conf:settings", namespace="CELERY")
# While no worker runs, a job that is due each minute must not pile up.
app.conf.beat_schedule = {
    name: {
        "task": name,
        "schedule": when,
        "options": {"expires": MINUTE} if when == MINUTE else {},
    }
    for name, when in TIMETABLE.items()
}
app.steps["worker"].add(DjangoStructLogInitStep)
app.autodiscover_tasks()
