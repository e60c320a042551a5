"""What the processor sends, and how it arrives: late, twice, in any order, or not at all."""

import random
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from payouts.gateway.base import EventRefused, Gateway
from payouts.gateway.services import count_refusal, store_event
from payouts.management.simulation.killing import Reaper
from payouts.management.simulation.messages import Message
from payouts.management.simulation.practice import Practice

# Of a hundred messages so many never arrive; of the others so many come late.
_LOST: Final = 15
_LATE: Final = 35
_MOST_COPIES: Final = 3
LONGEST_DELAY: Final = timedelta(hours=72)
# Who does not say that it has a message gets it again.
_AGAIN: Final = timedelta(hours=1)
_FORGED: Final = 3
_HUNDRED: Final = 100


@dataclass(frozen=True, slots=True)
class _Letter:
    due_at: datetime
    message: Message


class PostOffice:
    """Fetches what is sent, and delivers it as the dice have it."""

    def __init__(self, practice: Practice, gateway: Gateway, dice: random.Random) -> None:
        self._practice, self._gateway, self._dice = practice, gateway, dice
        self._bag: list[_Letter] = []
        self._seen = len(practice.tell("messages"))
        self.counts: Counter[str] = Counter()

    def fetches(self, at: datetime) -> None:
        """Take what was sent since the last time, and decide when and how often it arrives."""
        new = self._practice.tell("messages", skip=self._seen)
        self._seen += len(new)
        for sent in new:
            message = Message(sent["body"].encode())
            if self._dice.randrange(_HUNDRED) < _LOST:
                self.counts["lost"] += 1
                continue
            copies = self._dice.randint(1, _MOST_COPIES)
            self.counts["sent again"] += copies - 1
            for _ in range(copies):
                self._bag.append(_Letter(at + self._delay(), message))
            if self._dice.randrange(_HUNDRED) < _FORGED:
                self.counts["forged"] += 1
                eves = Message(message.body, secret="whsec_eve")  # noqa: S106  # Eve's own.
                self._bag.append(_Letter(at + self._delay(), eves))

    def delivers(self, at: datetime, reaper: Reaper) -> None:
        """Deliver what is due, in any order; whoever is killed over a message gets it again."""
        due = [letter for letter in self._bag if letter.due_at <= at]
        self._bag = [letter for letter in self._bag if letter.due_at > at]
        self._dice.shuffle(due)
        for letter in due:
            message = letter.message
            if reaper.lives(lambda message=message: self._arrives(message, at)):  # type: ignore[misc]
                self.counts["arrived"] += 1
            else:
                self._bag.append(_Letter(at + _AGAIN, message))

    def _arrives(self, message: Message, at: datetime) -> None:
        try:
            event = self._gateway.verify_event(message.body, signature=message.signature())
        except EventRefused as refusal:
            count_refusal(code=refusal.code, at=at)
            return
        store_event(event=event, at=at)

    def _delay(self) -> timedelta:
        if self._dice.randrange(_HUNDRED) >= _LATE:
            return timedelta(0)
        self.counts["late"] += 1
        return LONGEST_DELAY * self._dice.random()
