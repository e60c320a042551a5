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

TIMETABLE = {
    "payouts.meter_revisions": MINUTE,
    "payouts.rate_usage": MINUTE,
    "payouts.accrue": MINUTE,
    "payouts.execute_runs": MINUTE,
    "payouts.apply_events": MINUTE,
    "payouts.meter_open_period": crontab(hour=1, minute=10),
    "payouts.clear": crontab(hour=1, minute=40),
    "payouts.close_periods": crontab(hour=2, minute=10),
    "payouts.draft_invoices": crontab(hour=2, minute=40),
    "payouts.prove_books": crontab(hour=3, minute=10),
}

app = Celery("tallyline")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = {
    name: {"task": name, "schedule": when, "options": _expiry}
    for name, when in TIMETABLE.items()
    # While no worker runs, a job that is due each minute must not pile up.
    for _expiry in [{"expires": MINUTE} if when == MINUTE else {}]
}
app.steps["worker"].add(DjangoStructLogInitStep)
app.autodiscover_tasks()
