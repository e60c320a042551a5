"""Virtual time: it passes when it is told to, at our end and at the processor's."""

from datetime import datetime, timedelta

from payouts.management.simulation.practice import Practice


class Clock:
    """What time it is. Calling it reads it, as the services' callers read the real one."""

    def __init__(self, at: datetime, *, practice: Practice) -> None:
        self._at, self._practice = at, practice
        self._tell()

    def __call__(self) -> datetime:
        return self._at

    def passes(self, lapse: timedelta) -> datetime:
        """Let time pass; return what time it is then."""
        assert lapse >= timedelta(0)
        self._at += lapse
        self._tell()
        return self._at

    def _tell(self) -> None:
        self._practice.tell("clock", stand_at=int(self._at.timestamp()))
