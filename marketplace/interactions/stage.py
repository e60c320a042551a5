"""The stage: where a batch of records stands for as long as it is compared and taken in."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import md5
from typing import Any

from marketplace.interactions.sources.facts import COPY_COLUMNS, ContactFacts


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it came, what it says, and the line it stood on."""

    line_number: int
    text: str
    facts: ContactFacts

    def copy_line(self) -> str:
        """The record as a line of COPY into the stage, with the hash of its content."""
        text = self.text
        content_hash = md5(text.encode(), usedforsecurity=False).hexdigest()
        if "\\" in text:
            text = text.replace("\\", "\\\\")
        text = text.replace("\t", "\\t")
        return f"{self.line_number}\t{text}\t{content_hash}\t{self.facts.copy_line()}\n"


@dataclass(frozen=True, slots=True)
class Batch:
    """Records made ready for the stage: how many, and their lines."""

    size: int
    lines: str

    @classmethod
    def of(cls, records: Sequence[Record]) -> "Batch":
        """Make ``records`` ready; needs no database."""
        return cls(len(records), "".join(record.copy_line() for record in records))


_COLUMNS = ", ".join(("line_number", "record", "content_hash", *COPY_COLUMNS))

_STAGE = """
    CREATE TEMPORARY TABLE IF NOT EXISTS contact_stage (
        line_number int, record text, content_hash uuid, external_id text, outcome text,
        channel text, direction text, campaign_ref text, agent_ref text, customer_ref text,
        priority int, arrived_epoch bigint, started_epoch bigint, ended_epoch bigint,
        queue_seconds int, talk_seconds int, hold_seconds int, wrap_seconds int
    ) ON COMMIT DELETE ROWS
"""

FACTS = """
    campaign_ref, agent_ref, customer_ref, channel, outcome, arrived_at, started_at, ended_at,
    queue_seconds, talk_seconds, hold_seconds, wrap_seconds
"""

_NAMES = [name.strip() for name in FACTS.split(",")]
_EXCLUDED = ", ".join(f"excluded.{name}" for name in _NAMES)

# A content that any revision of the contact had before is a repeat, whatever came since: an
# old file that is sent again does not undo a correction.
# What is known is looked up contact by contact, through an index: as a join it may be planned as
# a scan of everything that was ever reported, for each batch of a file.
_TAKE_IN = f"""
    WITH staged AS (
        SELECT s.*, to_timestamp(s.arrived_epoch) AS arrived_at,
               to_timestamp(s.started_epoch) AS started_at,
               to_timestamp(s.ended_epoch) AS ended_at,
               h.id AS head_id, coalesce(h.revision, 0) AS head_revision
        FROM contact_stage s
        LEFT JOIN LATERAL (
            SELECT h.id, h.revision FROM marketplace_interaction h
            WHERE h.source_id = %(source)s AND h.external_id = s.external_id OFFSET 0) h ON true
    ), fresh AS (
        SELECT s.*, c.id AS campaign_id, a.agent_id,
               row_number() OVER alike AS copies
        FROM staged s
        LEFT JOIN marketplace_campaign c ON c.brand_id = %(brand)s AND c.code = s.campaign_ref
        LEFT JOIN marketplace_agentalias a
               ON a.source_id = %(source)s AND a.external_ref = s.agent_ref
        WHERE s.head_id IS NULL OR (
            SELECT 1 FROM marketplace_interactionrevision r
            WHERE r.interaction_id = s.head_id AND r.content_hash = s.content_hash LIMIT 1) IS NULL
        WINDOW alike AS (PARTITION BY s.external_id, s.content_hash ORDER BY s.line_number)
    ), numbered AS (
        SELECT *, head_revision + row_number() OVER (
                   PARTITION BY external_id ORDER BY line_number) AS revision
        FROM fresh WHERE copies = 1
    ), head AS (
        INSERT INTO marketplace_interaction AS i
            (source_id, brand_id, external_id, revision, recorded_at, campaign_id, agent_id,
             {FACTS})
        SELECT DISTINCT ON (external_id) %(source)s, %(brand)s, external_id, revision, %(at)s,
               campaign_id, agent_id, {FACTS}
        FROM numbered ORDER BY external_id, revision DESC
        ON CONFLICT (source_id, external_id) DO UPDATE SET
            (revision, recorded_at, campaign_id, agent_id, {FACTS}) =
            ROW (excluded.revision, excluded.recorded_at, excluded.campaign_id,
                 excluded.agent_id, {_EXCLUDED})
        RETURNING i.id, i.external_id
    ), written AS (
        INSERT INTO marketplace_interactionrevision
            (interaction_id, revision, record, content_hash, file_id, line_number, recorded_at,
             campaign_id, agent_id, {FACTS})
        SELECT head.id, n.revision, n.record, n.content_hash, %(file)s, n.line_number, %(at)s,
               n.campaign_id, n.agent_id, {FACTS}
        FROM numbered n JOIN head ON head.external_id = n.external_id
        ORDER BY n.line_number
        RETURNING revision
    )
    SELECT count(*) FILTER (WHERE revision = 1), count(*) FILTER (WHERE revision > 1) FROM written
"""

_IS_NEWS = """
    SELECT count(DISTINCT s.external_id) = count(*) AND count(
               (SELECT h.id FROM marketplace_interaction h
                WHERE h.source_id = %(source)s AND h.external_id = s.external_id)) = 0
    FROM contact_stage s
"""

# The same for contacts of which none is known and none comes twice, as most of a file's are:
# nothing to number and nothing to compare.
_TAKE_IN_NEWS = f"""
    WITH fresh AS MATERIALIZED (
        SELECT nextval(pg_get_serial_sequence('marketplace_interaction', 'id')) AS id,
               s.line_number, s.record, s.content_hash, s.external_id,
               c.id AS campaign_id, a.agent_id, s.campaign_ref, s.agent_ref, s.customer_ref,
               s.channel, s.outcome, to_timestamp(s.arrived_epoch) AS arrived_at,
               to_timestamp(s.started_epoch) AS started_at,
               to_timestamp(s.ended_epoch) AS ended_at,
               s.queue_seconds, s.talk_seconds, s.hold_seconds, s.wrap_seconds
        FROM contact_stage s
        LEFT JOIN marketplace_campaign c ON c.brand_id = %(brand)s AND c.code = s.campaign_ref
        LEFT JOIN marketplace_agentalias a
               ON a.source_id = %(source)s AND a.external_ref = s.agent_ref
        ORDER BY s.line_number
    ), head AS (
        INSERT INTO marketplace_interaction
            (id, source_id, brand_id, external_id, revision, recorded_at, campaign_id, agent_id,
             {FACTS})
        SELECT id, %(source)s, %(brand)s, external_id, 1, %(at)s, campaign_id, agent_id, {FACTS}
        FROM fresh
    )
    INSERT INTO marketplace_interactionrevision
        (interaction_id, revision, record, content_hash, file_id, line_number, recorded_at,
         campaign_id, agent_id, {FACTS})
    SELECT id, 1, record, content_hash, %(file)s, line_number, %(at)s, campaign_id, agent_id,
           {FACTS}
    FROM fresh
"""


def fill_stage(cursor: Any, batch: Batch) -> None:
    """Put a batch into the stage of this connection."""
    cursor.execute(_STAGE)
    with cursor.copy(f"COPY contact_stage ({_COLUMNS}) FROM STDIN") as copy:
        copy.write(batch.lines)


def take_in_staged(cursor: Any, terms: dict[str, Any]) -> tuple[int, int]:
    """Take in what the stage holds, and empty it; return how many are new and how many newer.

    ``terms`` are ``source``, ``brand``, ``file`` and ``at``. The caller holds the source's lock.
    """
    # For its size alone; every column's statistics would take as long as the batch.
    cursor.execute("ANALYZE contact_stage (line_number)")
    new, newer = _take_in(cursor, terms)
    cursor.execute("DELETE FROM contact_stage")
    return new, newer


def _take_in(cursor: Any, terms: dict[str, Any]) -> tuple[int, int]:
    cursor.execute(_IS_NEWS, terms)
    if cursor.fetchone()[0]:
        cursor.execute(_TAKE_IN_NEWS, terms)
        return int(cursor.rowcount), 0
    cursor.execute(_TAKE_IN, terms)
    new, newer = cursor.fetchone()
    return new, newer
