"""Meter revisions: one usage record for each, set-based."""

from datetime import datetime

from django.db import connection, transaction

from payouts.metering.lanes import held, may_use_lanes, work_in_lanes
from payouts.metering.selectors import windows_of_revisions

# One call at a time: what a call finds unmetered, no other is about to write.
_LOCK = 7_202

_METER = """
    INSERT INTO payouts_usagerecord
        (revision_id, interaction_id, brand_id, campaign_id, agent_id, occurred_at,
         talk_seconds, hold_seconds, wrap_seconds, exclusion, recorded_at)
    SELECT r.id, r.interaction_id, i.brand_id, r.campaign_id, r.agent_id, r.ended_at,
           r.talk_seconds, r.hold_seconds, r.wrap_seconds,
           CASE WHEN i.revision > r.revision THEN 'SUPERSEDED'
                WHEN r.outcome <> 'HANDLED' THEN r.outcome
                WHEN r.agent_id IS NULL AND r.agent_ref = '' THEN 'UNATTRIBUTED'
                WHEN r.agent_id IS NULL THEN 'UNKNOWN_AGENT'
                WHEN r.campaign_id IS NULL THEN 'UNKNOWN_CAMPAIGN'
                ELSE '' END,
           %(at)s
    FROM marketplace_interactionrevision r
    JOIN marketplace_interaction i ON i.id = r.interaction_id
    WHERE r.id BETWEEN %(first)s AND %(last)s
      AND NOT EXISTS (SELECT FROM payouts_usagerecord u WHERE u.revision_id = r.id
                      AND u.revision_id BETWEEN %(first)s AND %(last)s)
    ORDER BY r.id
"""


def meter_revisions(*, at: datetime, since: datetime | None = None) -> int:
    """Write a usage record for every revision recorded from ``since`` on that has none.

    Returns how many were written. ``since=None`` looks at all of them. Works through windows
    of ids, a transaction each, so that memory and locks stay small; what commits behind the
    window is found by the next call. A backlog is worked through on two connections.
    """
    windows = list(windows_of_revisions(since=since))
    if may_use_lanes(windows):
        with held(_LOCK):
            return work_in_lanes(windows, lambda first, last: _meter(first, last, at))
    written = 0
    for first, last in windows:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            written += _meter(first, last, at)
    return written


def _meter(first: int, last: int, at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_METER, {"at": at, "first": first, "last": last})
        return int(cursor.rowcount)
