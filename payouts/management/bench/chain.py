"""The chain from contacts to the books against one SQL that only rates and books."""

from statistics import median

from django.db import connection

from marketplace.interactions.models import SourceKind
from marketplace.interactions.services import open_source
from onboarding.brands.models import Brand
from payouts.accruals.services import accrue
from payouts.management.bench.bare_books import clear_bare_books, lay_out_bare_books
from payouts.management.bench.cast import KNOWN_AT, MONTH_DAYS, MONTH_FROM, invite
from payouts.management.bench.measure import (
    Figure,
    Report,
    Say,
    alternating,
    at_most,
    peak_rss_mb,
    seconds_of,
)
from payouts.management.scratch import as_owner, settle
from payouts.metering.services import meter_revisions
from payouts.rating.services import rate_usage

# Each agent serves two campaigns of one brand; contacts come in the order of time.
_CONTACTS = """
    CREATE TEMPORARY TABLE bench_contact AS
    SELECT n, c.id AS campaign_id, c.brand_id, c.code, a.id AS agent_id, a.name,
           %(from)s::timestamptz + n * (interval '1 day' * %(days)s / %(contacts)s) AS ended_at,
           (20 + n * 7919 %% 560)::int AS talk, (n %% 5 * 4)::int AS hold, (n %% 90)::int AS wrap
    FROM generate_series(0::bigint, %(contacts)s - 1) n
    JOIN (SELECT *, row_number() OVER (ORDER BY id) - 1 AS place FROM onboarding_agent) a
      ON a.place = n * 31 %% %(agents)s
    JOIN (SELECT *, row_number() OVER (ORDER BY id) - 1 AS place FROM marketplace_campaign) c
      ON c.place = (a.place * 2 + n / 7 %% 2) %% (SELECT count(*) FROM marketplace_campaign)
"""
_INTERACTIONS = """
    INSERT INTO marketplace_interaction
        (source_id, brand_id, external_id, revision, recorded_at, campaign_id, agent_id,
         campaign_ref, agent_ref, customer_ref, channel, outcome, arrived_at, started_at,
         ended_at, queue_seconds, talk_seconds, hold_seconds, wrap_seconds)
    SELECT s.id, c.brand_id, n, 1, ended_at, campaign_id, agent_id, code, name, '', 'VOICE',
           'HANDLED',
           ended_at - (talk + hold + 5) * interval '1 second',
           ended_at - (talk + hold) * interval '1 second', ended_at, 5, talk, hold, wrap
    FROM bench_contact c JOIN marketplace_source s ON s.brand_id = c.brand_id ORDER BY n
"""
_REVISIONS = """
    INSERT INTO marketplace_interactionrevision
        (interaction_id, revision, record, content_hash, line_number, recorded_at, campaign_id,
         agent_id, campaign_ref, agent_ref, customer_ref, channel, outcome, arrived_at,
         started_at, ended_at, queue_seconds, talk_seconds, hold_seconds, wrap_seconds)
    SELECT id, 1, 'bench ' || external_id, md5(external_id)::uuid, id, recorded_at, campaign_id,
           agent_id, campaign_ref, agent_ref, customer_ref, channel, outcome, arrived_at,
           started_at, ended_at, queue_seconds, talk_seconds, hold_seconds, wrap_seconds
    FROM marketplace_interaction ORDER BY id
"""
_BARE = """
    CREATE TABLE bare_rated (
        revision_id bigint PRIMARY KEY, campaign_id bigint NOT NULL, agent_id bigint NOT NULL,
        brand_id bigint NOT NULL, version_id bigint NOT NULL, work_day date NOT NULL,
        payable_seconds int NOT NULL, billable_seconds int NOT NULL,
        pay_exact numeric(24, 9) NOT NULL, charge_exact numeric(24, 9) NOT NULL
    );
    GRANT SELECT, INSERT ON bare_rated TO PUBLIC;
"""

# Rates every contact on both sides and books one balanced transaction of four legs for each
# agent, campaign and day. It knows no repeat, no correction, no period and no rounding to carry.
_LIMIT = """
    WITH productive AS (
        SELECT r.id, r.campaign_id, r.agent_id, i.brand_id, v.id AS version_id,
               (r.ended_at AT TIME ZONE c.timezone)::date AS work_day,
               v.pay_per_minute, v.bill_per_minute,
               r.talk_seconds + r.hold_seconds + least(r.wrap_seconds, v.wrap_cap_seconds) AS took,
               v.pay_short_seconds, v.bill_short_seconds, v.bill_increment_seconds,
               v.bill_minimum_seconds
        FROM marketplace_interactionrevision r
        JOIN marketplace_interaction i ON i.id = r.interaction_id
        JOIN marketplace_campaign c ON c.id = r.campaign_id
        JOIN marketplace_ratecardversion v ON v.campaign_id = c.id
        WHERE r.outcome = 'HANDLED'
    ), counted AS (
        SELECT p.*, CASE WHEN took < pay_short_seconds THEN 0 ELSE took END AS payable,
               CASE WHEN took < bill_short_seconds THEN 0 ELSE greatest(
                   (took + bill_increment_seconds - 1) / bill_increment_seconds
                       * bill_increment_seconds, bill_minimum_seconds) END AS billable
        FROM productive p
    ), rated AS (
        INSERT INTO bare_rated
        SELECT id, campaign_id, agent_id, brand_id, version_id, work_day, payable, billable,
               round(pay_per_minute * payable / 60, 9), round(bill_per_minute * billable / 60, 9)
        FROM counted
        RETURNING agent_id, campaign_id, brand_id, work_day, pay_exact, charge_exact
    ), line AS (
        SELECT agent_id, campaign_id, brand_id, work_day,
               round(sum(pay_exact) * 100)::bigint AS pay,
               round(sum(charge_exact) * 100)::bigint AS charge
        FROM rated GROUP BY 1, 2, 3, 4
    ), written AS (
        INSERT INTO bare_transaction
            (event_key, fingerprint, kind, effective_at, recorded_at)
        SELECT concat_ws(':', 'line', agent_id, campaign_id, work_day), '', 'LINE', work_day,
               %(at)s
        FROM line
        RETURNING id, event_key
    )
    INSERT INTO bare_entry (transaction_id, account_id, currency, amount_minor)
    SELECT w.id, leg.account_id, 'USD', leg.amount
    FROM line l
    JOIN written w ON w.event_key = concat_ws(':', 'line', agent_id, campaign_id, work_day)
    CROSS JOIN LATERAL (VALUES
        (1, l.pay), (1000000 + l.agent_id, -l.pay), (2000000 + l.brand_id, l.charge),
        (2, -l.charge)) AS leg (account_id, amount)
"""

# What the chain derives from contacts. The guards refuse to empty it, so the owner of the
# scratch database steps past them between two rounds.
_FORGET = """
    DO $$
    DECLARE guarded regclass;
    BEGIN
        FOR guarded IN SELECT tgrelid::regclass FROM pg_trigger
                       WHERE tgname LIKE 'append_only%' AND tgrelid::regclass::text ~ '^payouts_'
        LOOP
            EXECUTE format('ALTER TABLE %s DISABLE TRIGGER USER', guarded);
        END LOOP;
        TRUNCATE payouts_usagerecord, payouts_ratedwork, payouts_accrual, payouts_period,
            payouts_journalentry, payouts_journaltransaction, payouts_ledgerbalance, bare_rated
            CASCADE;
        FOR guarded IN SELECT tgrelid::regclass FROM pg_trigger
                       WHERE tgname LIKE 'append_only%' AND tgrelid::regclass::text ~ '^payouts_'
        LOOP
            EXECUTE format('ALTER TABLE %s ENABLE TRIGGER USER', guarded);
        END LOOP;
    END $$
"""


def run(*, contacts: int, agents: int, rounds: int, say: Say) -> Report:
    """Measure metering, rating and accruing ``contacts``, as the worker does it, and the limit."""
    say(f"making {contacts:,} contacts")
    invite(agents=agents)
    make_contacts(contacts=contacts, agents=agents)
    lay_out_bare_books()
    as_owner(_BARE)
    steps: dict[str, list[float]] = {"meter": [], "rate": [], "accrue": []}

    def ours(number: int) -> float:
        say(f"round {number + 1}: the chain")
        _forget()
        taken = {
            "meter": seconds_of(lambda: meter_revisions(at=KNOWN_AT)),
            "rate": seconds_of(lambda: rate_usage(at=KNOWN_AT)),
            "accrue": seconds_of(lambda: accrue(at=KNOWN_AT)),
        }
        for step, seconds in taken.items():
            steps[step].append(seconds)
        return sum(taken.values())

    def limit(number: int) -> float:
        say(f"round {number + 1}: the limit")
        _forget()
        with connection.cursor() as cursor:
            return seconds_of(lambda: cursor.execute(_LIMIT, {"at": KNOWN_AT}))

    seconds = alternating(rounds, ours=ours, limit=limit)
    figures = (
        Figure(
            name="chain",
            unit="s",
            ours=seconds["ours"],
            limit=seconds["limit"],
            limit_is="one SQL that rates and books a line per agent, campaign and day",
            target=at_most(2.0),
        ),
        *(Figure(name=step, unit="s", ours=median(taken)) for step, taken in steps.items()),
        Figure(name="peak memory", unit="MB", ours=peak_rss_mb(), target=at_most(300)),
    )
    return Report("chain", {"contacts": contacts, "agents": agents, "rounds": rounds}, figures)


def make_contacts(*, contacts: int, agents: int) -> None:
    """Put a month of contacts into the tables of those who were invited."""
    for brand in Brand.objects.order_by("pk"):
        open_source(brand=brand, kind=SourceKind.ANONYMOUS_BANK, timezone="UTC", at=MONTH_FROM)
    with connection.cursor() as cursor:
        cursor.execute(
            _CONTACTS,
            {"from": MONTH_FROM, "days": MONTH_DAYS, "contacts": contacts, "agents": agents},
        )
        cursor.execute(_INTERACTIONS)
        cursor.execute(_REVISIONS)
        cursor.execute("DROP TABLE bench_contact")


def _forget() -> None:
    """Bring the database back to where nothing is metered."""
    as_owner(_FORGET)
    clear_bare_books()
    settle()
