"""``Law``, a promise about stored rows; and the promises that the books keep."""

from dataclasses import dataclass
from typing import Final

from onboarding.audit.grants import ROLE
from payouts.ledger.chart import CHART, FloorBinds, Owner
from payouts.ledger.seals import BLOCK_OF, GENESIS


@dataclass(frozen=True, slots=True)
class Law:
    """A promise about stored rows: a query that must come back empty.

    Whatever comes back breaks the promise, and its columns are named so that a person can
    find the row. ``%(at)s`` in the query, where it stands, is the instant of the proof; a
    query that uses it writes every other percent sign twice.
    """

    code: str
    sentence: str
    query: str


_BALANCED = Law(
    "I1",
    "Every transaction sums to zero in each currency",
    """
    SELECT transaction_id, currency, sum(amount_minor) AS total_minor
    FROM payouts_journalentry
    GROUP BY transaction_id, currency
    HAVING sum(amount_minor) <> 0
    """,
)

# Transactions and entries meet in the order of two indexes that hold their ids: nothing is
# hashed or sorted, and only what is odd is looked up by its name. ``OFFSET 0`` keeps the order.
_WHOLE = Law(
    "I2",
    "Every transaction has two entries or more, and every entry its transaction",
    """
    SELECT odd.id AS transaction_id, t.event_key, odd.transactions, odd.entries
    FROM (
        SELECT id, count(*) FILTER (WHERE is_transaction) AS transactions,
               count(*) FILTER (WHERE NOT is_transaction) AS entries
        FROM (SELECT id, true AS is_transaction FROM payouts_journaltransaction
              UNION ALL
              SELECT transaction_id, false FROM payouts_journalentry
              ORDER BY id OFFSET 0) met
        GROUP BY id
        HAVING count(*) FILTER (WHERE is_transaction) = 0
            OR count(*) FILTER (WHERE NOT is_transaction) < 2
    ) odd
    LEFT JOIN payouts_journaltransaction t ON t.id = odd.id
    """,
)

_LEDGER_IS_ZERO = Law(
    "I3",
    "The whole ledger sums to zero in each currency",
    """
    SELECT currency, sum(amount_minor) AS total_minor
    FROM payouts_journalentry GROUP BY currency HAVING sum(amount_minor) <> 0
    """,
)

_ONE_CURRENCY = Law(
    "I4",
    "Every entry stands on an account of its own currency",
    """
    SELECT e.id AS entry_id, e.transaction_id, e.currency, a.code AS account
    FROM payouts_journalentry e
    LEFT JOIN payouts_ledgeraccount a ON a.id = e.account_id
    WHERE a.currency IS DISTINCT FROM e.currency
    """,
)


def _chart_rows() -> str:
    return ",\n".join(
        f"('{kind}', '{terms.owner}', '{terms.grows_by}', '{terms.floor_binds}', "
        f"{'NULL::bigint' if terms.floor_binds is FloorBinds.NOTHING else '0'}, "
        f"{'false' if terms.owner is Owner.PLATFORM else 'true'})"
        for kind, terms in CHART.items()
    )


_OF_THE_CHART = Law(
    "I4b",
    "Every account is one of the chart's, with its side, its floor and its owner",
    f"""
    SELECT a.id AS account_id, a.code
    FROM payouts_ledgeraccount a
    LEFT JOIN (VALUES {_chart_rows()})
        AS c (kind, owner, grows_by, floor_binds, floor_minor, is_cached) ON c.kind = a.kind
    WHERE (a.owner, a.grows_by, a.floor_binds, a.floor_minor, a.is_cached)
          IS DISTINCT FROM (c.owner, c.grows_by, c.floor_binds, c.floor_minor, c.is_cached)
       OR (a.owner = 'PLATFORM') <> (a.owner_id IS NULL)
       OR a.code <> concat_ws('/', a.kind, a.currency, a.owner_id)
       OR a.owner = 'BRAND'
          AND NOT EXISTS (SELECT FROM onboarding_brand b WHERE b.id = a.owner_id)
       OR a.owner = 'AGENT'
          AND NOT EXISTS (SELECT FROM onboarding_agent g WHERE g.id = a.owner_id)
    """,
)

# Every table of facts, and the guards of the books themselves.
FACTS: Final = (
    "marketplace_interactionrevision",
    "marketplace_ratecardversion",
    "marketplace_ratemultiplier",
    "onboarding_confirmation",
    "onboarding_wrongcode",
    "payouts_accrual",
    "payouts_allocation",
    "payouts_attemptstep",
    "payouts_bankfiledownload",
    "payouts_bankfileentry",
    "payouts_bankline",
    "payouts_bankreport",
    "payouts_bankstatement",
    "payouts_billingterms",
    "payouts_bonus",
    "payouts_bonuscase",
    "payouts_bonusterms",
    "payouts_campaignbudget",
    "payouts_cancelledhours",
    "payouts_clearing",
    "payouts_committedinterval",
    "payouts_creditnote",
    "payouts_creditnoteline",
    "payouts_csvlayout",
    "payouts_dunningnotice",
    "payouts_dunningterms",
    "payouts_eventpoll",
    "payouts_evidence",
    "payouts_evidencefile",
    "payouts_extra",
    "payouts_floorterms",
    "payouts_instanttariff",
    "payouts_invoiceline",
    "payouts_issuedfile",
    "payouts_journalentry",
    "payouts_journalseal",
    "payouts_journaltransaction",
    "payouts_ledgeraccount",
    "payouts_limitcrossing",
    "payouts_paymentpromise",
    "payouts_payoutskip",
    "payouts_processormovement",
    "payouts_proof",
    "payouts_proofresult",
    "payouts_ratedwork",
    "payouts_reveal",
    "payouts_ruling",
    "payouts_runwarning",
    "payouts_surgebonus",
    "payouts_surgeend",
    "payouts_surgeoffer",
    "payouts_topup",
    "payouts_usagerecord",
    "payouts_verdict",
    "payouts_warningtick",
)
# Only the books' own functions write these.
_BOOKS: Final = (
    "payouts_journalentry",
    "payouts_journaltransaction",
    "payouts_ledgeraccount",
    "payouts_ledgerbalance",
)
_UNCHANGEABLE: Final = (*FACTS, "payouts_ledgerbalance")
_GUARDS: Final = (
    *((table, "append_only") for table in FACTS),
    ("payouts_invoice", "issued_never_changes"),
    ("payouts_invoice", "append_only_rows"),
    ("payouts_journaltransaction", "whole_transactions"),
    ("payouts_journalentry", "balanced_and_sealed"),
    ("payouts_journalentry", "keep_balances"),
)

_NOTHING_IS_EDITED = Law(
    "I5",
    "No fact can be updated, deleted or truncated: every guard stands, and no right is given",
    f"""
    SELECT guard.on_table, guard.name AS guard, 'is missing or switched off' AS wrong
    FROM (VALUES {", ".join(f"('{table}', '{name}')" for table, name in _GUARDS)})
        AS guard (on_table, name)
    WHERE NOT EXISTS (
        SELECT FROM pg_trigger t
        WHERE t.tgrelid = to_regclass(guard.on_table) AND t.tgname = guard.name
          AND t.tgenabled IN ('O', 'A'))
    UNION ALL
    SELECT fact.on_table, given.what, 'is granted to the application'
    FROM (VALUES {", ".join(f"('{table}')" for table in _UNCHANGEABLE)})
        AS fact (on_table)
    CROSS JOIN (VALUES ('UPDATE'), ('DELETE'), ('TRUNCATE')) AS given (what)
    WHERE has_table_privilege('{ROLE}', to_regclass(fact.on_table), given.what)
    UNION ALL
    SELECT books.on_table, 'INSERT', 'is granted to the application'
    FROM (VALUES {", ".join(f"('{table}')" for table in _BOOKS)}) AS books (on_table)
    WHERE has_table_privilege('{ROLE}', to_regclass(books.on_table), 'INSERT')
    UNION ALL
    SELECT trail.on_table::text, given.what, 'is granted to the application'
    FROM (SELECT attrelid::regclass AS on_table FROM pg_attribute WHERE attname = 'pgh_label')
        AS trail
    CROSS JOIN (VALUES ('UPDATE'), ('DELETE'), ('TRUNCATE')) AS given (what)
    WHERE has_table_privilege('{ROLE}', trail.on_table, given.what)
    """,
)

_BALANCES = Law(
    "I6",
    "Every kept balance is the sum of its account's entries",
    """
    SELECT a.code AS account, b.debits_minor, s.debits AS debits_of_entries,
           b.credits_minor, s.credits AS credits_of_entries,
           b.entry_count, s.entries
    FROM (
        SELECT account_id, count(*) AS entries,
               coalesce(sum(amount_minor) FILTER (WHERE amount_minor > 0), 0) AS debits,
               -coalesce(sum(amount_minor) FILTER (WHERE amount_minor < 0), 0) AS credits
        FROM payouts_journalentry GROUP BY account_id
    ) s
    FULL JOIN payouts_ledgerbalance b ON b.account_id = s.account_id
    LEFT JOIN payouts_ledgeraccount a ON a.id = coalesce(b.account_id, s.account_id)
    WHERE (a.is_cached IS DISTINCT FROM false OR b.account_id IS NOT NULL)
      AND (b.debits_minor, b.credits_minor, b.entry_count)
          IS DISTINCT FROM (s.debits, s.credits, s.entries)
    """,
)

# Accounts that a floor binds are moved one event after another (their balance row is
# locked), so the order of entries is the order in which the floor was asked.
_FLOORS = Law(
    "I7",
    "No account passes its floor by what its floor binds, at any entry",
    """
    SELECT account, event_key, stood_at AS stood_at_minor
    FROM (
        SELECT a.code AS account, t.event_key, t.kind, a.floor_minor, a.floor_binds,
               CASE a.grows_by WHEN 'DEBIT' THEN e.amount_minor ELSE -e.amount_minor END AS moved,
               sum(CASE a.grows_by WHEN 'DEBIT' THEN e.amount_minor ELSE -e.amount_minor END)
                   OVER (PARTITION BY e.account_id ORDER BY e.id) AS stood_at
        FROM payouts_journalentry e
        JOIN payouts_ledgeraccount a ON a.id = e.account_id AND a.floor_minor IS NOT NULL
        JOIN payouts_journaltransaction t ON t.id = e.transaction_id
    ) step
    WHERE stood_at < floor_minor AND moved < 0
      AND (floor_binds = 'EVERYTHING'
           OR kind IN ('PAYOUT_RESERVED', 'HOLD_PLACED', 'PREPAID_DRAWN', 'INSTANT_PAYOUT'))
    """,
)

_REVERSALS = Law(
    "I8",
    "A reversal is the exact opposite of one transaction, and there is one at most",
    """
    SELECT t.id AS transaction_id, t.event_key, t.reverses_id
    FROM payouts_journaltransaction t
    WHERE t.reverses_id IS NOT NULL AND (
        EXISTS (SELECT FROM payouts_journaltransaction other
                WHERE other.reverses_id = t.reverses_id AND other.id <> t.id)
        OR ARRAY(SELECT (e.account_id, e.amount_minor)::text FROM payouts_journalentry e
                 WHERE e.transaction_id = t.id ORDER BY e.account_id, e.amount_minor)
           <> ARRAY(SELECT (e.account_id, -e.amount_minor)::text FROM payouts_journalentry e
                    WHERE e.transaction_id = t.reverses_id
                    ORDER BY e.account_id, -e.amount_minor))
    """,
)

_ONE_KEY = Law(
    "I9",
    "One event key is one transaction, and what was written for it still has its fingerprint",
    """
    SELECT t.id AS transaction_id, t.event_key, 'the fingerprint differs' AS wrong
    FROM payouts_journaltransaction t
    LEFT JOIN (
        SELECT e.transaction_id,
               string_agg(a.code || '=' || e.amount_minor, ','
                          ORDER BY a.code, e.amount_minor) AS content
        FROM payouts_journalentry e
        JOIN payouts_ledgeraccount a ON a.id = e.account_id
        GROUP BY e.transaction_id
    ) legs ON legs.transaction_id = t.id
    WHERE t.fingerprint <> encode(sha256(convert_to(
        concat_ws('|', t.kind, t.reverses_id, legs.content), 'UTF8')), 'hex')
    UNION ALL
    SELECT min(id), event_key, 'the key stands more than once'
    FROM payouts_journaltransaction GROUP BY event_key HAVING count(*) > 1
    """,
)

_BLOCK = BLOCK_OF.format(previous="s.previous_hash", after="s.after_id", last="s.last_id")

_SEALED = Law(
    "I33",
    "Every sealed block of the journal hashes to its seal and follows the block before it",
    f"""
    SELECT s.number AS block, s.after_id, s.last_id, s.hash
    FROM (SELECT s.*, lag(s.number) OVER chain AS number_before, lag(s.hash) OVER chain
              AS hash_before, lag(s.last_id) OVER chain AS last_id_before
          FROM payouts_journalseal s WINDOW chain AS (ORDER BY s.number)) s
    CROSS JOIN LATERAL ({_BLOCK}) now
    WHERE CASE WHEN s.number_before IS NULL
               THEN (s.number, s.hash, s.last_id) <> (0, '{GENESIS}', 0)
          ELSE (s.number, s.previous_hash, s.after_id)
                   <> (s.number_before + 1, s.hash_before, s.last_id_before)
               OR (s.hash, s.transaction_count, s.entry_count)
                   <> (now.hash, now.transactions, now.entries) END
    """,
)

LAWS: Final = (
    _BALANCED,
    _WHOLE,
    _LEDGER_IS_ZERO,
    _ONE_CURRENCY,
    _OF_THE_CHART,
    _NOTHING_IS_EDITED,
    _BALANCES,
    _FLOORS,
    _REVERSALS,
    _ONE_KEY,
    _SEALED,
)
