"""What the timetable does, each job with the clock of the simulation."""

from collections.abc import Callable
from functools import partial

from payouts.accruals.services import clear, close_periods
from payouts.billing.services import issue_due_invoices
from payouts.gateway.base import Gateway
from payouts.gateway.polling import poll_events
from payouts.management.simulation.clock import Clock
from payouts.payees.accounts import sync_accounts
from payouts.payees.balances import hold_long_negative
from payouts.receivables.charging import ask_about_all, charge_all
from payouts.receivables.messages import settle_payment_reports
from payouts.receivables.requesting import collect_due
from payouts.runs.models import PayoutRun, RunStatus
from payouts.runs.reserving import reserve_payouts
from payouts.runs.selectors import payouts_due, runs_to_execute
from payouts.runs.sending import send_payout
from payouts.runs.services import start_run
from payouts.runs.settlement import complete_run, settle_reported

Job = Callable[[], object]


def jobs(gateway: Gateway, clock: Clock) -> dict[str, Job]:
    """Every job that moves money or learns of it, by name."""
    return {
        "pay": partial(_pay, gateway, clock),
        "settle reported": lambda: settle_reported(at=clock()),
        "sync accounts": lambda: sync_accounts(gateway=gateway, clock=clock),
        "collect": lambda: collect_due(at=clock()),
        "charge": lambda: charge_all(gateway=gateway, clock=clock),
        "settle payments": lambda: settle_payment_reports(gateway=gateway, clock=clock),
        "clear": lambda: clear(at=clock()),
        "close": lambda: close_periods(at=clock()),
        "invoice": lambda: issue_due_invoices(at=clock()),
        "hold": lambda: hold_long_negative(at=clock()),
    }


def safety_nets(gateway: Gateway, clock: Clock) -> dict[str, Job]:
    """What is asked now and then, for what no message has told."""
    return {
        "poll": lambda: poll_events(gateway=gateway, at=clock()),
        "ask": lambda: ask_about_all(gateway=gateway, clock=clock),
    }


def _pay(gateway: Gateway, clock: Clock) -> None:
    """One payout after another: with one thread, a seed tells the whole story."""
    for run_id in list(runs_to_execute().values_list("pk", flat=True)):
        _pay_run(run_id, gateway, clock)


def _pay_run(run_id: int, gateway: Gateway, clock: Clock) -> None:
    if PayoutRun.objects.filter(pk=run_id, status=RunStatus.APPROVED).exists():
        start_run(run_id=run_id, actor=None, at=clock())
    due = payouts_due(run_id=run_id, at=clock())
    reserve_payouts(run_id=run_id, payout_ids=due, at=clock())
    for payout_id in due:
        send_payout(payout_id=payout_id, gateway=gateway, at=clock())
    complete_run(run_id=run_id, at=clock())
