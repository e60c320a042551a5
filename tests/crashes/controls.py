"""Two protocols that look reasonable and pay twice. They must fail where ours passes."""

from datetime import datetime
from uuid import uuid4

from django.db import transaction

from onboarding.audit.services import advance
from payouts.gateway.base import Executed, Gateway, Rejected, TransferRequest
from payouts.runs.models import Payout, PayoutRun, PayoutStatus
from payouts.runs.outcomes import subject_of


def a_fresh_key_for_each_retry(run: PayoutRun, gateway: Gateway, at: datetime) -> None:
    """What a library does that makes up its own keys: each try is another payment."""
    _pay(run, gateway, at, key_of=lambda payout: uuid4().hex)


def one_key_for_ever(run: PayoutRun, gateway: Gateway, at: datetime) -> None:
    """A key that is sent again after the processor has forgotten it."""
    _pay(run, gateway, at, key_of=lambda payout: subject_of(payout.pk))


def _pay(run: PayoutRun, gateway: Gateway, at: datetime, *, key_of) -> None:
    for payout in Payout.objects.filter(run=run, status__in=["PLANNED", "SENDING"]):
        if payout.status == PayoutStatus.PLANNED:
            with transaction.atomic():
                advance(payout, to=PayoutStatus.RESERVED, actor=None, at=at)
                advance(payout, to=PayoutStatus.SENDING, actor=None, at=at)
        request = TransferRequest(
            group=subject_of(payout.pk),
            destination=payout.destination,
            amount_minor=payout.amount_minor,
            currency=payout.currency,
        )
        outcome = gateway.transfer_earnings(request, key=key_of(payout))
        if isinstance(outcome, Executed):
            advance(payout, to=PayoutStatus.PAID, actor=None, at=at, paid_at=at)
        elif isinstance(outcome, Rejected):
            advance(payout, to=PayoutStatus.REJECTED, actor=None, at=at)
