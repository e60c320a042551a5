"""Signed messages to whoever listens: at least once, in no order, and again until taken."""

import hashlib
import hmac
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass

from payouts.gateway.stand_in.store import Store

BATCH = 20
POLL_SECONDS = 0.2
LONGEST_WAIT_SECONDS = 300
TRIES = 30
# Who listens is on this machine: its proxies are for the world outside.
_STRAIGHT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(slots=True)
class Manners:
    """Where messages go, and how badly they are delivered."""

    url: str = ""
    secret: str = ""
    delay_seconds: float = 0.0
    drops: int = 0
    is_duplicating: bool = False
    is_reordering: bool = False


def signature_of(body: str, secret: str, at: float) -> str:
    """The signature header of a message that is sent at an instant."""
    stamp = int(at)
    digest = hmac.new(secret.encode(), f"{stamp}.{body}".encode(), hashlib.sha256).hexdigest()
    return f"t={stamp},v1={digest}"


class Courier:
    """Delivers what is due, from a thread of its own or when told to."""

    def __init__(self, store: Store, manners: Manners) -> None:
        self._store = store
        self.manners = manners
        self._one_at_a_time = threading.Lock()

    def start(self) -> None:
        """Deliver in the background for as long as the process lives."""
        threading.Thread(target=self._run, name="courier", daemon=True).start()

    def deliver(self) -> int:
        """Deliver what is due now; return how many messages arrived."""
        with self._one_at_a_time:
            due = self._store.rows(
                "SELECT seq, body, tries FROM messages WHERE due_at <= ? ORDER BY seq LIMIT ?",
                self._store.now(),
                BATCH,
            )
            if self.manners.is_reordering:
                due.reverse()
            return sum(self._handled(*message) for message in due)

    def _run(self) -> None:
        while True:
            if not self.manners.url or not self.deliver():
                time.sleep(POLL_SECONDS)

    def _handled(self, seq: int, body: str, tries: int) -> bool:
        if self.manners.delay_seconds and tries == 0:
            self._again(seq, tries=1, after=self.manners.delay_seconds)
            return False
        if self.manners.drops > 0:
            self.manners.drops -= 1
            self._done(seq)
            return False
        copies = 2 if self.manners.is_duplicating else 1
        taken = [self._is_taken(body) for _ in range(copies)]
        if all(taken):
            self._done(seq)
            return True
        if tries + 1 >= TRIES:
            self._done(seq)
        else:
            self._again(seq, tries=tries + 1, after=min(2.0**tries, LONGEST_WAIT_SECONDS))
        return False

    def _is_taken(self, body: str) -> bool:
        request = urllib.request.Request(  # noqa: S310
            self.manners.url,
            data=body.encode(),
            headers={
                "Content-Type": "application/json; charset=utf-8",
                "Stripe-Signature": signature_of(body, self.manners.secret, time.time()),
                "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
            },
        )
        try:
            with _STRAIGHT.open(request, timeout=10) as response:
                return bool(200 <= response.status < 300)
        except (urllib.error.URLError, OSError):
            return False

    def _again(self, seq: int, *, tries: int, after: float) -> None:
        due_at = self._store.now() + after
        self._store.rows(
            "UPDATE messages SET tries = ?, due_at = ? WHERE seq = ?", tries, due_at, seq
        )

    def _done(self, seq: int) -> None:
        self._store.rows("DELETE FROM messages WHERE seq = ?", seq)
