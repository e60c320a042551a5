"""The practice processor beside us: a process of its own, reached through the real library."""

import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from payouts.gateway.stripe import StripeGateway

API_KEY: Final = "sk_test_practice"
SECRET: Final = "whsec_practice"  # noqa: S105  # of a processor that lives as long as the block
# A lost answer is waited for so long where nothing else is on the line.
_READ_SECONDS: Final = 5.0
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))

# What may come of a call: nothing that waits for long, and nothing that a script has to end.
FAULTS: Final = (
    "before_reset",
    "after_reset",
    "timeout_before",
    "timeout_after",
    "rate_limit",
    "lock_timeout",
    "key_in_use",
    "half_body",
    "bad_gateway_html",
    "bad_gateway_html_before",
    "error_500_before",
    "error_500_after",
    "insufficient_balance",
    "account_disabled",
)
# Silence takes as long as our patience: where time has to pass quickly, there is none.
SWIFT_FAULTS: Final = tuple(kind for kind in FAULTS if not kind.startswith("timeout"))


@dataclass(frozen=True, slots=True)
class Practice:
    """A running practice processor. ``address`` is what STRIPE_API_BASE has to be."""

    address: str

    def tell(self, control: str, **told: Any) -> Any:
        """Tell it what is to go wrong, or what time it is; return what came of it."""
        request = urllib.request.Request(  # noqa: S310  # nosec B310 - our own, on loopback
            f"{self.address}/_control/{control}", data=json.dumps(told).encode()
        )
        with _OPENER.open(request, timeout=60) as answer:
            return json.load(answer)[control]

    def gateway(self, *, read_seconds: float = _READ_SECONDS) -> StripeGateway:
        """The real adapter, at its address."""
        return StripeGateway(
            api_key=API_KEY, base=self.address, webhook_secret=SECRET, read_seconds=read_seconds
        )

    def is_left_to_chance(
        self, *, rate: float, seed: int, kinds: tuple[str, ...] = SWIFT_FAULTS
    ) -> None:
        """From now on this share of all calls goes wrong, questions included."""
        self.tell("chance", rate=rate, seed=seed, kinds=list(kinds), methods=["POST", "GET"])

    def behaves(self) -> None:
        """Nothing goes wrong any more."""
        self.tell("clear")


@contextmanager
def practice_processor() -> Iterator[Practice]:
    """A new one, whose accounts open enabled, for as long as the block."""
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(  # noqa: S603  # our own module, by our own interpreter
            [
                *(sys.executable, "-m", "payouts.gateway.stand_in", "--port=0"),
                *(f"--state={Path(folder) / 'stand_in.sqlite3'}", f"--webhook-secret={SECRET}"),
                *("--accounts-enabled", "--until-stdin-closes"),
            ],
            env=dict(os.environ),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield Practice(process.stdout.readline().split()[-1])
        finally:
            process.terminate()
            process.wait(timeout=10)
            process.stdin.close()
            process.stdout.close()
