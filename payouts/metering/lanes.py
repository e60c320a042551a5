"""Windows of a backlog, two at a time: each is a transaction, on a connection of its own."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from queue import Empty, SimpleQueue

from django.db import connection

LANES = 2

Window = tuple[int, int]


def may_use_lanes(windows: Sequence[Window]) -> bool:
    """Whether there is a backlog, and no transaction that other connections could not see."""
    return len(windows) > 1 and not connection.in_atomic_block


@contextmanager
def held(lock: int) -> Iterator[None]:
    """Keep everybody else who takes this advisory lock waiting, for as long as the block."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [lock])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [lock])


def work_in_lanes(windows: Sequence[Window], work: Callable[[int, int], int]) -> int:
    """Call ``work(first, last)`` for every window and return the sum of its answers.

    The first failure is raised, and windows that nobody has begun by then are left alone.
    """
    waiting: SimpleQueue[Window] = SimpleQueue()
    for window in windows:
        waiting.put(window)

    def lane(_: int) -> int:
        done = 0
        try:
            while True:
                done += work(*waiting.get_nowait())
        except Empty:
            return done
        except BaseException:
            _discard(waiting)
            raise
        finally:
            connection.close()

    with ThreadPoolExecutor(LANES) as lanes:
        return sum(lanes.map(lane, range(LANES)))


def _discard(waiting: "SimpleQueue[Window]") -> None:
    try:
        while True:
            waiting.get_nowait()
    except Empty:
        return
