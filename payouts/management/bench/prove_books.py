"""Proving that the books agree, I1 to I6, against one bare pass over their entries."""

from statistics import median
from typing import Final

from django.db import connection, transaction

from payouts.management.bench.cast import KNOWN_AT, invite
from payouts.management.bench.ledger import fill
from payouts.management.bench.measure import Figure, Report, Say, alternating, at_most, seconds_of
from payouts.management.scratch import settle
from payouts.reports.proof import LAWS, finding_of
from payouts.reports.snapshot import one_snapshot

_MILLION: Final = 1_000_000
# The laws of which a million entries may take a second, all together.
_CODES: Final = ("I1", "I2", "I3", "I4", "I4b", "I5", "I6")
# What anybody has to do who wants to know something of every entry: read each, once.
_LIMIT = "SELECT count(DISTINCT currency), sum(amount_minor) FROM payouts_journalentry"


def run(*, entries: int, agents: int, rounds: int, say: Say) -> Report:
    """Measure proving that books of ``entries`` agree, law by law, and the limit."""
    say(f"filling the books to {entries:,} entries")
    invite(agents=agents)
    fill(entries, agents)
    settle()
    laws = [law for law in LAWS if law.code in _CODES]
    taken: dict[str, list[float]] = {law.code: [] for law in laws}

    def ours(number: int) -> float:
        say(f"round {number + 1}: the proof")
        with one_snapshot():
            for law in laws:
                taken[law.code].append(float(finding_of(law, at=KNOWN_AT).seconds))
        return sum(seconds[-1] for seconds in taken.values())

    def limit(number: int) -> float:
        say(f"round {number + 1}: the pass")
        with transaction.atomic(), connection.cursor() as cursor:
            return seconds_of(lambda: cursor.execute(_LIMIT))

    seconds = alternating(rounds, ours=ours, limit=limit)
    millions = entries / _MILLION
    figures = (
        Figure(
            name="I1 to I6, a million entries",
            unit="s",
            ours=seconds["ours"] / millions,
            target=at_most(1.0),
        ),
        Figure(
            name="I1 to I6",
            unit="s",
            ours=seconds["ours"],
            limit=seconds["limit"],
            limit_is="one pass that only adds every entry up",
        ),
        *(Figure(name=code, unit="s", ours=median(times)) for code, times in taken.items()),
    )
    return Report("prove_books", {"entries": entries, "agents": agents, "rounds": rounds}, figures)
