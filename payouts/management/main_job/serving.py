"""The portals and a background worker, as children, until somebody says stop."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep
from types import FrameType

_GRACE_SECONDS = 15


class StoppedByItself(Exception):
    """A server ended though nobody asked it to."""


def serve(*, port: str) -> None:
    """Serve until SIGINT or SIGTERM; both children have ended when this returns.

    Raises:
        StoppedByItself: one of them ended first; the other was stopped.
    """
    children = {"web server": _web(port), "worker": _worker()}
    processes = {name: _start(command) for name, command in children.items()}
    try:
        with _told_to_stop() as told:
            while not told:
                for name, process in processes.items():
                    if process.poll() is not None:
                        raise StoppedByItself(f"The {name} ended with code {process.returncode}.")
                sleep(0.3)
    finally:
        _stop(list(processes.values()))


def _web(port: str) -> list[str]:
    options = ["--workers", "2", "--threads", "4", "--worker-class", "gthread"]
    address = ["--bind", f"127.0.0.1:{port}", "--log-level", "warning"]
    return [sys.executable, "-m", "gunicorn", *options, *address, "marketplace.wsgi:application"]


def _worker() -> list[str]:
    # The timetable's own notes go nowhere: jobs find their work in the tables.
    beat = ["--beat", "--scheduler", "celery.beat:Scheduler"]
    options = ["--concurrency", "1", "--loglevel", "WARNING", "--without-gossip"]
    # Its warning of a superuser is for servers; this one is the stranger's own machine.
    python = [sys.executable, "-W", "ignore"]
    return [*python, "-m", "celery", "-A", "marketplace", "worker", *beat, *options]


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    # A group of its own: Ctrl-C reaches us alone, and we stop the children in order.
    # What they have to say goes to standard error; the worker's banner goes nowhere.
    return subprocess.Popen(  # noqa: S603
        command, start_new_session=True, stdout=subprocess.DEVNULL
    )


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    deadline = monotonic() + _GRACE_SECONDS
    for process in processes:
        try:
            process.wait(max(deadline - monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def _told_to_stop() -> Iterator[list[int]]:
    told: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        told.append(number)

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield told
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
