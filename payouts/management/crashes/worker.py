"""A worker that is really killed: by SIGKILL, right after one of its commits or answers.

    python -m payouts.management.crashes.worker

Reads one JSON object a line: what is to be done, on which database, and after which moment of it
the process is to be gone. Each is done by a child of its own, as workers are started by those
that supervise them; what became of it is answered in a line. A moment is a commit, or an answer
that has arrived from the processor.
"""

import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any

import django
from celery import current_app
from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created


class Moments:
    """Counts moments in all threads, and ends the process at one of them."""

    def __init__(self, last: int) -> None:
        self.count, self._last, self._lock = 0, last, threading.Lock()

    def passes(self) -> None:
        """A moment has come and gone; nothing is cleaned up if it was the last."""
        with self._lock:
            self.count += 1
            if self.count == self._last:
                os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    """Do what is told, line by line, until nobody tells any more."""
    django.setup()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        told = json.loads(line)
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            os.close(reading)
            _work(told, writing)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            moments = pipe.read()
        _, status = os.waitpid(child, 0)
        answer = {"signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0}
        answer["code"] = os.WEXITSTATUS(status) if os.WIFEXITED(status) else 0
        answer["moments"] = int(moments or 0)
        sys.stdout.write(f"{json.dumps(answer)}\n")
        sys.stdout.flush()


def _work(told: dict[str, Any], writing: int) -> None:
    """Be the child: work, say how many moments there were, and go."""
    code = 1
    try:
        moments = Moments(told["last"])
        _count_commits(moments)
        connections["default"].settings_dict["NAME"] = told["database"]
        for name, value in told["settings"].items():
            setattr(settings, name, value)
        app: Any = current_app
        app.send_task = lambda *args, **more: None
        _job_named(told["job"])(told, moments)
        connections.close_all()
        os.write(writing, str(moments.count).encode())
        code = 0
    finally:
        os._exit(code)


def _count_commits(moments: Moments) -> None:
    commit = BaseDatabaseWrapper.commit

    def counted(self: BaseDatabaseWrapper) -> None:
        commit(self)
        moments.passes()

    def executed(execute: Callable[..., Any], *statement: Any) -> Any:
        result = execute(*statement)
        sql, context = statement[0], statement[-1]
        if not context["connection"].in_atomic_block and not sql.lstrip().startswith("SELECT"):
            moments.passes()
        return result

    def watch(connection: BaseDatabaseWrapper, **_: Any) -> None:
        connection.execute_wrappers.append(executed)

    BaseDatabaseWrapper.commit = counted  # type: ignore[method-assign]
    connection_created.connect(watch, weak=False)


def _job_named(name: str) -> Callable[[dict[str, Any], Moments], None]:
    # The models that the jobs stand on are there only once Django is set up.
    from payouts.management.crashes import errands  # noqa: PLC0415

    return {"pay": errands.pay, "bank": errands.keep_files, "charge": errands.charge}[name]


if __name__ == "__main__":
    main()
