"""A run of many payouts while a share of all calls goes wrong: everybody paid once, or listed."""

from payouts.management.bench.measure import Figure, Report, Say, at_most
from payouts.management.simulation.payday import MOST_RESUMPTIONS, hold_payday
from payouts.management.simulation.practice import practice_processor

_HUNDRED = 100


def run(*, payouts: int, faults_percent: int, seed: int, say: Say) -> Report:
    """Pay ``payouts`` agents through the weather of ``seed``, and compare both sides."""
    with practice_processor() as practice:
        day = hold_payday(
            practice=practice,
            payouts=payouts,
            rate=faults_percent / _HUNDRED,
            seed=seed,
            say=say,
        )
    verdict = day.verdict
    for sentence in verdict.wrong:
        say(sentence)
    figures = (
        Figure(
            name="wrong in the end",
            unit="",
            ours=float(len(verdict.wrong)),
            target=at_most(0),
            note="; ".join(verdict.wrong[:3]),
        ),
        Figure(
            name="resumptions",
            unit="",
            ours=float(day.resumptions),
            target=at_most(MOST_RESUMPTIONS),
            note="" if day.is_completed else "the run is not completed",
        ),
        Figure(
            name="paid",
            unit="payouts",
            ours=float(verdict.by_status.get("PAID", 0)),
            note=", ".join(f"{count} listed: {why}" for why, count in verdict.listed.items()),
        ),
        Figure(name="transfers", unit="", ours=float(verdict.transfers)),
        Figure(name="attempts", unit="", ours=float(verdict.attempts)),
        Figure(
            name="calls that went wrong",
            unit="",
            ours=float(sum(day.faults.values())),
            note=", ".join(f"{kind} {count}" for kind, count in sorted(day.faults.items())),
        ),
        Figure(name="payouts a second", unit="1/s", ours=day.payouts / day.seconds),
    )
    sizes = {"payouts": payouts, "faults_percent": faults_percent, "seed": seed}
    return Report("payday", sizes, figures)
