"""A process that may be gone before any statement and around any call, as after SIGKILL."""

import random
from collections.abc import Callable
from typing import Any

from django.db import connection

from payouts.gateway.base import Gateway


class Killed(BaseException):
    """The process is gone. Nothing may catch it but who starts the next one."""


class Reaper:
    """Kills one life in so many, at a step that nobody knows beforehand.

    A step is a statement of the database (what came before it is committed, or rolled back
    with its transaction) or a call to the processor, before and after it.
    """

    def __init__(self, dice: random.Random, *, share: float, longest: int) -> None:
        self._dice, self._share, self._longest = dice, share, longest
        self._left: int | None = None
        self.killed = 0

    def lives(self, deed: Callable[[], Any]) -> bool:
        """Do a deed in a life of its own; return whether it came to its end."""
        is_chosen = self._dice.random() < self._share
        self._left = self._dice.randint(1, self._longest) if is_chosen else None
        try:
            with connection.execute_wrapper(self._statement):
                deed()
        except Killed:
            # The server notices that the client is gone: nothing of its session remains.
            connection.close()
            self.killed += 1
            return False
        finally:
            self._left = None
        return True

    def spares_everybody(self) -> None:
        """From now on nobody is killed."""
        self._share = 0.0

    def before(self, gateway: Gateway) -> Gateway:
        """The processor, as a process reaches it that may be gone at any moment."""
        reached: Gateway = _Reached(gateway, self)
        return reached

    def step(self) -> None:
        """One step further in this life, or its end."""
        if self._left is not None:
            self._left -= 1
            if self._left < 1:
                raise Killed

    def _statement(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        self.step()
        return execute(sql, params, many, context)


class _Reached:
    def __init__(self, gateway: Gateway, reaper: Reaper) -> None:
        self._gateway, self._reaper = gateway, reaper

    def __getattr__(self, name: str) -> Callable[..., Any]:
        call = getattr(self._gateway, name)

        def called(*asked: Any, **named: Any) -> Any:
            self._reaper.step()
            answer = call(*asked, **named)
            self._reaper.step()
            return answer

        return called
