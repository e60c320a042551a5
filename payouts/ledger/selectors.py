"""Balances and entries, with the sign turned for the eye."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import connection
from django.db.models import Case, F, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from onboarding.agents.models import Agent
from onboarding.brands.models import Brand
from payouts.ledger.chart import CHART, AccountKind, Owner, Side, account_code
from payouts.ledger.models import JournalEntry, LedgerAccount, LedgerBalance
from payouts.money import Money

_TURNED = Case(
    When(account__grows_by=Side.DEBIT, then=F("debits_minor") - F("credits_minor")),
    default=F("credits_minor") - F("debits_minor"),
)


# Asked for so often that composing it anew would take longer than answering it.
_PARTY_BALANCE = """
    SELECT debits_minor - credits_minor FROM payouts_ledgerbalance
    WHERE account_id = (SELECT id FROM payouts_ledgeraccount WHERE code = %s)
"""


def balance(kind: AccountKind, currency: str, owner_id: int | None = None) -> Money:
    """What stands on one account, positive on the side on which it grows."""
    code = account_code(kind, currency, owner_id)
    if owner_id is not None:
        with connection.cursor() as cursor:
            cursor.execute(_PARTY_BALANCE, [code])
            row = cursor.fetchone()
        total = row[0] if row else 0
    else:
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


# Parties are read from their kept balances. The platform's own accounts have none, so that
# nobody queues for them: their entries are summed, from the index alone.
_TRIAL_BALANCE = """
    SELECT a.kind, a.currency, count(*), coalesce(sum(coalesce(b.debits_minor, own.debits)), 0),
           coalesce(sum(coalesce(b.credits_minor, own.credits)), 0)
    FROM payouts_ledgeraccount a
    LEFT JOIN payouts_ledgerbalance b ON b.account_id = a.id
    LEFT JOIN LATERAL (
        SELECT sum(e.amount_minor) FILTER (WHERE e.amount_minor > 0) AS debits,
               -sum(e.amount_minor) FILTER (WHERE e.amount_minor < 0) AS credits
        FROM payouts_journalentry e
        WHERE e.account_id = a.id AND NOT a.is_cached
    ) own ON true
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


def _owner_name(path: str = "") -> Case:
    """The name of the agent or brand that an account belongs to; ``path`` leads to the account."""
    of = OuterRef(f"{path}owner_id")
    return Case(
        When(
            **{f"{path}owner": Owner.AGENT},
            then=Subquery(Agent.objects.filter(pk=of).values("name")),
        ),
        When(
            **{f"{path}owner": Owner.BRAND},
            then=Subquery(Brand.objects.filter(pk=of).values("name")),
        ),
        default=Value(""),
    )


_OWN_ENTRIES = (
    JournalEntry.objects.filter(account=OuterRef("pk"))
    .order_by()
    .values("account")
    .annotate(total=Sum("amount_minor"))
    .values("total")
)


def accounts_of(
    kind: AccountKind, *, currency: str = "", search: str = ""
) -> QuerySet[LedgerAccount]:
    """Accounts of one kind with ``owner_name`` and ``turned``, what stands on them, in one query.

    ``turned`` is minor units, positive on the side on which the account grows. ``search``
    finds a part of the owner's name, or the owner's number.
    """
    stands_at = (
        Subquery(_OWN_ENTRIES)
        if CHART[kind].owner is Owner.PLATFORM
        else F("balance__debits_minor") - F("balance__credits_minor")
    )
    side = 1 if CHART[kind].grows_by is Side.DEBIT else -1
    accounts = LedgerAccount.objects.filter(kind=kind).annotate(
        owner_name=_owner_name(), turned=Coalesce(stands_at, 0) * side
    )
    if currency:
        accounts = accounts.filter(currency=currency)
    if search.isdecimal():
        return accounts.filter(owner_id=int(search[:18]))
    return accounts.filter(owner_name__icontains=search) if search else accounts


def account_with_owner(pk: int) -> QuerySet[LedgerAccount]:
    """One account with ``owner_name``, and its kept balance where it has one."""
    return (
        LedgerAccount.objects.filter(pk=pk)
        .select_related("balance")
        .annotate(owner_name=_owner_name())
    )


def entries_of(
    account: LedgerAccount,
    *,
    before: datetime | None = None,
    since: datetime | None = None,
) -> QuerySet[JournalEntry]:
    """The entries of one account with their transactions, in one query.

    ``[since, before)`` bounds when it happened.
    """
    entries = JournalEntry.objects.filter(account=account).select_related(
        "transaction", "transaction__reversed_by"
    )
    if since:
        entries = entries.filter(transaction__effective_at__gte=since)
    return entries.filter(transaction__effective_at__lt=before) if before else entries


# What stood before the page is one sum over the index; the page itself is a running one.
_RUNNING = """
    SELECT id, stood_at FROM (
        SELECT e.id, coalesce((
            SELECT sum(p.amount_minor) FROM payouts_journalentry p
            WHERE p.account_id = %(account)s AND p.id < %(first)s
        ), 0) + sum(e.amount_minor) OVER (ORDER BY e.id) AS stood_at
        FROM payouts_journalentry e
        WHERE e.account_id = %(account)s AND e.id BETWEEN %(first)s AND %(last)s
    ) step WHERE id = ANY(%(entries)s)
"""


def running_balances(account: LedgerAccount, *, entries: Collection[int]) -> dict[int, Money]:
    """What stood on ``account`` after each of ``entries`` (their ids), in the order of the books.

    Positive on the side on which the account grows. Entries of other accounts are left out.
    """
    if not entries:
        return {}
    side = 1 if account.grows_by == Side.DEBIT else -1
    with connection.cursor() as cursor:
        cursor.execute(
            _RUNNING,
            {
                "account": account.pk,
                "first": min(entries),
                "last": max(entries),
                "entries": list(entries),
            },
        )
        return {
            entry: Money(side * int(stood_at), account.currency)
            for entry, stood_at in cursor.fetchall()
        }


def legs_of(transaction_id: int) -> QuerySet[JournalEntry]:
    """The entries of one transaction, debits first, each with its account and ``owner_name``."""
    return (
        JournalEntry.objects.filter(transaction=transaction_id)
        .select_related("account")
        .annotate(owner_name=_owner_name("account__"))
        .order_by("-amount_minor", "id")
    )


def debits_of(transaction_id: int) -> list[Money]:
    """What the debits of one transaction come to, in each of its currencies."""
    rows = (
        JournalEntry.objects.filter(transaction=transaction_id, amount_minor__gt=0)
        .values_list("currency")
        .annotate(total=Sum("amount_minor"))
        .order_by("currency")
    )
    return [Money(int(total), currency) for currency, total in rows]
