"""The prepaid balance: drawn for invoices, and topped up by itself below a threshold."""

from datetime import datetime

from django.db import connection, transaction

from onboarding.errors import Refused
from onboarding.users.models import User
from payouts.money import Money
from payouts.receivables.models import TopUpRule
from payouts.receivables.payments import draw_prepaid, lock_brand
from payouts.receivables.requesting import request_top_up


class NoMethodYet(Refused):
    """Nothing is topped up by itself without something to charge."""

    code = "no_method_yet"


_TO_DRAW = """
    SELECT DISTINCT i.brand_id, i.currency
    FROM payouts_invoice i
    JOIN payouts_ledgeraccount a
        ON a.kind = 'BRAND_PREPAID' AND a.owner_id = i.brand_id AND a.currency = i.currency
    JOIN payouts_ledgerbalance b ON b.account_id = a.id AND b.credits_minor > b.debits_minor
    WHERE i.status IN ('ISSUED', 'PARTLY_PAID')
    ORDER BY 1, 2
"""

_TO_TOP_UP = """
    SELECT r.brand_id, b.currency, r.amount_minor, m.id
    FROM payouts_topuprule r
    JOIN onboarding_brand b ON b.id = r.brand_id
    JOIN payouts_paymentmethod m ON m.brand_id = r.brand_id AND m.is_default
    LEFT JOIN payouts_ledgeraccount a
        ON a.kind = 'BRAND_PREPAID' AND a.owner_id = r.brand_id AND a.currency = b.currency
    LEFT JOIN payouts_ledgerbalance l ON l.account_id = a.id
    WHERE r.is_on AND coalesce(l.credits_minor - l.debits_minor, 0) < r.threshold_minor
      AND NOT EXISTS (
          SELECT FROM payouts_brandpayment p
          WHERE p.brand_id = r.brand_id AND p.purpose = 'PREPAID'
            AND p.status IN ('REQUESTED', 'PROCESSING', 'NEEDS_BRAND'))
    ORDER BY r.brand_id
"""


def draw_for_invoices(*, at: datetime) -> int:
    """Pay open invoices of every brand that has something prepaid; return how many were drawn for.

    May run at any time, twice, on two machines.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TO_DRAW)
        pairs = cursor.fetchall()
    return sum(
        len(draw_prepaid(brand_id=brand_id, currency=currency, actor=None, at=at))
        for brand_id, currency in pairs
    )


def top_up_by_rule(*, at: datetime) -> int:
    """Request the top-up of every balance that fell below its brand's threshold; how many.

    One is under way at most: a second worker is refused, and so is a second minute.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TO_TOP_UP)
        due = cursor.fetchall()
    count = 0
    for brand_id, currency, amount_minor, method_id in due:
        try:
            request_top_up(
                brand_id=brand_id,
                amount=Money(amount_minor, currency),
                method_id=method_id,
                actor=None,
                at=at,
            )
        except Refused:
            continue
        count += 1
    return count


@transaction.atomic
def set_rule(
    *, brand_id: int, is_on: bool, threshold: Money, amount: Money, actor: User, at: datetime
) -> TopUpRule:
    """Set a brand's automatic top-up, or switch it off. What stopped it before is forgotten.

    Raises:
        NoMethodYet: it is switched on, and there is no method to charge.
    """
    brand = lock_brand(brand_id)
    if is_on and not brand.payment_methods.filter(is_default=True).exists():
        raise NoMethodYet("Please add a payment method first: it is charged by itself.")
    rule, _ = TopUpRule.objects.update_or_create(
        brand=brand,
        defaults={
            "is_on": is_on,
            "threshold_minor": threshold.minor,
            "amount_minor": amount.minor,
            "changed_by": actor,
            "changed_at": at,
            "stopped_reason": "",
        },
    )
    return rule
