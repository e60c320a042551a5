"""The rate at which the processor lets itself be called, shared by many threads."""

import threading
import time
from collections.abc import Callable

# What a slow moment may be made up for: a tenth of a second's calls, and never a burst.
_CATCH_UP_SECONDS = 0.1


class Pace:
    """Hands out instants, evenly spaced, at which a call may be made."""

    def __init__(
        self, calls_per_second: float, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        assert calls_per_second > 0
        self._interval = 1 / calls_per_second
        self._clock = clock
        self._lock = threading.Lock()
        self._next = clock()

    def turn(self) -> float:
        """Take the next turn; return how many seconds it is away."""
        with self._lock:
            now = self._clock()
            # Turns that nobody took are gone, but for what is made up after a slow moment.
            at = max(self._next, now - _CATCH_UP_SECONDS)
            self._next = at + self._interval
            return max(0.0, at - now)

    def slow_down(self, seconds: float) -> None:
        """Hand out no turn for so long: the processor asked for it."""
        with self._lock:
            self._next = max(self._next, self._clock() + seconds)

    def wait(self) -> None:
        """Sleep until it is this thread's turn."""
        seconds = self.turn()
        if seconds:
            time.sleep(seconds)
