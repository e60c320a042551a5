"""What a worker does when it wakes: the jobs of the timetable, by the clock on the wall."""

from typing import Any

from django.utils import timezone

from payouts.banking.tasks import (
    apply_bank_reports,
    drop_bank_files,
    make_bank_files,
    settle_silent_files,
)
from payouts.gateway.base import Gateway
from payouts.gateway.stripe import StripeGateway
from payouts.management.crashes.worker import Moments
from payouts.management.simulation.practice import API_KEY, SECRET
from payouts.receivables.charging import ask_about_all, charge_all
from payouts.runs.executing import execute_run

_FAST = 500.0


class _Answered:
    """The processor; each of its answers is a moment after which one may be gone."""

    def __init__(self, gateway: Gateway, moments: Moments) -> None:
        self._gateway, self._moments = gateway, moments

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._gateway, name)

        def called(*args: Any, **more: Any) -> Any:
            outcome = call(*args, **more)
            self._moments.passes()
            return outcome

        return called


def pay(told: dict[str, Any], moments: Moments) -> None:
    """Carry a run out, with all its threads."""
    execute_run(
        run_id=told["run"],
        gateway=_gateway(told, moments),
        calls_per_second=_FAST,
        patience_seconds=0,
    )


def keep_files(told: dict[str, Any], moments: Moments) -> None:
    """Make files, put them into the folder, apply what the bank has said."""
    for job in (make_bank_files, drop_bank_files, apply_bank_reports, settle_silent_files):
        job()


def charge(told: dict[str, Any], moments: Moments) -> None:
    """Charge what is requested, and ask about what is under way."""
    gateway = _gateway(told, moments)
    charge_all(gateway=gateway, clock=timezone.now)
    ask_about_all(gateway=gateway, clock=timezone.now)


def _gateway(told: dict[str, Any], moments: Moments) -> Gateway:
    real = StripeGateway(api_key=API_KEY, base=told["processor"], webhook_secret=SECRET)
    gateway: Any = _Answered(real, moments)
    return gateway  # type: ignore[no-any-return]
