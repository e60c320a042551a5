"""Idempotency keys: the first answer is kept for a day, and a second request gets it again."""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from payouts.gateway.stand_in.answers import Answer, Refusal, key_in_use, malformed
from payouts.gateway.stand_in.store import Store

KEPT_SECONDS = 86_400
LONGEST_KEY = 255


class Keys:
    """The kept answers, and which keys are being worked on right now."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._busy: set[tuple[str, str]] = set()

    @contextmanager
    def held(self, owner: str, key: str) -> Iterator[None]:
        """Work on one request under ``key``.

        Raises:
            Refusal: somebody already does, or the key is too long.
        """
        if len(key) > LONGEST_KEY:
            raise malformed("Idempotency keys are 255 characters at most.")
        with self._lock:
            if (owner, key) in self._busy:
                raise key_in_use(key)
            self._busy.add((owner, key))
        try:
            yield
        finally:
            with self._lock:
                self._busy.discard((owner, key))

    def kept(self, owner: str, key: str, fingerprint: str) -> Answer | None:
        """Return the answer that was given under ``key`` within the last day.

        Raises:
            Refusal: it was given to another request.
        """
        found = self._store.rows(
            "SELECT fingerprint, status, body, request FROM kept_answers"
            " WHERE owner = ? AND key = ? AND first_at > ?",
            owner,
            key,
            self._store.now() - KEPT_SECONDS,
        )
        if not found:
            return None
        first_fingerprint, status, body, request = found[0]
        if first_fingerprint != fingerprint:
            raise Refusal(
                "Keys for idempotent requests can only be used with the same parameters they were "
                f"first used with. Try using a key other than '{key}' if you meant to execute a "
                "different request.",
                kind="idempotency_error",
                is_kept=False,
            )
        headers = {"Idempotent-Replayed": "true", "Original-Request": request}
        return Answer(status, body, headers)

    def keep(self, owner: str, key: str, fingerprint: str, answer: Answer, request: str) -> None:
        """Keep the first answer under ``key``; one that outlived its day makes room."""
        self._store.rows(
            "INSERT OR REPLACE INTO kept_answers VALUES (?, ?, ?, ?, ?, ?, ?)",
            owner,
            key,
            fingerprint,
            answer.status,
            answer.body,
            request,
            self._store.now(),
        )

    def forget(self) -> None:
        """Forget every kept answer, as after their day."""
        with self._store.change():
            self._store.rows("DELETE FROM kept_answers")


def fingerprint_of(method: str, path: str, params: dict[str, Any]) -> str:
    """A digest of what was asked for, whatever the order in which it was written."""
    asked = json.dumps([method, path, params], sort_keys=True)
    return hashlib.sha256(asked.encode()).hexdigest()
