"""Who takes part in the benchmarks: brands, campaigns with rates, agents. Set-based."""

from datetime import UTC, datetime
from typing import Any

from django.db import connection

# A month that is over, in whole weeks and in a zone without a clock change: figures do not
# depend on when they are taken.
MONTH_FROM = datetime(2026, 6, 1, tzinfo=UTC)
KNOWN_AT = datetime(2026, 7, 1, 12, tzinfo=UTC)
MONTH_DAYS = 30
CAMPAIGNS = 20

_BRANDS = """
    INSERT INTO onboarding_brand
        (public_id, slug, name, legal_name, address, country, tax_number, timezone, currency,
         payment_terms_days, created_at)
    SELECT gen_random_uuid(), 'bench-' || n, 'Brand ' || n, 'Brand ' || n, '', 'US', '', 'UTC',
           'USD', 30, %(at)s
    FROM generate_series(1, %(brands)s) n
"""
_CAMPAIGNS = """
    INSERT INTO marketplace_campaign
        (public_id, brand_id, code, name, channel, timezone, currency, status, created_at)
    SELECT gen_random_uuid(), b.id, 'C' || n, 'Campaign ' || n, 'VOICE', 'UTC', 'USD', 'LIVE',
           %(at)s
    FROM onboarding_brand b, generate_series(1, %(campaigns)s) n
"""
_RATES = """
    INSERT INTO marketplace_ratecardversion
        (campaign_id, number, currency, effective_from, published_at, bill_per_minute,
         pay_per_minute, wrap_cap_seconds, bill_increment_seconds, bill_minimum_seconds,
         bill_short_seconds, bill_free_seconds, pay_increment_seconds, pay_minimum_seconds,
         pay_short_seconds)
    SELECT id, 1, 'USD', %(at)s - interval '1 year', %(at)s, 0.55, 0.35,
           60, 6, 30, 5, 0, 1, 0, 5
    FROM marketplace_campaign
"""
_AGENTS = """
    INSERT INTO onboarding_agent (public_id, name, email, country, timezone, status, created_at)
    SELECT gen_random_uuid(), 'Agent ' || n, '', 'US', 'UTC', 'ACTIVE', %(at)s
    FROM generate_series(1, %(agents)s) n
"""


def invite(*, agents: int, brands: int = 4) -> None:
    """Make brands, their campaigns with a rate card each, and agents."""
    sizes: dict[str, Any] = {
        "at": MONTH_FROM,
        "agents": agents,
        "brands": brands,
        "campaigns": CAMPAIGNS // brands,
    }
    with connection.cursor() as cursor:
        for statement in (_BRANDS, _CAMPAIGNS, _RATES, _AGENTS):
            cursor.execute(statement, sizes)
