"""Balances and entries, with the sign turned for the eye."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.db.models import Case, F, QuerySet, Sum, When

from payouts.ledger.chart import CHART, AccountKind, Side, account_code
from payouts.ledger.models import JournalEntry, LedgerAccount, LedgerBalance
from payouts.money import Money

_TURNED = Case(
    When(account__grows_by=Side.DEBIT, then=F("debits_minor") - F("credits_minor")),
    default=F("credits_minor") - F("debits_minor"),
)


def balance(kind: AccountKind, currency: str, owner_id: int | None = None) -> Money:
    """What stands on one account, positive on the side on which it grows."""
    code = account_code(kind, currency, owner_id)
    if owner_id is not None:
        row = (
            LedgerBalance.objects.filter(account__code=code)
            .annotate(turned=_TURNED)
            .values_list("turned", flat=True)
        )
        return Money(next(iter(row), 0), currency)
    total = JournalEntry.objects.filter(account__code=code).aggregate(
        total=Sum("amount_minor", default=0)
    )["total"]
    return Money(int(total) if CHART[kind].grows_by is Side.DEBIT else -int(total), currency)


def balances_of(
    *, owner_id: int, currency: str, kinds: Iterable[AccountKind]
) -> dict[AccountKind, Money]:
    """What stands on several accounts of one party, in one query; nothing is zero."""
    codes = {account_code(kind, currency, owner_id): kind for kind in kinds}
    found = dict(
        LedgerBalance.objects.filter(account__code__in=codes)
        .annotate(turned=_TURNED)
        .values_list("account__code", "turned")
    )
    return {kind: Money(found.get(code, 0), currency) for code, kind in codes.items()}


_TRIAL_BALANCE = """
    SELECT a.kind, a.currency, count(DISTINCT a.id),
           coalesce(sum(e.amount_minor) FILTER (WHERE e.amount_minor > 0), 0),
           -coalesce(sum(e.amount_minor) FILTER (WHERE e.amount_minor < 0), 0)
    FROM payouts_ledgeraccount a
    LEFT JOIN payouts_journalentry e ON e.account_id = a.id
    GROUP BY a.kind, a.currency
    ORDER BY a.currency, a.kind
"""


def trial_balance() -> list[tuple[AccountKind, str, int, Money, Money]]:
    """Kind, currency, number of accounts, debits and credits: a row for each kind in use."""
    with connection.cursor() as cursor:
        cursor.execute(_TRIAL_BALANCE)
        return [
            (
                AccountKind(kind),
                currency,
                accounts,
                Money(int(dr), currency),
                Money(int(cr), currency),
            )
            for kind, currency, accounts, dr, cr in cursor.fetchall()
        ]


def entries_of(account: LedgerAccount, *, before: datetime | None = None) -> QuerySet[JournalEntry]:
    """The entries of one account with their transactions, in one query."""
    entries = JournalEntry.objects.filter(account=account).select_related("transaction")
    return entries.filter(transaction__effective_at__lt=before) if before else entries
