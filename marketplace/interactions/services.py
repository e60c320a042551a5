"""Take in what sources report: each record once, newer superseding older, nothing lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from marketplace.campaigns.models import Campaign
from marketplace.interactions.models import AgentAlias, ImportFile, Source, SourceKind
from marketplace.interactions.stage import FACTS, Batch, Record, fill_stage, take_in_staged
from onboarding.agents.services import enrol_agents
from onboarding.brands.models import Brand


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a batch: contacts not known before, newer revisions, repeats."""

    new: int
    newer: int
    known: int


_NAMES = [name.strip() for name in FACTS.split(",")]
_OWN = ", ".join(f"i.{name}" for name in _NAMES)
_RESOLVED = ", ".join(f"r.{name}" for name in _NAMES)

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
         campaign_id, agent_id, {FACTS})
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
        fill_stage(cursor, batch)
        if enrol_unknown:
            _enrol_staged(cursor, source, at)
        new, newer = take_in_staged(
            cursor,
            {
                "source": source.pk,
                "brand": source.brand_id,
                "file": file.pk if file else None,
                "at": at,
            },
        )
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
