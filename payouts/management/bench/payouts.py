"""A payout run: computed, and carried out against a stand-in that allows so many calls a second."""

from datetime import timedelta
from time import perf_counter

from django.utils import timezone

from onboarding.users.models import User
from payouts.gateway.stripe import READ_SECONDS
from payouts.management.bench.cast import invite
from payouts.management.bench.measure import Figure, Report, Say, at_least, at_most, seconds_of
from payouts.management.scratch import settle
from payouts.management.simulation.practice import practice_processor
from payouts.management.simulation.scene import open_accounts, owe_everybody, release, two_people
from payouts.runs.computing import compute_run
from payouts.runs.executing import execute_run
from payouts.runs.models import PayoutRun, RunStatus
from payouts.runs.selectors import progress_of
from payouts.runs.services import cancel_run


def run(*, agents: int, rounds: int, latency_ms: int, calls_per_second: int, say: Say) -> Report:
    """Measure computing a run of ``agents`` payouts, and paying it at the allowed rate."""
    at = timezone.now() - timedelta(days=1)
    invite(agents=agents)
    owe_everybody(name="bench", at=at)
    pia, amy = two_people()
    with practice_processor() as practice:
        gateway = practice.gateway(read_seconds=READ_SECONDS)
        say(f"opening {agents:,} accounts")
        open_accounts(gateway, at=at)
        practice.tell("balance", currency="USD", amount=10**12)
        settle()
        say("computing the run")
        computed, run = _measure_compute(actor=pia, rounds=rounds)
        release(run, by=amy, at=timezone.now())
        practice.tell(
            "habits",
            latency_seconds=latency_ms / 1000,
            calls_per_second=calls_per_second,
        )
        say(f"paying {run.payout_count:,} agents, {calls_per_second} a second at most")
        began = perf_counter()
        run = execute_run(
            run_id=run.pk,
            gateway=gateway,
            calls_per_second=calls_per_second,
            progress=lambda done, total: say(f"{done:,} of {total:,} paid"),
        )
        taken = perf_counter() - began
        refused = int(practice.tell("statuses").get("429", 0))
    done = progress_of(run).done
    figures = (
        Figure(name="compute_run", unit="s", ours=computed, target=at_most(1.5)),
        Figure(
            name="execute_run",
            unit="payouts/s",
            ours=done / taken,
            limit=float(calls_per_second),
            limit_is=f"what the processor allows, answering in {latency_ms} ms",
            target=at_least(0.95),
            note="" if run.status == RunStatus.COMPLETED else f"the run ended {run.status}",
        ),
        Figure(name="execute_run, whole", unit="s", ours=taken),
        Figure(name="calls refused as too many", unit="calls", ours=float(refused)),
    )
    sizes = {"agents": agents, "latency_ms": latency_ms, "calls_per_second": calls_per_second}
    return Report("payouts", {**sizes, "rounds": rounds}, figures)


def _measure_compute(*, actor: User, rounds: int) -> tuple[float, PayoutRun]:
    """Compute the run as often as ``rounds`` says, cancelling all but the last; the median."""
    taken: list[float] = []
    runs: list[PayoutRun] = []
    for number in range(rounds):
        at = timezone.now()
        taken.append(
            seconds_of(
                lambda at=at: runs.append(  # type: ignore[misc]
                    compute_run(currency="USD", cutoff_at=at, actor=actor, at=at)
                )
            )
        )
        if number < rounds - 1:
            cancel_run(run_id=runs[-1].pk, actor=actor, at=at, reason="The next round.")
    return sorted(taken)[len(taken) // 2], runs[-1]
