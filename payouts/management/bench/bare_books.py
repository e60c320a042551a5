"""The books without their guards: the same columns and the same indexes, and nothing else.

No trigger, no check, no foreign key, no lookup of an account by its code, no fingerprint that is
worked out: what PostgreSQL itself needs to store a transaction, its entries and their balances.
"""

from payouts.management.bench.scratch import as_owner

_TABLES = """
    CREATE TABLE bare_transaction
        (LIKE payouts_journaltransaction INCLUDING DEFAULTS INCLUDING IDENTITY INCLUDING INDEXES);
    CREATE TABLE bare_entry
        (LIKE payouts_journalentry INCLUDING DEFAULTS INCLUDING IDENTITY INCLUDING INDEXES);
    CREATE TABLE bare_balance (LIKE payouts_ledgerbalance INCLUDING INDEXES);
    GRANT SELECT, INSERT, UPDATE ON bare_transaction, bare_entry, bare_balance TO PUBLIC;
"""


def lay_out_bare_books() -> None:
    """Make the bare tables, empty, for whoever connects."""
    as_owner(_TABLES)


def clear_bare_books() -> None:
    """Empty the bare tables."""
    as_owner("TRUNCATE bare_transaction, bare_entry, bare_balance RESTART IDENTITY")
