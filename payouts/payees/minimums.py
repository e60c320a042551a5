"""From which amount on an agent wants to be paid."""

from datetime import datetime

from django.db import transaction

from payouts.money import Money
from payouts.payees.details import locked
from payouts.payees.models import PayoutMinimum


@transaction.atomic
def set_minimum(*, payee_id: int, minimum: Money, at: datetime) -> None:
    """Have a payee be paid in one currency only when there is at least this much; 0 takes it back.

    The platform's own minimum holds besides.
    """
    assert minimum.minor >= 0
    payee = locked(payee_id)
    if not minimum:
        PayoutMinimum.objects.filter(payee=payee, currency=minimum.currency).delete()
        return
    PayoutMinimum.objects.update_or_create(
        payee=payee,
        currency=minimum.currency,
        defaults={"minimum_minor": minimum.minor, "set_at": at},
    )
