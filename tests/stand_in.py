"""The stand-in as tests speak to it: what goes wrong is told in words.

Needs no framework, so that the benchmarks and a shell can use it as well.
"""

import json
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from payouts.money import Money

API_KEY = "sk_test_practice"
WEBHOOK_SECRET = "whsec_practice"
PLENTY = 1_000_000_000
_ROOT = Path(__file__).resolve().parent.parent


class StandInRefuses(Exception):
    """The stand-in does not understand what the test tells it."""


@dataclass(frozen=True)
class StandIn:
    """A running stand-in. ``address`` is what STRIPE_API_BASE has to be."""

    address: str
    process: subprocess.Popen[str]

    # ------------------------------------------------------------ how the world stands
    def begins_anew(self, *, usd: int = PLENTY) -> None:
        """Forget everything; accounts open ready to be paid, and there is money."""
        self._tell("reset")
        self._tell("habits", opens_accounts_enabled=True, latency_seconds=0, calls_per_second=0)
        self._tell("habits", refunds_take_time=False)
        self._tell(
            "manners",
            url="",
            secret=WEBHOOK_SECRET,
            drops=0,
            delay_seconds=0,
            is_duplicating=False,
            is_reordering=False,
        )
        self.has(usd, "USD")

    def has(self, minor: int, currency: str) -> None:
        """Our balance at the processor is this."""
        self._tell("balance", currency=currency, amount=minor)

    def leaves(self, minor: int, currency: str, *, of: str) -> None:
        """A connected account has this much left, and the rest went to its owner's bank."""
        self._tell("balance", currency=currency, owner=of, amount=minor)

    def balance(self, currency: str = "USD", *, of: str = "") -> int:
        """What we, or a connected account, have there in minor units."""
        return self._tell("balance", currency=currency, owner=of)

    def asks_new_accounts_who_they_are(self) -> None:
        """Accounts open without a capability, as real ones do."""
        self._tell("habits", opens_accounts_enabled=False)

    def disables(self, account: str) -> None:
        """An account may not receive transfers until it has shown more."""
        self._tell("account", reference=account, state="disabled")

    def enables(self, account: str) -> None:
        """An account has shown everything."""
        self._tell("account", reference=account, state="enabled")

    def cannot_reach_the_bank_of(self, account: str) -> None:
        """A payout to the owner's bank failed: transfers arrive, and nothing is passed on."""
        self._tell("account", reference=account, state="unreached")

    def closes(self, account: str) -> None:
        """An account is closed for good."""
        self._tell("account", reference=account, state="closed")

    def changes_bank(self, account: str, *, takes_instant: bool) -> None:
        """An account's owner names another bank."""
        self._tell("bank", reference=account, takes_instant=takes_instant)

    def ends_payout(self, payout: str, *, succeeds: bool) -> None:
        """The bank takes a payout of a connected account, or sends it back."""
        self._tell("payout", reference=payout, succeeds=succeeds)

    def payouts(self, account: str | None = None) -> list[dict[str, Any]]:
        """What connected accounts were paid out, the oldest first."""
        return self._tell("payouts", account=account)

    def lets_pass(self, *, hours: int) -> None:
        """The processor's clock moves ahead."""
        self._tell("clock", ahead_by=hours * 3600)

    def allows(self, calls_per_second: float) -> None:
        """Calls beyond this rate are refused."""
        self._tell("habits", calls_per_second=calls_per_second)

    def settles(self, charge: str, *, succeeds: bool = True) -> None:
        """A bank debit that was processing comes in, or comes back."""
        self._tell("settle", reference=charge, succeeds=succeeds)

    def contests(self, charge: str, *, minor: int | None = None) -> str:
        """Who paid contests a charge: the money and a fee are gone. Returns the dispute's name."""
        return self._tell("dispute", reference=charge, amount=minor)

    def decides(self, dispute: str, *, is_won: bool) -> None:
        """The card's bank decides a dispute."""
        self._tell("decide", reference=dispute, is_won=is_won)

    def takes_time_to_refund(self) -> None:
        """Refunds are pending until they arrive or come back."""
        self._tell("habits", refunds_take_time=True)

    def ends_refund(self, refund: str, *, succeeds: bool) -> None:
        """A refund arrives, or comes back from its bank."""
        self._tell("refund", reference=refund, succeeds=succeeds)

    # ------------------------------------------------------------ what goes wrong next
    def loses_the_next_answer(self) -> None:
        """The next effect is done, and the connection drops before its answer arrives."""
        self.meets("after_reset")

    def loses_the_next_request(self) -> None:
        """The connection drops before the next request is looked at."""
        self.meets("before_reset")

    def is_silent_after_the_next(self) -> None:
        """The next effect is done, and no answer ever comes."""
        self.meets("timeout_after")

    def is_silent_before_the_next(self) -> None:
        """The next request is not looked at, and no answer ever comes."""
        self.meets("timeout_before")

    def breaks_after_the_next(self) -> None:
        """The next effect is done, and its key keeps a 500."""
        self.meets("error_500_after")

    def breaks_before_the_next(self) -> None:
        """Nothing is done, and the key keeps a 500."""
        self.meets("error_500_before")

    def meets(self, fault: str, *, times: int = 1, **where: Any) -> None:
        """The next calls with an effect meet this fault, by its name."""
        self._tell("fault", kind=fault, times=times, **where)

    def holds_the_next_answer(self) -> None:
        """The next request is worked on until ``lets_go``."""
        self.meets("hold")

    def is_holding(self) -> bool:
        """Wait until a request is being held; false if none comes."""
        return self._tell("is_holding")

    def lets_go(self) -> None:
        """What was held is done and answered."""
        self._tell("release")

    def is_left_to_chance(self, *, rate: float, seed: int, kinds: list[str] | None = None) -> None:
        """From now on this share of the effects goes wrong in one way or another."""
        self._tell("chance", rate=rate, seed=seed, kinds=kinds)

    def behaves(self) -> None:
        """Nothing goes wrong any more."""
        self._tell("clear")

    def forgets_its_keys(self) -> None:
        """Every kept answer is gone, as after its day."""
        self._tell("forget_keys")

    # ------------------------------------------------------------ what happened
    def transfers_to(self, whom: str) -> list[Money]:
        """What was transferred to an account, by its name, its email or a word of its metadata."""
        return [
            Money(transfer["amount"], transfer["currency"].upper())
            for account in self.accounts()
            if _goes_by(account, whom)
            for transfer in self._tell("transfers", destination=account["id"])
        ]

    def transfers_of(self, group: str) -> list[Money]:
        """What was transferred under a group."""
        return [
            Money(transfer["amount"], transfer["currency"].upper())
            for transfer in self._tell("transfers", group=group)
        ]

    def transfers(self) -> list[dict[str, Any]]:
        """Every transfer, as the processor keeps it."""
        return self._tell("transfers")

    def charges(self, payer: str | None = None) -> list[dict[str, Any]]:
        """Every charge, or a payer's, as the processor keeps it."""
        return self._tell("charges", payer=payer)

    def refunds(self) -> list[dict[str, Any]]:
        """Every refund, as the processor keeps it."""
        return self._tell("refunds")

    def accounts(self) -> list[dict[str, Any]]:
        """Every connected account, as the processor keeps it."""
        return self._tell("accounts")

    def counts(self) -> dict[str, int]:
        """How many objects of each kind there are."""
        return self._tell("counts")

    def calls(self) -> list[dict[str, Any]]:
        """Every call so far that was looked at: method, path, key, fingerprint, status."""
        return self._tell("calls")

    # ------------------------------------------------------------ messages
    def messages(self, kind: str | None = None, **how: Any) -> list[tuple[bytes, str]]:
        """Body and signature of every event so far, as it would be sent now.

        ``age_seconds`` signs it earlier, ``secret`` by another's hand.
        """
        told = self._tell("messages", kind=kind, **how)
        return [(message["body"].encode(), message["signature"]) for message in told]

    def reports_to(self, url: str, **manners: Any) -> None:
        """Messages go there from now on; see the stand-in's manners for how badly."""
        self._tell("manners", url=url, **manners)

    def delivers(self) -> int:
        """Deliver what is due now; return how many messages arrived."""
        return self._tell("deliver")

    def undelivered(self) -> int:
        """How many messages nobody has taken yet."""
        return self._tell("undelivered")

    def _tell(self, control: str, **told: Any) -> Any:
        request = urllib.request.Request(
            f"{self.address}/_control/{control}", data=json.dumps(told).encode()
        )
        try:
            with _NO_PROXY.open(request, timeout=30) as answer:
                return json.load(answer)[control]
        except urllib.error.HTTPError as refusal:
            raise StandInRefuses(refusal.read().decode()) from refusal


_NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@contextmanager
def start_stand_in(state: Path, *options: str) -> Iterator[StandIn]:
    """Run a stand-in in a process of its own, on a free port, for as long as the block.

    It also ends when this process ends in any other way.
    """
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "payouts.gateway.stand_in",
            "--port=0",
            f"--state={state}",
            f"--webhook-secret={WEBHOOK_SECRET}",
            "--until-stdin-closes",
            *options,
        ],
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        greeting = process.stdout.readline()
        if "http://" not in greeting:
            raise RuntimeError(f"The stand-in did not start: {greeting!r}")
        yield StandIn(address=greeting.split()[-1], process=process)
    finally:
        process.terminate()
        process.wait(timeout=10)
        process.stdout.close()
        if process.stdin is not None:
            process.stdin.close()


def _goes_by(account: dict[str, Any], whom: str) -> bool:
    names = {account["id"], account["email"], (account["email"] or "").partition("@")[0]}
    return whom in names | set(account["metadata"].values())
