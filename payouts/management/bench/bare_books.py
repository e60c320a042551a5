"""The books without their guards: the same columns and the same indexes, and nothing else.

No trigger, no check, no foreign key, no look-up of an account by its code, no fingerprint that
is worked out, no key that may be there already: what PostgreSQL itself needs to keep a
transaction, its entries and their balances.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from payouts.management.scratch import as_owner

_TABLES = """
    CREATE TABLE bare_transaction
        (LIKE payouts_journaltransaction INCLUDING DEFAULTS INCLUDING IDENTITY INCLUDING INDEXES);
    CREATE TABLE bare_entry
        (LIKE payouts_journalentry INCLUDING DEFAULTS INCLUDING IDENTITY INCLUDING INDEXES);
    CREATE TABLE bare_balance (LIKE payouts_ledgerbalance INCLUDING INDEXES);
    GRANT SELECT, INSERT, UPDATE ON bare_transaction, bare_entry, bare_balance TO PUBLIC;
"""
_FINGERPRINT = "0" * 64

_POST_ONE = """
    WITH written AS (
        INSERT INTO bare_transaction (event_key, fingerprint, kind, effective_at, recorded_at)
        VALUES (%(key)s, %(print)s, 'PAY_CLEARED', %(at)s, %(at)s) RETURNING id
    ), entered AS (
        INSERT INTO bare_entry (transaction_id, account_id, currency, amount_minor)
        SELECT id, leg.account_id, 'USD', leg.amount
        FROM written, (VALUES (%(debtor)s, %(minor)s), (%(creditor)s, -%(minor)s))
            AS leg (account_id, amount)
    )
    INSERT INTO bare_balance AS b (account_id, debits_minor, credits_minor, entry_count)
    VALUES (%(debtor)s, %(minor)s, 0, 1), (%(creditor)s, 0, %(minor)s, 1)
    ON CONFLICT (account_id) DO UPDATE
    SET debits_minor = b.debits_minor + excluded.debits_minor,
        credits_minor = b.credits_minor + excluded.credits_minor,
        entry_count = b.entry_count + excluded.entry_count
"""

_POST_MANY = """
    WITH posting AS MATERIALIZED (
        SELECT * FROM unnest(
            string_to_array(%(keys)s, ','), string_to_array(%(debtors)s, ',')::bigint[],
            string_to_array(%(creditors)s, ',')::bigint[],
            string_to_array(%(minors)s, ',')::bigint[]) AS p (key, debtor, creditor, minor)
    ), written AS (
        INSERT INTO bare_transaction (event_key, fingerprint, kind, effective_at, recorded_at)
        SELECT key, %(print)s, 'PAY_CLEARED', %(at)s, %(at)s FROM posting
        RETURNING id, event_key
    ), entered AS (
        INSERT INTO bare_entry (transaction_id, account_id, currency, amount_minor)
        SELECT w.id, leg.account_id, 'USD', leg.amount
        FROM written w JOIN posting p ON p.key = w.event_key
        CROSS JOIN LATERAL (VALUES (p.debtor, p.minor), (p.creditor, -p.minor))
            AS leg (account_id, amount)
        RETURNING account_id, amount_minor
    )
    INSERT INTO bare_balance AS b (account_id, debits_minor, credits_minor, entry_count)
    SELECT account_id, sum(greatest(amount_minor, 0)), sum(greatest(-amount_minor, 0)), count(*)
    FROM entered GROUP BY account_id
    ON CONFLICT (account_id) DO UPDATE
    SET debits_minor = b.debits_minor + excluded.debits_minor,
        credits_minor = b.credits_minor + excluded.credits_minor,
        entry_count = b.entry_count + excluded.entry_count
"""


def lay_out_bare_books() -> None:
    """Make the bare tables, empty, for whoever connects."""
    as_owner(_TABLES)


def clear_bare_books() -> None:
    """Empty the bare tables."""
    as_owner("TRUNCATE bare_transaction, bare_entry, bare_balance")


def post_bare(*, key: str, debtor: int, creditor: int, minor: int, at: datetime) -> None:
    """Write a transaction of two entries, and its two balances, in one statement."""
    terms: dict[str, Any] = {"key": key, "debtor": debtor, "creditor": creditor, "minor": minor}
    with connection.cursor() as cursor:
        cursor.execute(_POST_ONE, {**terms, "print": _FINGERPRINT, "at": at})


def post_many_bare(
    *,
    keys: Sequence[str],
    debtors: Sequence[int],
    creditors: Sequence[int],
    minors: Sequence[int],
    at: datetime,
) -> None:
    """Write many transactions of two entries, and their balances, in one statement."""
    terms = {
        "keys": ",".join(keys),
        "debtors": ",".join(map(str, debtors)),
        "creditors": ",".join(map(str, creditors)),
        "minors": ",".join(map(str, minors)),
    }
    with connection.cursor() as cursor:
        cursor.execute(_POST_MANY, {**terms, "print": _FINGERPRINT, "at": at})
