"""A run of one payout that its agent asked for: the same rows and the same protocol as any."""

from datetime import datetime

from django.db import transaction

from onboarding.audit.services import advance
from onboarding.users.models import User
from payouts.money import Money
from payouts.payees.models import Payee
from payouts.runs.models import Payout, PayoutRun, RunKind, RunStatus
from payouts.runs.payability import content_hash
from payouts.runs.reserving import reserve_payout


@transaction.atomic
def begin_run(*, payee: Payee, amount: Money, fee: Money, actor: User, at: datetime) -> Payout:
    """Write a run on request, set its money and its fee aside, and return its one payout.

    What may be asked for was decided by published rules, which stand where a second person
    would. The caller holds the lock of the payee's row.

    Raises:
        AnotherPayoutIsUnderWay, FloorPassed, PayeeHindered: as ``reserve_payout``.
    """
    run = PayoutRun.objects.create(
        kind=RunKind.INSTANT,
        currency=amount.currency,
        cutoff_at=at,
        content_hash=content_hash([(payee.agent_id, amount.minor, payee.account)]),
        payout_count=1,
        total_minor=amount.minor,
        prepared_by=actor,
        prepared_at=at,
    )
    payout = Payout.objects.create(
        run=run,
        payee=payee,
        agent_id=payee.agent_id,
        currency=amount.currency,
        amount_minor=amount.minor,
        fee_minor=fee.minor,
        rail=payee.rail,
        destination=payee.account,
    )
    advance(run, to=RunStatus.COMPUTED, actor=actor, at=at)
    advance(run, to=RunStatus.APPROVED, actor=None, at=at, approved_at=at)
    advance(run, to=RunStatus.EXECUTING, actor=None, at=at)
    return reserve_payout(payout_id=payout.pk, at=at)
