import subprocess
import sys

from marketplace.celery import MINUTE, TIMETABLE, app


def test_every_job_on_the_timetable_exists():
    app.loader.import_default_modules()

    assert TIMETABLE.keys() - app.tasks.keys() == set()


def test_what_is_due_each_minute_does_not_pile_up_while_no_worker_runs():
    expiring = {
        name
        for name, entry in app.conf.beat_schedule.items()
        if entry["options"] == {"expires": MINUTE}
    }

    assert expiring == {name for name, when in TIMETABLE.items() if when == MINUTE}


def test_a_process_that_only_serves_pages_sends_jobs_to_the_same_worker():
    # Where the project's own was not loaded, a job would go to a broker of the library's choice.
    code = (
        "import django; django.setup(); from celery import current_app;"
        "print(current_app.main, current_app.conf.task_acks_late, current_app.conf.broker_url)"
    )

    asked = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )

    assert asked.stdout == "tallyline True memory://\n"
