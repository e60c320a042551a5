"""One request from its arrival to its answer, in the order that the real processor keeps.

Who asks, how often, and whether the request is well formed come before the keys and leave
nothing under them; what was tried is kept, refusals and failures included.
"""

import re
import secrets
import threading
import time
from collections import deque
from dataclasses import dataclass, field

from payouts.gateway.stand_in.accounts import disabled_account
from payouts.gateway.stand_in.answers import (
    Answer,
    Refusal,
    key_in_use,
    lock_timeout,
    malformed,
    rate_limited,
    server_error,
)
from payouts.gateway.stand_in.calls import API_VERSION, Call
from payouts.gateway.stand_in.faults import Fault, Faults
from payouts.gateway.stand_in.forms import nested
from payouts.gateway.stand_in.keys import Keys, fingerprint_of
from payouts.gateway.stand_in.parameters import read
from payouts.gateway.stand_in.routes import Route, find
from payouts.gateway.stand_in.store import PLATFORM, Store
from payouts.gateway.stand_in.transfers import insufficient_balance

_VERSION = re.compile(r"\d{4}-\d{2}-\d{2}(\.[a-z]+)?")
REMEMBERED_CALLS = 20_000


@dataclass(frozen=True, slots=True)
class Request:
    """What arrived."""

    method: str
    path: str
    form: str
    authorization: str = ""
    account: str = PLATFORM
    key: str | None = None
    version: str = API_VERSION
    name: str = field(default_factory=lambda: f"req_{secrets.token_hex(7)}")


@dataclass(slots=True)
class Habits:
    """How this processor behaves when nothing goes wrong."""

    latency_seconds: float = 0.0
    calls_per_second: float = 0.0
    opens_accounts_enabled: bool = False
    refunds_take_time: bool = False
    is_heard: bool = False
    public_base: str = ""


class Desk:
    """Takes requests from many threads."""

    def __init__(self, store: Store, habits: Habits) -> None:
        self.store = store
        self.habits = habits
        self.faults = Faults()
        self.keys = Keys(store)
        # (method, path, key, fingerprint of the parameters, status), newest last.
        self.calls: deque[tuple[str, str, str, str, int]] = deque(maxlen=REMEMBERED_CALLS)
        self._bucket = _Bucket()

    def answer(self, request: Request, fault: Fault | None) -> Answer:
        """Answer one request of the processor's interface."""
        try:
            answer = self._answer(request, fault)
        except Refusal as refusal:
            answer = refusal.answer()
        shape = fingerprint_of(request.method, request.path, {"form": request.form})
        self.calls.append((request.method, request.path, request.key or "", shape, answer.status))
        return answer

    def call_of_ours(self) -> Call:
        """A call without a caller, for what happens by itself or by a script."""
        return Call(
            self.store, {}, is_heard=self.habits.is_heard, public_base=self.habits.public_base
        )

    def _answer(self, request: Request, fault: Fault | None) -> Answer:
        _refuse_strangers(request)
        if not self._bucket.take(self.habits.calls_per_second):
            raise rate_limited()
        _meet_before_trying(request, fault)
        route, names = find(request.method, request.path)
        params = read(route.declaration, nested(request.form))
        if request.account and self.store.find("account", request.account) is None:
            raise Refusal(
                f"The provided key does not have access to account '{request.account}'.",
                status=403,
                code="account_invalid",
                is_kept=False,
            )
        call = Call(
            store=self.store,
            params=params,
            path=names,
            account=request.account,
            key=request.key,
            request=request.name,
            public_base=self.habits.public_base,
            opens_accounts_enabled=self.habits.opens_accounts_enabled,
            refunds_take_time=self.habits.refunds_take_time,
            is_heard=self.habits.is_heard,
        )
        if request.method != "POST" or request.key is None:
            self._take_time(fault)
            with self.store.change():
                return self._tried(route, call, fault)

        fingerprint = fingerprint_of(request.method, request.path, params)
        with self.keys.held(request.account, request.key):
            kept = self.keys.kept(request.account, request.key, fingerprint)
            self._take_time(fault)
            if kept is not None:
                return kept
            with self.store.change():
                answer = self._tried(route, call, fault)
                self.keys.keep(request.account, request.key, fingerprint, answer, request.name)
            return answer

    def _tried(self, route: Route, call: Call, fault: Fault | None) -> Answer:
        kind = fault.kind if fault else ""
        refusals = {
            "error_500_before": server_error,
            "insufficient_balance": insufficient_balance,
            "account_disabled": disabled_account,
        }
        try:
            with self.store.trial():
                if kind in refusals:
                    raise refusals[kind]()
                try:
                    answer = Answer.of(route.handler(self.store, call))
                except Refusal as refusal:
                    if not refusal.keeps_effect:
                        raise
                    answer = refusal.answer()
        except Refusal as refusal:
            if not refusal.is_kept:
                raise
            return refusal.answer()
        return server_error().answer() if kind == "error_500_after" else answer

    def _take_time(self, fault: Fault | None) -> None:
        if self.habits.latency_seconds:
            time.sleep(self.habits.latency_seconds)
        if fault is not None and fault.kind == "hold":
            self.faults.is_holding.set()
            self.faults.may_answer.wait()


class _Bucket:
    """As many calls a second as are allowed, and at most a second's worth at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tokens = float("inf")
        self._filled_at = time.monotonic()

    def take(self, calls_per_second: float) -> bool:
        if not calls_per_second:
            return True
        with self._lock:
            now = time.monotonic()
            gained = (now - self._filled_at) * calls_per_second
            self._tokens = min(max(1.0, calls_per_second), self._tokens + gained)
            self._filled_at = now
            if self._tokens < 1:
                return False
            self._tokens -= 1
            return True


def _refuse_strangers(request: Request) -> None:
    secret = request.authorization.removeprefix("Bearer ")
    if not secret.startswith(("sk_test_", "rk_test_")):
        shown = secret[:11] + "…" if secret else "none"
        raise Refusal(
            f"Invalid API Key provided: {shown}. A practice processor takes test keys only.",
            status=401,
            is_kept=False,
        )
    if not _VERSION.fullmatch(request.version):
        raise malformed(f"Invalid Stripe API version: {request.version}")


def _meet_before_trying(request: Request, fault: Fault | None) -> None:
    if fault is None:
        return
    if fault.kind == "rate_limit":
        raise rate_limited(fault.retry_after)
    if fault.kind == "lock_timeout":
        raise lock_timeout()
    if fault.kind == "key_in_use":
        raise key_in_use(request.key or "")
