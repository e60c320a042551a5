"""Taking in a file of contacts against COPY of the same contacts into one bare table."""

import tempfile
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import connection

from marketplace.interactions.files import Reading, Tally, import_file
from marketplace.interactions.generator import month_of_contacts
from marketplace.interactions.models import Source, SourceKind
from marketplace.interactions.services import open_source
from marketplace.interactions.sources import anonymous_bank
from marketplace.interactions.sources.facts import UnreadableRecord
from onboarding.brands.models import Brand
from payouts.management.bench.cast import KNOWN_AT, invite
from payouts.management.bench.measure import (
    Figure,
    Report,
    Say,
    alternating,
    at_least,
    at_most,
    peak_rss_mb,
    seconds_of,
)
from payouts.management.scratch import as_owner, settle

_ZONE = "Asia/Jerusalem"
_PIECE = 1 << 20

# One table that holds what we keep of a contact: the columns of a revision with the record as it
# came, the contact's name, and the indexes of both our tables.
_BARE = """
    CREATE TABLE bare_contact
        (LIKE marketplace_interactionrevision INCLUDING DEFAULTS INCLUDING IDENTITY
         INCLUDING INDEXES);
    ALTER TABLE bare_contact ADD COLUMN source_id bigint, ADD COLUMN brand_id bigint,
        ADD COLUMN external_id varchar(80);
    CREATE UNIQUE INDEX ON bare_contact (source_id, external_id);
    CREATE INDEX ON bare_contact (brand_id, ended_at, id);
    CREATE INDEX ON bare_contact (agent_id, ended_at, id) WHERE agent_id IS NOT NULL;
    CREATE TABLE bare_text (line text);
    GRANT SELECT, INSERT, TRUNCATE ON bare_contact, bare_text TO PUBLIC;
"""
_COLUMNS = (
    "interaction_id, revision, record, content_hash, line_number, recorded_at, campaign_id, "
    "agent_id, campaign_ref, agent_ref, customer_ref, channel, outcome, arrived_at, started_at, "
    "ended_at, queue_seconds, talk_seconds, hold_seconds, wrap_seconds, source_id, brand_id, "
    "external_id"
)
# What the limit copies is read back from what we took in, so that it is the very same rows.
_PARSED = """
    COPY (
        SELECT r.interaction_id, r.revision, r.record, r.content_hash, r.line_number,
               r.recorded_at, r.campaign_id, r.agent_id, r.campaign_ref, r.agent_ref,
               r.customer_ref, r.channel, r.outcome, r.arrived_at, r.started_at, r.ended_at,
               r.queue_seconds, r.talk_seconds, r.hold_seconds, r.wrap_seconds, i.source_id,
               i.brand_id, i.external_id
        FROM marketplace_interactionrevision r
        JOIN marketplace_interaction i ON i.id = r.interaction_id
        ORDER BY r.id
    ) TO STDOUT
"""
_FORGET = """
    ALTER TABLE marketplace_interactionrevision DISABLE TRIGGER USER;
    TRUNCATE marketplace_interaction, marketplace_interactionrevision;
    ALTER TABLE marketplace_interactionrevision ENABLE TRIGGER USER;
"""


def run(*, rows: int, rounds: int, say: Say) -> Report:
    """Measure importing a file of ``rows`` contacts, and COPY of what came of it."""
    invite(agents=1, brands=1)
    brand = Brand.objects.get()
    source = open_source(brand=brand, kind=SourceKind.ANONYMOUS_BANK, timezone=_ZONE, at=KNOWN_AT)
    as_owner(_BARE)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "calls.tsv"
        say(f"writing a file of {rows:,} contacts")
        path.write_text("".join(f"{line}\n" for line in _lines(rows)))
        _import(source, path)
        parsed = Path(folder) / "parsed.copy"
        _export(parsed)

        def ours(number: int) -> float:
            say(f"round {number + 1}: import")
            as_owner(_FORGET)
            settle()
            return seconds_of(lambda: _import(source, path))

        def limit(number: int) -> float:
            say(f"round {number + 1}: COPY")
            as_owner("TRUNCATE bare_contact")
            settle()
            return seconds_of(lambda: _copy(f"bare_contact ({_COLUMNS})", parsed))

        def text(_: int) -> float:
            as_owner("TRUNCATE bare_text")
            return seconds_of(
                lambda: _copy(
                    "bare_text", path, how="(FORMAT csv, DELIMITER E'\\x01', QUOTE E'\\x02')"
                )
            )

        def reading(_: int) -> float:
            return seconds_of(lambda: _only_read(path))

        seconds = alternating(rounds, ours=ours, limit=limit, text=text, reading=reading)
    figures = (
        Figure(
            name="import_file",
            unit="rows/s",
            ours=rows / seconds["ours"],
            limit=rows / seconds["limit"],
            limit_is="COPY of the parsed rows into one table with the indexes of our two",
            target=at_least(0.4),
        ),
        Figure(name="reading the lines alone", unit="rows/s", ours=rows / seconds["reading"]),
        Figure(name="COPY of the raw text, no index", unit="rows/s", ours=rows / seconds["text"]),
        Figure(name="peak memory", unit="MB", ours=peak_rss_mb(), target=at_most(300)),
    )
    return Report("ingest", {"rows": rows, "rounds": rounds}, figures)


def _lines(rows: int) -> Iterator[str]:
    """A generated month, again and again under further voice units, so that no call is known."""
    header, *month = month_of_contacts(year=1999, month=1, zone=ZoneInfo(_ZONE), seed=1)
    yield header
    for number, line in enumerate(islice(cycle(month), rows)):
        turn = number // len(month)
        yield f"R{turn}{line}" if turn else line


def _import(source: Source, path: Path) -> Tally:
    reading = Reading(source, path, path.with_suffix(".rejects.csv"), enrol_unknown=True)
    return import_file(reading, at=KNOWN_AT)


def _only_read(path: Path) -> None:
    zone = ZoneInfo(_ZONE)
    with path.open() as lines:
        next(lines)
        for line in lines:
            try:
                anonymous_bank.read_line(line, zone)
            except UnreadableRecord:
                continue


def _export(target: Path) -> None:
    with connection.cursor() as cursor, target.open("wb") as file, cursor.copy(_PARSED) as copy:
        for piece in copy:
            file.write(piece)


def _copy(into: str, path: Path, *, how: str = "") -> None:
    with (
        connection.cursor() as cursor,
        path.open("rb") as file,
        cursor.copy(f"COPY {into} FROM STDIN {how}") as copy,
    ):
        while piece := file.read(_PIECE):
            copy.write(piece)
