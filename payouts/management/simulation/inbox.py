"""Messages once and in order, against the same messages thrice and in any order, some forged."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from time import perf_counter
from typing import Any, Final

from django.db import connection
from django.test import RequestFactory, override_settings
from django.urls import reverse

from payouts.gateway.models import GatewayEvent, RefusedMessages
from payouts.gateway.webhooks import receive
from payouts.management.bench.cast import invite
from payouts.management.simulation.messages import Message, Told, forged, story_of
from payouts.management.simulation.payday import PAYDAY
from payouts.management.simulation.practice import API_KEY, SECRET
from payouts.management.simulation.scene import owe_everybody, release, take_accounts, two_people
from payouts.reports.proof import findings
from payouts.runs.computing import compute_run
from payouts.runs.models import Payout
from payouts.runs.reserving import reserve_payouts
from payouts.runs.sending import intend
from payouts.runs.services import start_run
from payouts.runs.settlement import settle_reported

_BATCH: Final = 200
_MOST_TIMES: Final = 3
_FORGED_OF: Final = 100
# After so many deliveries, somebody looks for what they mean.
_LOOK_AFTER: Final = 500
# On average, as stories go, so many messages tell of one transfer.
_MESSAGES_EACH: Final = 2.5
_NOWHERE: Final = "http://127.0.0.1:1"

# How everything about one payout stands, without its names.
_END_STATE = """
    SELECT p.status, p.amount_minor, p.reason,
           ARRAY(SELECT (a.number, a.status)::text FROM payouts_attempt a
                 WHERE a.subject = 'payout_' || p.id ORDER BY a.number),
           ARRAY(SELECT (t.kind, e.amount_minor)::text
                 FROM payouts_journalentry e
                 JOIN payouts_journaltransaction t ON t.id = e.transaction_id
                 JOIN payouts_ledgeraccount l ON l.id = e.account_id
                 WHERE l.owner = 'AGENT' AND l.owner_id = p.agent_id
                 ORDER BY t.kind, e.amount_minor),
           (SELECT count(*) FROM payouts_payouthold h WHERE h.payee_id = p.payee_id) > 0
    FROM payouts_payout p WHERE p.id = ANY(%(payouts)s) ORDER BY p.id
"""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Inbox:
    """How the storm went. ``differing`` counts payouts that do not stand as in order."""

    messages: int
    deliveries: int
    forged: int
    refused: int
    counted: int
    stored: int
    differing: int
    broken: tuple[str, ...]
    received_per_second: float
    settled_per_second: float

    @property
    def is_as_in_order(self) -> bool:
        """Whether all that came is stored once, what was forged is refused, and the end is one."""
        return (
            self.differing == 0
            and self.stored == 2 * self.messages
            and self.refused == self.counted == self.forged
            and not self.broken
        )


def weather_the_inbox(*, messages: int, seed: int, say: Say) -> Inbox:
    """Tell of as many transfers as ``messages`` need twice: once in order, and once as a storm.

    Both halves of one run are sent, and no answer was heard: only messages say what was done.
    """
    dice = random.Random(seed)  # noqa: S311  # A simulation's, to be had again from its seed.
    told = _told_of_nothing_yet(2 * max(1, round(messages / _MESSAGES_EACH)))
    calm, stormy = told[::2], told[1::2]
    with override_settings(
        STRIPE_API_KEY=API_KEY, STRIPE_API_BASE=_NOWHERE, STRIPE_WEBHOOK_SECRET=SECRET
    ):
        say("once, in order")
        in_order = _stories(calm)
        for message in in_order:
            _deliver(message)
        settle_reported(at=PAYDAY)
        say("as a storm")
        deliveries, lies = _storm(stormy, dice)
        refused, receiving, settling = _weather(deliveries)
    ends = [_end_state(half) for half in (calm, stormy)]
    return Inbox(
        messages=len(in_order),
        deliveries=len(deliveries),
        forged=lies,
        refused=refused,
        counted=sum(RefusedMessages.objects.values_list("count", flat=True)),
        stored=GatewayEvent.objects.filter(handled_at__isnull=False).count(),
        differing=sum(one != other for one, other in zip(*ends, strict=True)),
        broken=tuple(finding.law.code for finding in findings(at=PAYDAY) if not finding.is_kept),
        received_per_second=len(deliveries) / receiving,
        settled_per_second=len(in_order) / settling,
    )


def _told_of_nothing_yet(payouts: int) -> list[Told]:
    """A run whose every payout was asked for, and of which no answer arrived."""
    invite(agents=payouts)
    owe_everybody(name="inbox", at=PAYDAY - timedelta(days=1))
    take_accounts(at=PAYDAY)
    pia, amy = two_people()
    run = compute_run(currency="USD", cutoff_at=PAYDAY, actor=pia, at=PAYDAY)
    release(run, by=amy, at=PAYDAY)
    start_run(run_id=run.pk, actor=None, at=PAYDAY)
    rows = list(Payout.objects.filter(run=run).order_by("agent_id"))
    for first in range(0, len(rows), _BATCH):
        ids = [payout.pk for payout in rows[first : first + _BATCH]]
        reserve_payouts(run_id=run.pk, payout_ids=ids, at=PAYDAY)
        intend(ids, at=PAYDAY)
    return [Told(row.pk, row.destination, row.amount_minor) for row in rows]


def _stories(told: Sequence[Told]) -> list[Message]:
    return [
        message for number, one in enumerate(told) for message in story_of(one, number, at=PAYDAY)
    ]


def _storm(told: Sequence[Told], dice: random.Random) -> tuple[list[Message], int]:
    """Every message one to three times, with lies among them, shuffled; how many are lies."""
    true = [message for message in _stories(told) for _ in range(dice.randint(1, _MOST_TIMES))]
    lies = [
        forged(dice.choice(told), dice, at=PAYDAY) for _ in range(max(2, len(true) // _FORGED_OF))
    ]
    deliveries = true + lies
    dice.shuffle(deliveries)
    return deliveries, len(lies)


def _weather(deliveries: Sequence[Message]) -> tuple[int, float, float]:
    """Deliver all, and look now and then; how many were refused, and both times in seconds."""
    refused, settling, began = 0, 0.0, perf_counter()
    for number, message in enumerate(deliveries, 1):
        refused += not _deliver(message)
        if number % _LOOK_AFTER == 0 or number == len(deliveries):
            looked = perf_counter()
            settle_reported(at=PAYDAY)
            settling += perf_counter() - looked
    return refused, perf_counter() - began - settling, settling


def _deliver(message: Message) -> bool:
    """As the processor sends it, to the page that hears it; whether it was taken."""
    request = RequestFactory().post(
        reverse("gateway_webhook"),
        message.body,
        content_type="application/json",
        headers={"Stripe-Signature": message.signature()},
    )
    return receive(request).status_code == 200


def _end_state(told: Sequence[Told]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_END_STATE, {"payouts": [one.payout_id for one in told]})
        return list(cursor.fetchall())
