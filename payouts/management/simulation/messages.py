"""What the processor says of transfers, as it would write it; and what strangers write."""

import hashlib
import hmac
import json
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from payouts.gateway.stripe import SIGNATURE_TOLERANCE_SECONDS
from payouts.management.simulation.practice import SECRET

_MANY: Final = 10


@dataclass(frozen=True, slots=True)
class Message:
    """One message and the signature that it comes with."""

    body: bytes
    secret: str = SECRET
    age_seconds: int = 0

    def signature(self) -> str:
        """As it would be sent now, or was sent that long ago."""
        stamp = int(time.time()) - self.age_seconds
        signed = f"{stamp}.".encode() + self.body
        return f"t={stamp},v1={hmac.new(self.secret.encode(), signed, hashlib.sha256).hexdigest()}"


@dataclass(frozen=True, slots=True)
class Told:
    """A transfer of which messages tell: of whom, to whom, how much."""

    payout_id: int
    destination: str
    amount_minor: int

    def transfer(self, reversals: tuple[int, ...]) -> dict[str, Any]:
        """The transfer as it stands after so much of it was taken back, part by part."""
        name = f"tr_{self.payout_id:012d}"
        back = [
            {"id": f"trr_{self.payout_id:012d}_{number}", "amount": minor, "transfer": name}
            for number, minor in enumerate(reversals)
        ]
        return {
            "id": name,
            "object": "transfer",
            "amount": self.amount_minor,
            "amount_reversed": sum(reversals),
            "currency": "usd",
            "destination": self.destination,
            "reversals": {"object": "list", "data": back[::-1], "has_more": False},
            "reversed": sum(reversals) == self.amount_minor,
            "transfer_group": f"payout_{self.payout_id}",
        }


def story_of(told: Told, number: int, *, at: datetime) -> Iterator[Message]:
    """What is told of the ``number``-th transfer, in order: made, and taken back in parts or whole.

    One in four stays; the others come back in one, two or three parts, and half of these whole.
    """
    parts, is_whole = number % 4, number % 8 >= 4
    part = told.amount_minor // _MANY
    reversals = (part,) * parts
    if parts and is_whole:
        reversals = (*reversals[:-1], told.amount_minor - part * (parts - 1))
    for step in range(parts + 1):
        kind = "transfer.reversed" if step else "transfer.created"
        event = f"evt_{told.payout_id:012d}_{step}"
        yield _message(event, kind, told.transfer(reversals[:step]), at=at)


def forged(told: Told, dice: random.Random, *, at: datetime) -> Message:
    """A message that would take a whole transfer back, by a stranger, or of long ago."""
    event = f"evt_forged_{dice.randrange(10**9)}"
    true = _message(event, "transfer.reversed", told.transfer((told.amount_minor,)), at=at)
    if dice.random() < 1 / 2:
        return Message(true.body, secret="whsec_eve")  # noqa: S106  # Eve's own.
    age = dice.randrange(SIGNATURE_TOLERANCE_SECONDS + 60, 10 * SIGNATURE_TOLERANCE_SECONDS)
    return Message(true.body, age_seconds=age)


def _message(event: str, kind: str, transfer: dict[str, Any], *, at: datetime) -> Message:
    whole = {
        "id": event,
        "object": "event",
        "created": int(at.timestamp()),
        "data": {"object": transfer},
        "livemode": False,
        "type": kind,
    }
    return Message(json.dumps(whole).encode())
