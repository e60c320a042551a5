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
    # What is used up stops new contacts, and room lets them start again.
    "payouts.enforce_limits": MINUTE,
    # Runs that were approved go out, and what the processor says of them is heard.
    "payouts.execute_runs": MINUTE,
    "payouts.settle_reported": MINUTE,
    "payouts.pay_instantly": MINUTE,
    "payouts.make_bank_files": MINUTE,
    "payouts.drop_bank_files": MINUTE,
    "payouts.apply_bank_reports": MINUTE,
    "payouts.settle_silent_files": nightly("12:10"),
    # Invoices that are due are collected, and what the processor says of it is heard.
    "payouts.collect_due": MINUTE,
    "payouts.charge_payments": MINUTE,
    "payouts.settle_payments": MINUTE,
    "payouts.send_refunds": MINUTE,
    # Who is overdue is reminded in the brand's morning, stopped at the end, and let go once paid.
    "payouts.send_reminders": nightly("08:30"),
    "payouts.enforce_stops": MINUTE,
    # What came in at our bank finds its invoice.
    "payouts.place_receipts": 10 * MINUTE,
    # What no message told is asked for.
    "payouts.poll_events": 10 * MINUTE,
    "payouts.ask_about_payments": 60 * MINUTE,
    "payouts.finish_accounts": MINUTE,
    "payouts.sync_accounts": MINUTE,
    # What silence decides in a dispute, and whom a clock is about to end for.
    "payouts.lapse_disputes": 15 * MINUTE,
    "payouts.remind_of_disputes": 15 * MINUTE,
    # An offer whose budget is taken up by bookings takes no more.
    "payouts.end_spent_offers": 5 * MINUTE,
    # What is to be told is told until it arrives.
    "onboarding.send_messages": MINUTE,
    # What is settled in the journal is sealed.
    "payouts.seal_journal": crontab(minute="7"),
    # Each night the same over the whole open period, for what a minute's run cannot see.
    "payouts.meter_open_periods": nightly("01:10"),
    "payouts.rate_open_periods": nightly("01:25"),
    "payouts.clear": nightly("01:40"),
    "payouts.top_up_periods": nightly("01:50"),
    "payouts.pay_surges": nightly("01:52"),
    "payouts.pay_bonuses": nightly("01:53"),
    "payouts.close_periods": nightly("01:55"),
    "payouts.issue_invoices": nightly("02:10"),
    "payouts.warn_of_tax_forms": nightly("02:40"),
    "payouts.hold_long_negative": nightly("02:45"),
    "payouts.reconcile": nightly("02:50"),
    "payouts.make_invoice_files": MINUTE,
    "payouts.prove_books": nightly("03:10"),
}

app = Celery("tallyline")
app.config_from_object("django.conf:settings", namespace="CELERY")
# While no worker runs, a job that is due each minute must not pile up.
app.conf.beat_schedule = {
    name: {
        "task": name,
        "schedule": when,
        "options": {"expires": when} if isinstance(when, float) else {},
    }
    for name, when in TIMETABLE.items()
}
app.steps["worker"].add(DjangoStructLogInitStep)
app.autodiscover_tasks()
