"""Which bonuses are earned: a reason, the terms in force when it came about, and what they ask."""

from typing import Final

# A row for each case whose terms are met. A referral's are, once the new agent has served the
# seconds that the terms ask for, on that campaign and in time; ``met_by`` is when that was known.
EARNED: Final = """
    WITH terms AS MATERIALIZED (
        SELECT t.*, coalesce(lead(effective_from) OVER (
                   PARTITION BY campaign_id, kind ORDER BY effective_from), 'infinity') AS until
        FROM payouts_bonusterms t
    ), standing AS MATERIALIZED (
        SELECT k.*, t.id AS terms_id, t.pay, t.charge, t.funded_by, t.needed_seconds,
               t.within_days, c.currency
        FROM payouts_bonuscase k
        JOIN marketplace_campaign c ON c.id = k.campaign_id
        JOIN terms t ON t.campaign_id = k.campaign_id AND t.kind = k.kind
         AND k.happened_at >= t.effective_from AND k.happened_at < t.until
        WHERE t.pay > 0
    ), served AS (
        SELECT s.id, sum(w.payable_seconds) AS seconds, max(w.recorded_at) AS known_at
        FROM standing s
        JOIN payouts_period p ON p.kind = 'PAY' AND p.agent_id = s.about_id
         AND p.currency = s.currency AND p.to_at > s.happened_at
        JOIN payouts_ratedwork w ON w.pay_period_id = p.id AND w.campaign_id = s.campaign_id
         AND w.occurred_at >= s.happened_at
         AND w.occurred_at < s.happened_at + s.within_days * interval '24 hours'
        WHERE s.kind = 'REFERRAL' AND s.needed_seconds > 0
        GROUP BY s.id
    )
    SELECT s.id AS case_id, s.terms_id, s.agent_id, s.campaign_id, s.kind, s.currency, s.pay,
           s.charge, s.funded_by, s.seconds, greatest(s.recorded_at, v.known_at) AS met_by,
           coalesce(v.seconds, 0)::bigint AS served
    FROM standing s
    LEFT JOIN served v ON v.id = s.id
    WHERE s.kind <> 'REFERRAL' OR coalesce(v.seconds, 0) >= s.needed_seconds
    ORDER BY s.id
"""
