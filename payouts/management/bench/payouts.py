"""A payout run: computed, and carried out against a stand-in that allows so many calls a second."""

import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from django.db import connection
from django.utils import timezone

from onboarding.users.models import User
from onboarding.users.second_factor import confirm_by_command
from payouts.gateway.base import Executed
from payouts.gateway.stripe import StripeGateway
from payouts.management.bench.cast import invite
from payouts.management.bench.measure import Figure, Report, Say, at_least, at_most, seconds_of
from payouts.management.scratch import settle
from payouts.payees.models import Payee
from payouts.payees.tax_rules import WITHOUT_END
from payouts.runs.approval import approve_run, deed_of
from payouts.runs.executing import execute_run
from payouts.runs.models import PayoutRun, RunStatus, WarningKind
from payouts.runs.selectors import progress_of
from payouts.runs.services import cancel_run, compute_run

_API_KEY = "sk_test_bench"
_SECRET = "whsec_bench"  # noqa: S105  # of a stand-in that lives as long as the bench
_OPENERS = 8

_OWE = """
    WITH legs AS (
        SELECT array_agg(place::int ORDER BY place, side) AS places,
               array_agg(CASE side WHEN 0 THEN 'AGENT_COST/USD' ELSE 'AGENT_PAYABLE/USD/' || id END
                         ORDER BY place, side) AS codes,
               array_agg((CASE side WHEN 0 THEN 1 ELSE -1 END) * (5000 + id * 37 %% 90000)
                         ORDER BY place, side) AS amounts
        FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM onboarding_agent) a,
             generate_series(0, 1) side
    ), events AS (
        SELECT array_agg('owed:' || id ORDER BY id) AS keys,
               array_agg('PAY_CLEARED'::text) AS kinds,
               array_agg(%(at)s::timestamptz) AS ats, array_agg(NULL::bigint) AS reverses
        FROM onboarding_agent
    )
    SELECT count(*) FROM events, legs,
        ledger_post(keys, kinds, ats, reverses, places, codes, amounts, %(at)s, NULL)
"""


def run(*, agents: int, rounds: int, latency_ms: int, calls_per_second: int, say: Say) -> Report:
    """Measure computing a run of ``agents`` payouts, and paying it at the allowed rate."""
    at = timezone.now() - timedelta(days=1)
    invite(agents=agents)
    with connection.cursor() as cursor:
        cursor.execute(_OWE, {"at": at})
    pia, amy = (
        User.objects.create_user(f"{name}@bench.test", None, name=name) for name in ("Pia", "Amy")
    )
    with _stand_in() as address:
        gateway = StripeGateway(api_key=_API_KEY, base=address, webhook_secret=_SECRET)
        say(f"opening {agents:,} accounts")
        _open_accounts(gateway)
        _tell(address, "balance", currency="USD", amount=10**12)
        settle()
        say("computing the run")
        computed, run = _measure_compute(actor=pia, rounds=rounds)
        confirm_by_command(user=amy, subject=deed_of(run), at=timezone.now())
        approve_run(
            run_id=run.pk,
            content_hash=run.content_hash,
            ticked=WarningKind.values,
            actor=amy,
            at=timezone.now(),
        )
        _tell(
            address,
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
        refused = int(_tell(address, "statuses").get("429", 0))
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


def _open_accounts(gateway: StripeGateway) -> None:
    """An enabled account at the processor for every agent."""

    def opened(agent_id: int) -> str:
        outcome = gateway.open_account(
            email=f"agent-{agent_id}@bench.test", country="US", key=f"bench_{agent_id}"
        )
        assert isinstance(outcome, Executed)
        return outcome.reference

    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM onboarding_agent ORDER BY id")
        agent_ids = [agent_id for (agent_id,) in cursor.fetchall()]
    with ThreadPoolExecutor(_OPENERS) as openers:
        accounts = list(openers.map(opened, agent_ids))
    Payee.objects.bulk_create(
        [
            Payee(
                agent_id=agent_id,
                account=account,
                transfers_enabled=True,
                tax_form_until=WITHOUT_END,
            )
            for agent_id, account in zip(agent_ids, accounts, strict=True)
        ],
        batch_size=2_000,
    )


@contextmanager
def _stand_in() -> Iterator[str]:
    """A stand-in of our own, at full speed until it is told to slow down."""
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(  # noqa: S603  # our own module, by our own interpreter
            [
                *(sys.executable, "-m", "payouts.gateway.stand_in", "--port=0"),
                *(f"--state={Path(folder) / 'stand_in.sqlite3'}", f"--webhook-secret={_SECRET}"),
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
            yield process.stdout.readline().split()[-1]
        finally:
            process.terminate()
            process.wait(timeout=10)
            process.stdin.close()
            process.stdout.close()


def _tell(address: str, control: str, **told: object) -> dict[str, int]:
    request = urllib.request.Request(  # noqa: S310  # nosec B310 - our own stand-in on loopback
        f"{address}/_control/{control}", data=json.dumps(told).encode()
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=60) as answer:
        found = json.load(answer)[control]
    return found if isinstance(found, dict) else {}
