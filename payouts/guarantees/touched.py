"""What a night looks at: weeks and offers that ended, or of which something became known, lately.

A week that ended long ago and of which nothing new is known is as it was left. The night reaches
back to the last sum that it booked: the run that booked it had looked at all that was known then,
and runs since that booked nothing add to what is looked at. What is looked at twice changes
nothing.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Max

from payouts.extras.models import Extra, ExtraKind

# Facts carry the instant of their beginning, and a long transaction ends later than that.
_MARGIN: Final = timedelta(days=3)

# What lands in a period does so before it is cut off: work that is new lies in such a one.
_NEW_WORK = """
    SELECT w.agent_id, w.campaign_id, w.currency, w.occurred_at
    FROM payouts_period late
    JOIN payouts_ratedwork w ON w.pay_period_id = late.id
    WHERE late.kind = 'PAY' AND (late.cutoff_at IS NULL OR late.cutoff_at >= %(since)s)
      AND w.recorded_at >= %(since)s
"""

# Ids of pay periods: those over by a grace since then, and those of new hours, of new work, and
# of top-ups that were taken back. Terms are never of the past.
TOUCHED_PERIODS: Final = f"""
    SELECT id FROM payouts_period WHERE kind = 'PAY' AND to_at >= %(over_since)s
    UNION
    SELECT q.id
    FROM payouts_committedinterval i
    JOIN payouts_period q ON q.kind = 'PAY' AND q.agent_id = i.agent_id
     AND i.starts_at >= q.from_at AND i.starts_at < q.to_at
    WHERE i.recorded_at >= %(since)s
    UNION
    SELECT q.id
    FROM ({_NEW_WORK}) w
    JOIN payouts_period q ON q.kind = 'PAY' AND q.agent_id = w.agent_id
     AND q.currency = w.currency AND w.occurred_at >= q.from_at AND w.occurred_at < q.to_at
    UNION
    SELECT u.period_id
    FROM payouts_extra b JOIN payouts_topup u ON u.extra_id = b.corrects_id
    WHERE b.recorded_at >= %(since)s
"""

# Ids of offers. What is new is a campaign and a day; an offer that comes within a day of it may
# rest on it, for hours begin before the work that is done in them and last a day at most. Offers
# inside one of these take hours from it, and are looked at with it.
TOUCHED_OFFERS: Final = f"""
    SELECT o.id
    FROM (
        SELECT DISTINCT campaign_id, date_trunc('day', at) AS day
        FROM (
            SELECT campaign_id, from_at AS at FROM payouts_surgeoffer
            WHERE to_at >= %(over_since)s AND to_at <= %(until)s
            UNION ALL
            SELECT o.campaign_id, o.from_at
            FROM payouts_surgeend e JOIN payouts_surgeoffer o ON o.id = e.offer_id
            WHERE e.ended_at >= %(since)s
            UNION ALL
            SELECT campaign_id, starts_at FROM payouts_committedinterval
            WHERE recorded_at >= %(since)s
            UNION ALL
            SELECT campaign_id, starts_at FROM payouts_cancelledhours
            WHERE recorded_at >= %(since)s
            UNION ALL
            SELECT campaign_id, occurred_at FROM ({_NEW_WORK}) w
            WHERE EXISTS (
                SELECT FROM payouts_surgeoffer o
                WHERE o.campaign_id = w.campaign_id AND o.measure = 'SHARE')
            UNION ALL
            SELECT o.campaign_id, o.from_at
            FROM payouts_extra b
            JOIN payouts_surgebonus s ON s.extra_id = b.corrects_id
            JOIN payouts_surgeoffer o ON o.id = s.offer_id
            WHERE b.recorded_at >= %(since)s
        ) fact
    ) new
    JOIN payouts_surgeoffer around ON around.campaign_id = new.campaign_id
     AND around.from_at < new.day + interval '2 days'
     AND around.to_at > new.day - interval '1 day'
    JOIN payouts_surgeoffer o ON o.campaign_id = around.campaign_id
     AND o.from_at >= around.from_at AND o.to_at <= around.to_at
"""


def last_looked_at(kind: ExtraKind) -> datetime | None:
    """From when on a night looks at what is new; nothing where no sum was ever booked."""
    newest = Extra.objects.filter(kind=kind, corrects__isnull=True).aggregate(
        known_at=Max("recorded_at")
    )["known_at"]
    return None if newest is None else newest - _MARGIN
