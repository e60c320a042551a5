"""Lives that end by SIGKILL: real processes, the real library, and the clock on the wall."""

import json
import os
import signal
import subprocess
import sys
from abc import ABC
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.utils import timezone

from payouts.banking.models import FileStatus
from payouts.banking.releasing import release_file
from payouts.banking.reports import take_in
from payouts.banking.selectors import rows_to_apply
from payouts.gateway.base import Executed
from payouts.gateway.models import Attempt
from payouts.management.crashes.bank import BankInMemory
from payouts.management.crashes.cases import BankCase, Case, ChargeCase, ProcessorCase
from payouts.management.crashes.cast import Cast
from payouts.management.crashes.jobs import look_after
from payouts.management.crashes.steps import Steps
from payouts.management.simulation.practice import Practice
from payouts.payees.rails import Rail
from payouts.runs.models import Payout
from payouts.runs.outcomes import subject_of
from payouts.runs.services import start_run

RAILS: Final = ("processor", "bank-file", "charge")
_WAKINGS = 8
_ROOT = Path(__file__).resolve().parents[3]


@dataclass(slots=True)
class Supervisor:
    """Starts a worker for each waking, and has it killed after its ``last`` moment."""

    process: "subprocess.Popen[str]"
    last: int = 0
    moments: int = 0
    is_killed: bool = False

    def wakes(self, job: str, **told: Any) -> None:
        """Have a worker do a job, to its end or to its last moment."""
        left = 0 if self.is_killed or not self.last else self.last - self.moments
        order = {
            "job": job,
            "last": max(left, 0),
            "database": connection.settings_dict["NAME"],
            "settings": {
                name: getattr(settings, name)
                for name in ("BANK_FILE_FOLDER", "BANK_IBAN", "BANK_BIC")
            },
            **told,
        }
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{json.dumps(order)}\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        assert answer["signal"] in {0, signal.SIGKILL}, answer
        assert not answer["code"], "the worker failed; what it said stands on standard error"
        self.is_killed = self.is_killed or answer["signal"] == signal.SIGKILL
        self.moments += answer["moments"]


@contextmanager
def supervised() -> Iterator["subprocess.Popen[str]"]:
    """A process that starts workers, for as long as the block."""
    process = subprocess.Popen(  # our own module, by our own interpreter
        [sys.executable, "-m", "payouts.management.crashes.worker"],
        cwd=_ROOT,
        env=dict(os.environ),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        while (greeting := process.stdout.readline()) not in {"ready\n", ""}:
            pass
        assert greeting, "the worker did not start"
        yield process
    finally:
        process.stdin.close()
        process.wait(timeout=10)
        process.stdout.close()


class RealCase(Case, ABC):
    """A case whose wakings are processes. ``end`` is how it stands, without names and numbers."""

    supervisor: Supervisor

    def end(self) -> list[Any]:
        """What an undisturbed life and a killed one have in common."""
        raise NotImplementedError


class RealProcessorCase(ProcessorCase, RealCase):
    """Three agents, paid by a run through the processor."""

    def __init__(self, cast: Cast, supervisor: Supervisor, practice: Practice) -> None:
        at = _a_moment_ago()
        practice.tell("balance", currency="USD", amount=10**9)
        self.supervisor, self._practice = supervisor, practice
        self.agents = []
        for number in range(3):
            opened = practice.gateway().open_account(
                email="agent@crashes.test", country="US", key=f"{at:%H%M%S%f}_{number}"
            )
            assert isinstance(opened, Executed)
            self.agents.append(cast.agent(Rail.PROCESSOR, at=at, account=opened.reference))
        self.run = cast.approved_run(self.currency, at=at)

    def wake(self, steps: Steps) -> None:
        self.supervisor.wakes("pay", run=self.run.pk, processor=self._practice.address)

    def passes(self, lapse: timedelta) -> None:
        pass

    def sent_to(self, payout: Payout) -> int:
        sent = self._practice.tell("transfers", group=subject_of(payout.pk))
        return sum(one["amount"] for one in sent)

    def end(self) -> list[Any]:
        return [(one.status, self.sent_to(one), attempts_of(one)) for one in self.payouts()]


class RealBankCase(BankCase, RealCase):
    """Two agents, paid by a file that a person releases and a worker puts into the folder."""

    def __init__(self, cast: Cast, supervisor: Supervisor, folder: Path) -> None:
        at = _a_moment_ago()
        self.supervisor, self.cast, self.folder = supervisor, cast, folder
        self.agents = [cast.agent(Rail.BANK_FILE, at=at) for _ in range(2)]
        self.run = cast.approved_run(self.currency, at=at)
        start_run(run_id=self.run.pk, actor=None, at=timezone.now())
        self.world = BankInMemory(now=timezone.now(), fates=["one_returned"])

    def wake(self, steps: Steps) -> None:
        now = timezone.now()
        self.supervisor.wakes("bank")
        for file in self.files(FileStatus.MADE):
            release_file(file_id=file.pk, sha256=file.sha256, actor=self.cast.amy, at=now)
        for file in self.files(*FileStatus.at_the_bank()):
            look_after(self, file, at=now)
        for letter in self.world.letters():
            take_in(content=letter, file_name="letter.xml", actor=self.cast.pia, at=now)
            self.world.is_read(letter)

    @property
    def is_at_rest(self) -> bool:
        return super().is_at_rest and not rows_to_apply().exists()

    def end(self) -> list[Any]:
        files = [(one.status, one.entry_count) for one in self.files()]
        return [
            *files,
            *(
                (one.status, self.sent_to(one), self.came_back_from(one), attempts_of(one))
                for one in self.payouts()
            ),
        ]


class RealChargeCase(ChargeCase, RealCase):
    """A brand's card, charged once."""

    def __init__(self, cast: Cast, supervisor: Supervisor, practice: Practice) -> None:
        gateway = practice.gateway()
        self.supervisor, self._practice = supervisor, practice
        at = _a_moment_ago()
        opened = gateway.open_payer(
            email="pay@crashes.test", name="Brand", key=f"payer_{at:%H%M%S%f}"
        )
        assert isinstance(opened, Executed)
        self._payer = opened.reference
        method = gateway._api.payment_methods.attach("pm_card_visa", {"customer": self._payer})
        self.payment = cast.requested_payment(at=at, payer=self._payer, method=method.id)
        self.world = self

    @property
    def paid_minor(self) -> int:
        """What the processor has charged, in minor units."""
        charged = self._practice.tell("charges", payer=self._payer)
        return sum(one["amount"] for one in charged if one["status"] == "succeeded")

    def wake(self, steps: Steps) -> None:
        self.supervisor.wakes("charge", processor=self._practice.address)

    def passes(self, lapse: timedelta) -> None:
        pass

    @property
    def is_at_rest(self) -> bool:
        return super().is_at_rest and self.payment.fee_minor is not None

    def end(self) -> list[Any]:
        attempts = Attempt.objects.filter(subject=f"payment_{self.payment.pk}")
        return [
            self.payment.status,
            self.paid_minor,
            tuple(attempts.values_list("status", flat=True)),
        ]


@dataclass(frozen=True, slots=True)
class Ending:
    """How a life ended: whether it was killed on its way, what is wrong, and how all stands."""

    is_killed: bool
    faults: tuple[str, ...]
    end: tuple[Any, ...]


@dataclass(slots=True)
class RealTheatre:
    """Where real processes are killed."""

    cast: Cast
    process: "subprocess.Popen[str]"
    practice: Practice
    folder: Path

    def life(self, rail: str, last: int = 0) -> Ending:
        """Lead a life whose worker is gone after its ``last`` moment; 0 leaves it in peace."""
        supervisor = Supervisor(self.process, last)
        case = self._begins(rail, supervisor)
        for _ in range(_WAKINGS):
            was_killed = supervisor.is_killed
            case.wake(Steps())
            case.passes(timedelta(days=1))
            # Whoever was killed is followed by another, who finds what there is to do.
            if supervisor.is_killed == was_killed and case.is_at_rest:
                break
        faults = case.faults() if case.is_at_rest else ["it never came to rest", *case.faults()]
        ending = Ending(supervisor.is_killed, tuple(faults), tuple(case.end()))
        case.ends()
        return ending

    def every_life(self, rail: str) -> Iterator[tuple[int, Ending]]:
        """The life that is left in peace as number 0, and one for each moment that it has."""
        yield 0, self.life(rail)
        last = 1
        while (ending := self.life(rail, last)).is_killed:
            yield last, ending
            last += 1

    def _begins(self, rail: str, supervisor: Supervisor) -> RealCase:
        if rail == "bank-file":
            return RealBankCase(self.cast, supervisor, self.folder)
        real = RealProcessorCase if rail == "processor" else RealChargeCase
        return real(self.cast, supervisor, self.practice)


def attempts_of(payout: Payout) -> tuple[str, ...]:
    """How a payout's attempts stand, in order."""
    attempts = Attempt.objects.filter(subject=subject_of(payout.pk)).order_by("number")
    return tuple(attempts.values_list("status", flat=True))


def _a_moment_ago() -> datetime:
    return timezone.now() - timedelta(seconds=2)
