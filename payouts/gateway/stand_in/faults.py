"""What goes wrong, when and to whom: scripted faults, and chance with a seed."""

import random
import threading
from collections import Counter
from dataclasses import dataclass, replace

# Before the processor has looked at the request.
UNTRIED = frozenset(
    {
        "before_reset",
        "timeout_before",
        "bad_gateway_html_before",
        "rate_limit",
        "lock_timeout",
        "key_in_use",
    }
)
# What the processor answers and keeps.
ANSWERED = frozenset(
    {"error_500_before", "error_500_after", "insufficient_balance", "account_disabled"}
)
# What only a call with an effect can meet.
OF_EFFECTS = frozenset({"insufficient_balance", "account_disabled", "key_in_use"})
# After it was done, on the way back.
LOST = frozenset({"after_reset", "timeout_after", "bad_gateway_html", "half_body", "hold"})
KINDS = UNTRIED | ANSWERED | LOST
# What chance may do: nothing that waits, so that a week of chance passes in seconds.
OF_CHANCE = tuple(sorted(KINDS - {"timeout_before", "timeout_after", "hold", "account_disabled"}))


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of failure for the next ``times`` calls of ``method`` whose path begins so."""

    kind: str
    method: str = "POST"
    path: str = "/v1/"
    times: int = 1
    retry_after: float | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"No such fault: {self.kind}. There are: {', '.join(sorted(KINDS))}.")


class Faults:
    """The queue of scripted faults, and the dice."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._queue: list[Fault] = []
        self._rate = 0.0
        self._dice = random.Random(0)  # noqa: S311
        self._of_chance = OF_CHANCE
        self._methods: tuple[str, ...] = ("POST",)
        self.met: Counter[str] = Counter()
        self.may_answer = threading.Event()
        self.is_holding = threading.Event()
        self.clear()

    def clear(self) -> None:
        """Nothing goes wrong any more, and whoever is held is let go."""
        with self._lock:
            self._queue, self._rate = [], 0.0
        self.release()

    def release(self) -> None:
        """Let every answer go that is held back."""
        self.may_answer.set()

    def script(self, fault: Fault) -> None:
        """Add a fault to the end of the queue."""
        with self._lock:
            self._queue.append(fault)
        if fault.kind == "hold":
            self.may_answer.clear()
            self.is_holding.clear()

    def leave_to_chance(
        self,
        rate: float,
        seed: int,
        kinds: tuple[str, ...] = OF_CHANCE,
        methods: tuple[str, ...] = ("POST",),
    ) -> None:
        """From now on, this share of the calls goes wrong: of those with an effect, if not told."""
        with self._lock:
            self._rate, self._of_chance, self._methods = rate, kinds, methods
            self._dice = random.Random(seed)  # noqa: S311

    def next_for(self, method: str, path: str) -> Fault | None:
        """Take the fault that this call is to meet, if any."""
        with self._lock:
            fault = self._chosen_for(method, path)
            if fault is not None:
                self.met[fault.kind] += 1
            return fault

    def _chosen_for(self, method: str, path: str) -> Fault | None:
        for place, fault in enumerate(self._queue):
            if fault.method == method and path.startswith(fault.path):
                if fault.times > 1:
                    self._queue[place] = replace(fault, times=fault.times - 1)
                else:
                    del self._queue[place]
                return fault
        if self._rate and method in self._methods and self._dice.random() < self._rate:
            kind = self._dice.choice(self._of_chance)
            # A question moves nothing, so nothing can be lacking for it.
            if method == "POST" or kind not in OF_EFFECTS:
                return Fault(kind)
        return None
