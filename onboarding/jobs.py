"""Nudge a job by name once the transaction commits.

A nudge only saves waiting for the timetable: every job finds its own work, so a nudge
that is lost, or arrives twice, changes nothing.
"""

import logging
from functools import partial

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def enqueue(name: str, **arguments: int | str) -> None:
    """Have job ``name`` run soon after the current transaction commits."""
    transaction.on_commit(partial(_send, name, arguments))


def _send(name: str, arguments: dict[str, int | str]) -> None:
    try:
        current_app.send_task(name, kwargs=arguments, retry=False)
    except OperationalError:
        # The deed is committed and the timetable will find it: a broker that is away delays
        # it by a minute and must not turn a success into an error page.
        logger.warning("No broker for job %s; the timetable will run it.", name)
