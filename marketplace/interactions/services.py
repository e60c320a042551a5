"""Take in what sources report: each record once, newer superseding older, nothing lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import md5
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from marketplace.campaigns.models import Campaign
from marketplace.interactions.models import AgentAlias, ImportFile, Source, SourceKind
from marketplace.interactions.sources.facts import COPY_COLUMNS, ContactFacts
from onboarding.agents.services import enrol_agents
from onboarding.brands.models import Brand


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it came, what it says, and the line it stood on."""

    line_number: int
    text: str
    facts: ContactFacts


@dataclass(frozen=True, slots=True)
class Batch:
    """Records made ready for the database: how many, and their lines for the stage."""

    size: int
    lines: str

    @classmethod
    def of(cls, records: Sequence[Record]) -> "Batch":
        """Make ``records`` ready; needs no database."""
        return cls(len(records), "".join(map(_copy_line, records)))


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a batch: contacts not known before, newer revisions, repeats."""

    new: int
    newer: int
    known: int


_STAGE = """
    CREATE TEMPORARY TABLE IF NOT EXISTS contact_stage (
        line_number int, record text, content_hash uuid, external_id text, outcome text,
        channel text, direction text, campaign_ref text, agent_ref text, customer_ref text,
        priority int,
        arrived_epoch bigint, started_epoch bigint, ended_epoch bigint,
        queue_seconds int, talk_seconds int, hold_seconds int, wrap_seconds int
    ) ON COMMIT DELETE ROWS
"""

_FACTS = """
    campaign_ref, agent_ref, customer_ref, channel, outcome, arrived_at, started_at, ended_at,
    queue_seconds, talk_seconds, hold_seconds, wrap_seconds
"""

_NAMES = [name.strip() for name in _FACTS.split(",")]
_EXCLUDED = ", ".join(f"excluded.{name}" for name in _NAMES)
_OWN = ", ".join(f"i.{name}" for name in _NAMES)
_RESOLVED = ", ".join(f"r.{name}" for name in _NAMES)

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
             {_FACTS})
        SELECT DISTINCT ON (external_id) %(source)s, %(brand)s, external_id, revision, %(at)s,
               campaign_id, agent_id, {_FACTS}
        FROM numbered ORDER BY external_id, revision DESC
        ON CONFLICT (source_id, external_id) DO UPDATE SET
            (revision, recorded_at, campaign_id, agent_id, {_FACTS}) =
            ROW (excluded.revision, excluded.recorded_at, excluded.campaign_id,
                 excluded.agent_id, {_EXCLUDED})
        RETURNING i.id, i.external_id
    ), written AS (
        INSERT INTO marketplace_interactionrevision
            (interaction_id, revision, record, content_hash, file_id, line_number, recorded_at,
             campaign_id, agent_id, {_FACTS})
        SELECT head.id, n.revision, n.record, n.content_hash, %(file)s, n.line_number, %(at)s,
               n.campaign_id, n.agent_id, {_FACTS}
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
             {_FACTS})
        SELECT id, %(source)s, %(brand)s, external_id, 1, %(at)s, campaign_id, agent_id, {_FACTS}
        FROM fresh
    )
    INSERT INTO marketplace_interactionrevision
        (interaction_id, revision, record, content_hash, file_id, line_number, recorded_at,
         campaign_id, agent_id, {_FACTS})
    SELECT id, 1, record, content_hash, %(file)s, line_number, %(at)s, campaign_id, agent_id,
           {_FACTS}
    FROM fresh
"""

_RESOLVE = f"""
    WITH resolved AS (
        SELECT i.id, i.revision + 1 AS revision, c.id AS campaign_id, a.agent_id, {_OWN}
        FROM marketplace_interaction i
        LEFT JOIN marketplace_campaign c ON c.brand_id = i.brand_id AND c.code = i.campaign_ref
        LEFT JOIN marketplace_agentalias a
               ON a.source_id = i.source_id AND a.external_ref = i.agent_ref
        WHERE i.source_id = %(source)s
          AND ((i.agent_id IS NULL AND a.agent_id IS NOT NULL)
               OR (i.campaign_id IS NULL AND c.id IS NOT NULL))
    ), head AS (
        UPDATE marketplace_interaction i
        SET revision = r.revision, recorded_at = %(at)s,
            campaign_id = r.campaign_id, agent_id = r.agent_id
        FROM resolved r WHERE i.id = r.id
        RETURNING i.id
    )
    INSERT INTO marketplace_interactionrevision
        (interaction_id, revision, record, content_hash, file_id, line_number, recorded_at,
         campaign_id, agent_id, {_FACTS})
    SELECT r.id, r.revision, old.record, old.content_hash, old.file_id, old.line_number, %(at)s,
           r.campaign_id, r.agent_id, {_RESOLVED}
    FROM resolved r
    JOIN marketplace_interactionrevision old
      ON old.interaction_id = r.id AND old.revision = r.revision - 1
"""


@transaction.atomic
def open_source(*, brand: Brand, kind: SourceKind, timezone: str, at: datetime) -> Source:
    """The brand's source of this kind; opened with its clocks in ``timezone`` if it is new."""
    source, _ = Source.objects.get_or_create(
        brand=brand, kind=kind, defaults={"timezone": timezone, "created_at": at}
    )
    return source


@transaction.atomic
def begin_file(*, source: Source, name: str, at: datetime) -> ImportFile:
    """Note that a file is being read."""
    return ImportFile.objects.create(source=source, name=name[:255], started_at=at)


@transaction.atomic
def finish_file(
    *, file: ImportFile, rows: int, rejected: int, receipt: Receipt, at: datetime
) -> None:
    """Note what a file held and what became of it."""
    ImportFile.objects.filter(pk=file.pk).update(
        finished_at=at,
        rows=rows,
        rejected=rejected,
        new=receipt.new,
        newer=receipt.newer,
        known=receipt.known,
    )


def take_in_records(
    *,
    source: Source,
    records: Sequence[Record],
    file: ImportFile | None,
    at: datetime,
    enrol_unknown: bool = False,
) -> Receipt:
    """Take in records, each once; known content changes nothing. See ``take_in_batch``."""
    return take_in_batch(
        source=source, batch=Batch.of(records), file=file, at=at, enrol_unknown=enrol_unknown
    )


@transaction.atomic
def take_in_batch(
    *,
    source: Source,
    batch: Batch,
    file: ImportFile | None,
    at: datetime,
    enrol_unknown: bool = False,
) -> Receipt:
    """Take in a batch, each record once; known content changes nothing.

    A content that differs from every earlier one of its contact is a newer revision. Agents
    whom nobody knows are enrolled if ``enrol_unknown``; otherwise, and for campaigns, the
    contact is kept and waits for ``resolve_references``.
    """
    if not batch.size:
        return Receipt(0, 0, 0)
    # Two batches of one source follow one another: what is known is decided under this lock.
    Source.objects.select_for_update(no_key=True).get(pk=source.pk)
    with connection.cursor() as cursor:
        cursor.execute(_STAGE)
        columns = ", ".join(("line_number", "record", "content_hash", *COPY_COLUMNS))
        with cursor.copy(f"COPY contact_stage ({columns}) FROM STDIN") as copy:
            copy.write(batch.lines)
        if enrol_unknown:
            _enrol_staged(cursor, source, at)
        # For its size alone; every column's statistics would take as long as the batch.
        cursor.execute("ANALYZE contact_stage (line_number)")
        terms = {
            "source": source.pk,
            "brand": source.brand_id,
            "file": file.pk if file else None,
            "at": at,
        }
        new, newer = _take_in_staged(cursor, terms)
        cursor.execute("DELETE FROM contact_stage")
    return Receipt(new=new, newer=newer, known=batch.size - new - newer)


@transaction.atomic
def resolve_references(*, source: Source, at: datetime) -> int:
    """Give waiting contacts the agent or campaign that is known by now, as newer revisions."""
    Source.objects.select_for_update(no_key=True).get(pk=source.pk)
    with connection.cursor() as cursor:
        cursor.execute(_RESOLVE, {"source": source.pk, "at": at})
        return int(cursor.rowcount)


@transaction.atomic
def enrol_by_name(*, source: Source, names: Sequence[str], at: datetime) -> int:
    """Enrol an agent for each of ``names`` that ``source`` uses and nobody knows."""
    known = set(
        AgentAlias.objects.filter(source=source, external_ref__in=names).values_list(
            "external_ref", flat=True
        )
    )
    fresh = sorted({name for name in names if name} - known)
    agents = enrol_agents(
        names=[name.title() if name.isupper() else name for name in fresh],
        timezone=source.timezone,
        country=settings.PLATFORM_COUNTRY,
        at=at,
    )
    AgentAlias.objects.bulk_create(
        AgentAlias(source=source, external_ref=name, agent=agent)
        for name, agent in zip(fresh, agents, strict=True)
    )
    return len(fresh)


def unknown_campaigns(*, source: Source, codes: Sequence[str]) -> list[str]:
    """Which of ``codes`` name no campaign of the source's brand."""
    known = set(
        Campaign.objects.filter(brand=source.brand_id, code__in=codes).values_list(
            "code", flat=True
        )
    )
    return sorted(set(codes) - known)


def _take_in_staged(cursor: Any, terms: dict[str, Any]) -> tuple[int, int]:
    cursor.execute(_IS_NEWS, terms)
    if cursor.fetchone()[0]:
        cursor.execute(_TAKE_IN_NEWS, terms)
        return int(cursor.rowcount), 0
    cursor.execute(_TAKE_IN, terms)
    new, newer = cursor.fetchone()
    return new, newer


def _enrol_staged(cursor: Any, source: Source, at: datetime) -> None:
    cursor.execute(
        """
        SELECT DISTINCT s.agent_ref FROM contact_stage s
        WHERE s.agent_ref <> '' AND NOT EXISTS (
            SELECT FROM marketplace_agentalias a
            WHERE a.source_id = %s AND a.external_ref = s.agent_ref)
        """,
        [source.pk],
    )
    names = [name for (name,) in cursor.fetchall()]
    if names:
        enrol_by_name(source=source, names=names, at=at)


def _copy_line(record: Record) -> str:
    text = record.text
    content_hash = md5(text.encode(), usedforsecurity=False).hexdigest()
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    text = text.replace("\t", "\\t")
    return f"{record.line_number}\t{text}\t{content_hash}\t{record.facts.copy_line()}\n"
