"""What goes back over the wire: an answer, or a refusal in the processor's own form."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, a body and what is said in the headers."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json"

    @classmethod
    def of(cls, body: Body, status: int = 200) -> "Answer":
        """An answer in JSON."""
        return cls(status, json.dumps(body, indent=1).encode())

    @classmethod
    def page(cls, html: str, status: int = 200) -> "Answer":
        """An answer for a person."""
        return cls(status, html.encode(), content_type="text/html; charset=utf-8")


class Refusal(Exception):
    """A refusal, with the code that programs read.

    ``is_kept``: whether an idempotency key keeps it as its answer. What fails before anything
    is tried (limits, locks, malformed requests) is forgotten; what was tried is kept.
    ``keeps_effect``: whether what was written so far stays, as a declined payment does.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        code: str | None = None,
        param: str | None = None,
        kind: str = "invalid_request_error",
        is_kept: bool = True,
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.is_kept = is_kept
        self.keeps_effect: bool = more.pop("keeps_effect", False)
        self.headers: Mapping[str, str] = more.pop("headers", {})
        error = {"code": code, "message": message, "param": param, "type": kind, **more}
        self.error = {name: value for name, value in error.items() if value is not None}

    def answer(self) -> Answer:
        """The refusal as it goes over the wire."""
        body = json.dumps({"error": self.error}, indent=1).encode()
        return Answer(self.status, body, self.headers)


def malformed(message: str, *, param: str | None = None, code: str | None = None) -> Refusal:
    """A request that fails before anything is tried."""
    return Refusal(message, code=code, param=param, is_kept=False)


def no_such(kind: str, reference: str, *, param: str = "id", status: int = 400) -> Refusal:
    """A reference that names nothing here."""
    return Refusal(
        f"No such {kind}: '{reference}'", status=status, code="resource_missing", param=param
    )


def rate_limited(retry_after: float | None = None) -> Refusal:
    """More calls than are allowed."""
    headers = {"Stripe-Rate-Limited-Reason": "global-rate"}
    if retry_after is not None:
        headers["Retry-After"] = f"{retry_after:g}"
    return Refusal(
        "Request rate limit exceeded. You can learn more about rate limits here "
        "https://stripe.com/docs/rate-limits.",
        status=429,
        code="rate_limit",
        is_kept=False,
        headers=headers,
    )


def lock_timeout() -> Refusal:
    """Somebody else is changing the same object."""
    return Refusal(
        "This object cannot be accessed right now because another API request or Stripe "
        "process is currently accessing it.",
        status=429,
        code="lock_timeout",
        is_kept=False,
        headers={"Stripe-Should-Retry": "true"},
    )


def key_in_use(key: str) -> Refusal:
    """The first request under this key is still running."""
    return Refusal(
        f"There is currently another in-progress request using this Idempotency Key ({key}).",
        status=409,
        code="idempotency_key_in_use",
        kind="idempotency_error",
        is_kept=False,
    )


def server_error() -> Refusal:
    """The processor failed. The key keeps this answer."""
    return Refusal("An unknown error occurred", status=500, kind="api_error", keeps_effect=True)
