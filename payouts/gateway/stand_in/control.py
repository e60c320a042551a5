"""What a script may tell the stand-in: what goes wrong, what time it is, who has how much."""

import json
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from payouts.gateway.stand_in import disputes, payouts
from payouts.gateway.stand_in.accounts import change_bank, move_to
from payouts.gateway.stand_in.answers import Answer, Refusal
from payouts.gateway.stand_in.desk import Desk
from payouts.gateway.stand_in.faults import OF_CHANCE, Fault
from payouts.gateway.stand_in.funds import available, move
from payouts.gateway.stand_in.messages import Courier, signature_of
from payouts.gateway.stand_in.payments import end_refund, settle
from payouts.gateway.stand_in.store import PLATFORM

PREFIX = "/_control/"
_HABITS = {"latency_seconds", "calls_per_second", "opens_accounts_enabled", "refunds_take_time"}
COUNTED = (
    "account",
    "transfer",
    "transfer_reversal",
    "payout",
    "payment_intent",
    "refund",
    "event",
)


@dataclass(frozen=True, slots=True)
class Control:
    """The desk's other side."""

    desk: Desk
    courier: Courier

    def answer(self, path: str, body: str) -> Answer:
        """Do what a script tells, and answer with what came of it."""
        name = path.removeprefix(PREFIX)
        deed: Callable[..., Any] | None = getattr(self, f"do_{name}", None)
        if deed is None:
            return Answer.of({"error": f"No such control: {name}."}, status=404)
        try:
            return Answer.of({name: deed(**json.loads(body or "{}"))})
        except Refusal as refusal:
            return refusal.answer()
        except (TypeError, ValueError, KeyError) as wrong:
            return Answer.of({"error": str(wrong)}, status=400)

    # ------------------------------------------------------------ what goes wrong
    def do_fault(self, **fault: Any) -> None:
        self.desk.faults.script(Fault(**fault))

    def do_chance(
        self,
        rate: float,
        seed: int,
        kinds: list[str] | None = None,
        methods: list[str] | None = None,
    ) -> None:
        chosen = tuple(kinds or OF_CHANCE)
        self.desk.faults.leave_to_chance(rate, seed, chosen, tuple(methods or ["POST"]))

    def do_met(self) -> dict[str, int]:
        """How many calls met which fault since the beginning."""
        return dict(self.desk.faults.met)

    def do_clear(self) -> None:
        self.desk.faults.clear()

    def do_release(self) -> None:
        self.desk.faults.release()

    def do_is_holding(self, within_seconds: float = 5) -> bool:
        return self.desk.faults.is_holding.wait(within_seconds)

    def do_forget_keys(self) -> None:
        self.desk.keys.forget()

    def do_habits(self, **habits: Any) -> None:
        for name, value in habits.items():
            if name not in _HABITS:
                raise ValueError(f"No such habit: {name}.")
            setattr(self.desk.habits, name, value)

    # ------------------------------------------------------------ how the world stands
    def do_clock(
        self, ahead_by: int = 0, set_to: int | None = None, stand_at: int | None = None
    ) -> int:
        """Read the clock, move it ahead by seconds, set it (it runs on), or have it stand."""
        store = self.desk.store
        if stand_at is not None:
            store.stand_still(stand_at)
            return store.now()
        store.move_clock(ahead_by if set_to is None else set_to - store.now())
        return store.now()

    def do_balance(self, currency: str, amount: int | None = None, owner: str = PLATFORM) -> int:
        """Read a balance, or bring it to ``amount`` by an adjustment."""
        currency, store = currency.lower(), self.desk.store
        with store.change():
            held = available(store, currency, owner)
            if amount is not None and amount != held:
                move(
                    store,
                    kind="adjustment",
                    amount=amount - held,
                    currency=currency,
                    source="",
                    owner=owner,
                )
            return available(store, currency, owner)

    def do_account(self, reference: str, state: str) -> str:
        with self.desk.store.change():
            move_to(self.desk.store, self.desk.call_of_ours(), reference, state)
        return state

    def do_bank(self, reference: str, takes_instant: bool) -> None:
        with self.desk.store.change():
            call = self.desk.call_of_ours()
            change_bank(self.desk.store, call, reference, takes_instant=takes_instant)

    def do_payout(self, reference: str, succeeds: bool) -> str:
        with self.desk.store.change():
            call = self.desk.call_of_ours()
            return str(payouts.end(self.desk.store, call, reference, succeeds=succeeds)["status"])

    def do_payouts(self, account: str | None = None) -> Any:
        return self.desk.store.all_of("payout", owner=account)

    def do_settle(self, reference: str, succeeds: bool = True) -> str:
        with self.desk.store.change():
            intent = settle(self.desk.store, self.desk.call_of_ours(), reference, succeeds=succeeds)
        return str(intent["status"])

    def do_dispute(
        self, reference: str, amount: int | None = None, reason: str = "product_not_received"
    ) -> str:
        with self.desk.store.change():
            call = self.desk.call_of_ours()
            return str(
                disputes.open_dispute(self.desk.store, call, reference, amount, reason)["id"]
            )

    def do_decide(self, reference: str, is_won: bool) -> str:
        with self.desk.store.change():
            call = self.desk.call_of_ours()
            return str(disputes.decide(self.desk.store, call, reference, is_won=is_won)["status"])

    def do_refund(self, reference: str, succeeds: bool) -> str:
        with self.desk.store.change():
            call = self.desk.call_of_ours()
            return str(end_refund(self.desk.store, call, reference, succeeds=succeeds)["status"])

    # ------------------------------------------------------------ what happened
    def do_charges(self, payer: str | None = None) -> Any:
        return self.desk.store.all_of("payment_intent", counterpart=payer)

    def do_refunds(self) -> Any:
        return self.desk.store.all_of("refund")

    def do_transfers(self, destination: str | None = None, group: str | None = None) -> Any:
        return self.desk.store.all_of("transfer", counterpart=destination, grouping=group)

    def do_accounts(self) -> Any:
        return self.desk.store.all_of("account")

    def do_disputes(self) -> Any:
        return self.desk.store.all_of("dispute")

    def do_movements(self) -> Any:
        """What moved our own balance."""
        return self.desk.store.all_of("balance_transaction", owner=PLATFORM)

    def do_counts(self) -> dict[str, int]:
        return {kind: self.desk.store.count(kind) for kind in COUNTED}

    def do_calls(self) -> Any:
        names = ("method", "path", "key", "fingerprint", "status")
        return [dict(zip(names, call, strict=True)) for call in tuple(self.desk.calls)]

    def do_statuses(self) -> dict[str, int]:
        return dict(Counter(str(status) for *_, status in tuple(self.desk.calls)))

    # ------------------------------------------------------------ messages
    def do_messages(
        self,
        *,
        kind: str | None = None,
        secret: str | None = None,
        age_seconds: int = 0,
        skip: int = 0,
    ) -> Any:
        """Every event so far but the first few, signed as if sent now (or that long ago)."""
        rows = self.desk.store.rows(
            "SELECT body FROM objects WHERE kind = 'event' AND grouping = ifnull(?, grouping)"
            " ORDER BY seq LIMIT -1 OFFSET ?",
            kind,
            skip,
        )
        sent_at, by = time.time() - age_seconds, secret or self.courier.manners.secret
        return [{"body": body, "signature": signature_of(body, by, sent_at)} for (body,) in rows]

    def do_manners(self, **manners: Any) -> None:
        for name, value in manners.items():
            if not hasattr(self.courier.manners, name):
                raise ValueError(f"No such manner: {name}.")
            setattr(self.courier.manners, name, value)
        self.desk.habits.is_heard = bool(self.courier.manners.url)

    def do_deliver(self) -> int:
        return self.courier.deliver()

    def do_undelivered(self) -> int:
        return int(self.desk.store.rows("SELECT count(*) FROM messages")[0][0])

    def do_reset(self) -> None:
        self.desk.faults.clear()
        self.desk.faults.met.clear()
        self.desk.calls.clear()
        self.desk.store.forget_everything()
