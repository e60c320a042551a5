"""One call as the handlers see it: its parameters, and a way to tell the world of its effect."""

import json
from dataclasses import dataclass
from typing import Any

from payouts.gateway.stand_in.answers import Body, no_such
from payouts.gateway.stand_in.store import PLATFORM, Store

API_VERSION = "2026-10-28.endive"


@dataclass(frozen=True)
class Call:
    """A request that passed its checks. ``account`` is whom the request acts for."""

    store: Store
    params: dict[str, Any]
    path: tuple[str, ...] = ()
    account: str = PLATFORM
    key: str | None = None
    request: str | None = None
    public_base: str = ""
    opens_accounts_enabled: bool = False
    refunds_take_time: bool = False
    is_heard: bool = False

    def found(self, kind: str, *, status: int = 404) -> Body:
        """The object that the path names.

        Raises:
            Refusal: there is none.
        """
        body = self.store.find(kind, self.path[0])
        if body is None:
            raise no_such(kind, self.path[0], status=status)
        return body

    def tell(self, kind: str, subject: Body, *, account: str = PLATFORM) -> None:
        """Write an event down, and a message about it to be delivered."""
        event = {
            "api_version": API_VERSION,
            "data": {"object": subject},
            "pending_webhooks": 1,
            "request": {"id": self.request, "idempotency_key": self.key},
            "type": kind,
        }
        if account:
            event["account"] = account
        whole = self.store.add("event", "evt", event, grouping=kind)
        if self.is_heard:
            self.store.rows("INSERT INTO messages (body, due_at) VALUES (?, 0)", json.dumps(whole))
