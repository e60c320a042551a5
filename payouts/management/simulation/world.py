"""What happens to a market from outside, as the dice have it."""

import random
from collections import Counter
from datetime import timedelta
from typing import Any, Final

from payouts.management.simulation.clock import Clock
from payouts.management.simulation.practice import Practice

# How many times in a hundred wakings each of these happens.
_DISABLED: Final = 5
_ENABLED_AGAIN: Final = 20
_CLOSED: Final = 1
_COMES_BACK: Final = 4
_SHORT_OF_MONEY: Final = 10
_CONTESTED: Final = 3
_DECIDED: Final = 20
_HUNDRED: Final = 100
# A bank says after so many days whether a debit was paid; of a hundred so many were not.
_DEBIT_TAKES: Final = timedelta(days=2)
_DEBIT_SETTLES: Final = 40
_DEBIT_FAILS: Final = 30
PLENTY: Final = 10**10
_LITTLE: Final = 20_000


class World:
    """Accounts, banks and card holders, who do as they please."""

    def __init__(self, practice: Practice, clock: Clock, dice: random.Random) -> None:
        self._practice, self._clock, self._dice = practice, clock, dice
        self._accounts = [account["id"] for account in practice.tell("accounts")]
        self._disabled: list[str] = []
        self._closed: set[str] = set()
        self._disputes: list[str] = []
        self._reversing = practice.gateway()
        self.counts: Counter[str] = Counter()
        practice.tell("balance", currency="USD", amount=PLENTY)

    def turns(self) -> None:
        """Let happen what happens between two wakings."""
        self._accounts_change()
        self._banks_answer()
        self._money_comes_and_goes()

    def comes_to_rest(self) -> None:
        """Accounts are enabled, debits paid, disputes lost; there is money, and nothing is open."""
        for account in self._disabled:
            self._move(account, "enabled")
        self._disabled = []
        for charge in self._charges("processing"):
            self._practice.tell("settle", reference=charge["id"], succeeds=True)
        for dispute in self._disputes:
            self._practice.tell("decide", reference=dispute, is_won=False)
        self._disputes = []
        self._practice.tell("balance", currency="USD", amount=PLENTY)

    def _chance(self, of_a_hundred: int) -> bool:
        return self._dice.randrange(_HUNDRED) < of_a_hundred

    def _accounts_change(self) -> None:
        if self._chance(_ENABLED_AGAIN) and self._disabled:
            self._move(self._disabled.pop(0), "enabled")
        fate = "disabled" if self._chance(_DISABLED) else "closed" if self._chance(_CLOSED) else ""
        account = self._dice.choice(self._accounts)
        if not fate or account in self._closed or account in self._disabled:
            return
        self._move(account, fate)
        if fate == "closed":
            self._closed.add(account)
        else:
            self._disabled.append(account)

    def _move(self, account: str, state: str) -> None:
        self._practice.tell("account", reference=account, state=state)
        self.counts[f"account {state}"] += 1

    def _banks_answer(self) -> None:
        until = self._clock() - _DEBIT_TAKES
        for charge in self._charges("processing"):
            if charge["created"] > until.timestamp() or not self._chance(_DEBIT_SETTLES):
                continue
            succeeds = not self._chance(_DEBIT_FAILS)
            self._practice.tell("settle", reference=charge["id"], succeeds=succeeds)
            self.counts["debit paid" if succeeds else "debit failed"] += 1
        if self._disputes and self._chance(_DECIDED):
            won = self._chance(_HUNDRED // 2)
            self._practice.tell("decide", reference=self._disputes.pop(0), is_won=won)
            self.counts["dispute decided"] += 1
        paid = self._charges("succeeded")
        if paid and self._chance(_CONTESTED):
            self._contest(self._dice.choice(paid))

    def _contest(self, charge: dict[str, Any]) -> None:
        if any(one["payment_intent"] == charge["id"] for one in self._practice.tell("disputes")):
            return
        dispute = self._practice.tell("dispute", reference=charge["id"])
        self.counts["payment contested"] += 1
        state = {one["id"]: one["status"] for one in self._practice.tell("disputes")}[dispute]
        if state != "lost":
            self._disputes.append(dispute)

    def _money_comes_and_goes(self) -> None:
        if self._chance(_SHORT_OF_MONEY):
            self._practice.tell("balance", currency="USD", amount=_LITTLE)
            self.counts["balance short"] += 1
        elif self._chance(2 * _SHORT_OF_MONEY):
            self._practice.tell("balance", currency="USD", amount=PLENTY)
        made = [one for one in self._practice.tell("transfers") if not one["amount_reversed"]]
        if made and self._chance(_COMES_BACK):
            chosen = self._dice.choice(made)
            self._reversing.reverse_transfer(
                transfer=chosen["id"], amount_minor=chosen["amount"], key=f"back_{chosen['id']}"
            )
            self.counts["transfer reversed"] += 1

    def _charges(self, status: str) -> list[dict[str, Any]]:
        return [one for one in self._practice.tell("charges") if one["status"] == status]
