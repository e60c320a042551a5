"""An hourly hash chain over the journal, off the hot path.

A block's hash is SHA-256 over the hash of the block before it and a line for each of its
transactions, in the order of their ids. A transaction's line is SHA-256, in hex, over its own
columns and those of its legs, as ``LINES`` spells them out; ``docs/books.md`` says it in words.

Rows commit out of the order of their ids, so a block only ends where no lower id can appear any
more: at the highest id that the seal before it had seen, once every database transaction that was
under way then is over.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import connection, transaction

from payouts.ledger.models import JournalSeal

BLOCK = 50_000
GENESIS = sha256(b"tallyline journal").hexdigest()
_LOCK = 7_210

# Instants as microseconds since 1970: a text of them would depend on the session's zone.
LINES = """
    SELECT t.id, legs.entries,
           encode(sha256(convert_to(concat_ws('|', t.id, t.event_key, t.fingerprint, t.kind,
               (extract(epoch FROM t.effective_at) * 1000000)::bigint,
               (extract(epoch FROM t.recorded_at) * 1000000)::bigint,
               coalesce(t.reverses_id::text, '-'), coalesce(t.actor_id::text, '-'),
               legs.content), 'UTF8')), 'hex') AS line
    FROM payouts_journaltransaction t
    CROSS JOIN LATERAL (
        SELECT count(*) AS entries, string_agg(concat_ws('=', e.id, e.account_id, e.currency,
               e.amount_minor), ',' ORDER BY e.id) AS content
        FROM payouts_journalentry e WHERE e.transaction_id = t.id
    ) legs
"""

BLOCK_OF = f"""
    SELECT count(*) AS transactions, coalesce(sum(entries), 0)::bigint AS entries,
           encode(sha256(convert_to({{previous}} || E'\n' || coalesce(
               string_agg(line, E'\n' ORDER BY id), ''), 'UTF8')), 'hex') AS hash
    FROM ({LINES} WHERE t.id > {{after}} AND t.id <= {{last}}) of_block
"""

_RECOMPUTED = BLOCK_OF.format(previous="%(previous)s", after="%(after)s", last="%(last)s")

# Our own transaction's number is above that of any that had begun to write before us. A database
# that was restored elsewhere counts anew: what the seal had seen is over then as well.
_SEEN = """
    SELECT coalesce((SELECT max(id) FROM payouts_journaltransaction), 0),
           pg_current_xact_id()::text::bigint,
           %(xact)s < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
               OR %(xact)s >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint
"""
_END_OF_BLOCK = """
    SELECT max(id) FROM (
        SELECT id FROM payouts_journaltransaction
        WHERE id > %s AND id <= %s ORDER BY id LIMIT %s) next
"""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a sealed block looks like now. ``wrong`` is empty where it is as it was sealed."""

    seal: JournalSeal
    wrong: str


@transaction.atomic
def seal_journal(*, at: datetime) -> list[JournalSeal]:
    """Seal what is settled since the last call; return the new blocks, which may be none.

    What this call sees for the first time is sealed by the next one. Two callers follow one
    another.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        last = JournalSeal.objects.order_by("-number").first()
        cursor.execute(_SEEN, {"xact": last.seen_xact if last else 0})
        seen_id, seen_xact, is_settled = cursor.fetchone()
        seen = {"seen_id": seen_id, "seen_xact": seen_xact, "sealed_at": at}
        if last is None:
            return [_begin(seen)]
        if not is_settled or last.last_id == last.seen_id == seen_id:
            return []
        return list(_blocks(cursor, last, seen))


def check_seals() -> Iterator[Checked]:
    """Hash every sealed block anew, in order, and compare it and its link to the one before."""
    before: JournalSeal | None = None
    for seal in JournalSeal.objects.order_by("number").iterator():
        yield Checked(seal, _wrong_with(seal, before))
        before = seal


def _begin(seen: dict[str, Any]) -> JournalSeal:
    return JournalSeal.objects.create(
        number=0,
        after_id=0,
        last_id=0,
        transaction_count=0,
        entry_count=0,
        previous_hash="",
        hash=GENESIS,
        **seen,
    )


def _blocks(cursor: Any, last: JournalSeal, seen: dict[str, Any]) -> Iterator[JournalSeal]:
    upto = last.seen_id
    while True:
        cursor.execute(_END_OF_BLOCK, [last.last_id, upto, BLOCK])
        (end,) = cursor.fetchone()
        after, end = last.last_id, end if end is not None else upto
        transactions, entries, digest = _recomputed(last.hash, after, end)
        last = JournalSeal.objects.create(
            number=last.number + 1,
            after_id=after,
            last_id=end,
            transaction_count=transactions,
            entry_count=entries,
            previous_hash=last.hash,
            hash=digest,
            **seen,
        )
        yield last
        if end >= upto:
            return


def _recomputed(previous: str, after: int, last: int) -> tuple[int, int, str]:
    with connection.cursor() as cursor:
        cursor.execute(_RECOMPUTED, {"previous": previous, "after": after, "last": last})
        transactions, entries, digest = cursor.fetchone()
    return transactions, entries, digest


def _wrong_with(seal: JournalSeal, before: JournalSeal | None) -> str:
    if before is None:
        is_genesis = (seal.number, seal.hash, seal.last_id) == (0, GENESIS, 0)
        return "" if is_genesis else "the chain does not begin where it should"
    if (seal.number, seal.previous_hash, seal.after_id) != (
        before.number + 1,
        before.hash,
        before.last_id,
    ):
        return "it does not follow the block before it"
    transactions, entries, digest = _recomputed(seal.previous_hash, seal.after_id, seal.last_id)
    if transactions != seal.transaction_count:
        return f"{transactions} transactions instead of {seal.transaction_count}"
    if entries != seal.entry_count:
        return f"{entries} entries instead of {seal.entry_count}"
    return "" if digest == seal.hash else "its rows are not those that were sealed"
