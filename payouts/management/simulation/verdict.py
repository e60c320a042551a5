"""What is so in the end: the processor, our tables and the books, one against the other."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from payouts.gateway.models import Attempt, AttemptStatus
from payouts.ledger.chart import AccountKind
from payouts.ledger.selectors import balance
from payouts.management.simulation.practice import Practice
from payouts.reports.proof import findings
from payouts.runs.models import Payout, PayoutStatus

_SETTLED = (PayoutStatus.PAID, PayoutStatus.RETURNED)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found. ``wrong`` is one sentence for each thing that must not be."""

    by_status: dict[str, int]
    listed: dict[str, int]
    """How many payouts were not made, by the reason that stands beside them."""
    transfers: int
    attempts: int
    laws: int
    wrong: tuple[str, ...] = field(default=())

    @property
    def is_clean(self) -> bool:
        """Whether nothing is wrong."""
        return not self.wrong


def judge(practice: Practice, *, at: datetime) -> Verdict:
    """Compare every payout, attempt, transfer and balance, and try every law of the books."""
    transfers: list[dict[str, Any]] = practice.tell("transfers")
    payouts = list(Payout.objects.order_by("pk"))
    executed = list(
        Attempt.objects.filter(status=AttemptStatus.EXECUTED, subject__startswith="payout_")
    )
    found = list(findings(at=at))
    wrong = [
        *_not_one_to_one(executed, transfers),
        *_not_once(payouts, transfers),
        *_not_in_the_books(practice),
        *(
            f"{finding.law.code} is broken {finding.violation_count} times: {finding.sample[:1]}"
            for finding in found
            if not finding.is_kept
        ),
    ]
    unpaid = [payout for payout in payouts if payout.status not in _SETTLED]
    return Verdict(
        by_status=dict(Counter(str(payout.status) for payout in payouts)),
        listed=dict(Counter(payout.reason for payout in unpaid)),
        transfers=len(transfers),
        attempts=Attempt.objects.filter(subject__startswith="payout_").count(),
        laws=len(found),
        wrong=tuple(wrong),
    )


def _not_one_to_one(executed: Sequence[Attempt], transfers: Sequence[dict[str, Any]]) -> list[str]:
    """Attempts and transfers have to be the same: who, how much, and what it is called there."""
    ours = Counter(
        (one.reference, one.request["destination"], one.request["amount_minor"]) for one in executed
    )
    theirs = Counter((one["id"], one["destination"], one["amount"]) for one in transfers)
    return [
        *(f"No attempt accounts for transfer {one[0]}." for one in theirs - ours),
        *(f"Attempt for {one[0]} has no transfer." for one in ours - theirs),
    ]


def _not_once(payouts: Sequence[Payout], transfers: Sequence[dict[str, Any]]) -> list[str]:
    """A payout was made once, or not at all and its reason stands beside it."""
    made = Counter(one["transfer_group"] for one in transfers)
    wrong = []
    for payout in payouts:
        times, is_settled = made[f"payout_{payout.pk}"], payout.status in _SETTLED
        if times > 1:
            wrong.append(f"Payout {payout.pk} was made {times} times.")
        elif is_settled and not times:
            wrong.append(f"Payout {payout.pk} is {payout.status} and was never made.")
        elif not is_settled and times and payout.status != PayoutStatus.UNKNOWN:
            wrong.append(f"Payout {payout.pk} is {payout.status} and was made.")
        elif not is_settled and not payout.reason:
            wrong.append(f"Payout {payout.pk} is {payout.status} and nothing says why.")
    return wrong


def _not_in_the_books(practice: Practice) -> list[str]:
    """What we have at the processor is what the books say, but for what came in beforehand."""
    movements = practice.tell("movements")
    # What a script put there or took away has no source, and is no business of the books.
    theirs = sum(one["amount"] - one["fee"] for one in movements if one["source"])
    ours = balance(AccountKind.PROCESSOR_BALANCE, "USD").minor
    if ours == theirs:
        return []
    return [f"The processor moved {theirs} in all, and the books say {ours}."]
