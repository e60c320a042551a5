from celery import current_app

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


def test_jobs_are_sent_through_the_projects_own_worker():
    assert current_app.main == "tallyline"
    assert app.conf.task_acks_late is True
    assert app.conf.task_ignore_result is True
