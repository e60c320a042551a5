"""Carry payouts on request out: both legs, beside the pay days and not behind them."""

import logging
from collections.abc import Callable
from datetime import datetime

from payouts.gateway.base import Gateway, KeyReused
from payouts.instant.pushing import push
from payouts.instant.selectors import last_legs, runs_to_carry_out
from payouts.instant.settlement import settle_last_legs
from payouts.runs.selectors import payouts_due
from payouts.runs.sending import send_payout
from payouts.runs.settlement import complete_run, stop_for_a_person

logger = logging.getLogger(__name__)


def pay_instantly(*, gateway: Gateway, clock: Callable[[], datetime]) -> None:
    """Send what is due of every payout on request, and settle what the processor reports.

    May run at any time, twice, on two machines: keys and locks keep them apart. A pay day of
    thousands may take minutes, so these do not wait for its turn.
    """
    for run_id in list(runs_to_carry_out().values_list("pk", flat=True)):
        for payout_id in payouts_due(run_id=run_id, at=clock()):
            _send(payout_id, gateway=gateway, clock=clock)
        complete_run(run_id=run_id, at=clock())
    settle_last_legs(at=clock())
    for instant_id in list(last_legs().values_list("pk", flat=True)):
        try:
            push(instant_id=instant_id, gateway=gateway, at=clock())
        except KeyReused:
            # The key stays open and is only looked at from now on; nobody is paid twice.
            logger.exception("The key of instant payout %s stands for other terms.", instant_id)


def _send(payout_id: int, *, gateway: Gateway, clock: Callable[[], datetime]) -> None:
    try:
        send_payout(payout_id=payout_id, gateway=gateway, at=clock())
    except KeyReused as defect:
        reason = f"The processor knows the key of this payout with other terms: {defect}"
        stop_for_a_person(payout_id=payout_id, at=clock(), reason=reason)
