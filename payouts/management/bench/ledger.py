"""Posting against bare tables and against django-hordak; and a party's balance."""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count, islice
from time import perf_counter

from django.db import connection

from payouts.ledger.chart import AccountKind
from payouts.ledger.postings import Posting, pay_cleared
from payouts.ledger.selectors import balance
from payouts.ledger.services import post, post_many
from payouts.management.bench.bare_books import lay_out_bare_books, post_bare, post_many_bare
from payouts.management.bench.cast import KNOWN_AT
from payouts.management.bench.hordak import Hordak, hordak_beside
from payouts.management.bench.measure import (
    Figure,
    Report,
    Say,
    alternating,
    at_least,
    at_most,
    seconds_of,
)
from payouts.management.scratch import settle
from payouts.money import Money

_TURN = 50
_BALANCES_READ = 2_000

# What fills the books before a balance is read: through the books' own door, in one statement.
_FILL = """
    WITH event AS (
        SELECT n, 'fill:' || n AS key, 1 + n %% %(agents)s AS agent,
               (100 + n %% 900)::bigint AS minor
        FROM generate_series(%(first)s::bigint, %(last)s) n
    ), legs AS (
        SELECT array_agg((n - %(first)s + 1)::int ORDER BY n, side) AS places,
               array_agg(CASE side WHEN 0 THEN 'AGENT_PENDING/USD/' ELSE 'AGENT_PAYABLE/USD/' END
                         || agent ORDER BY n, side) AS codes,
               array_agg(CASE side WHEN 0 THEN minor ELSE -minor END ORDER BY n, side) AS amounts
        FROM event, generate_series(0, 1) side
    ), events AS (
        SELECT array_agg(key ORDER BY n) AS keys, array_agg('PAY_CLEARED'::text) AS kinds,
               array_agg(%(at)s::timestamptz) AS ats, array_agg(NULL::bigint) AS reverses
        FROM event
    )
    SELECT count(*) FROM events, legs,
        ledger_post(keys, kinds, ats, reverses, places, codes, amounts, %(at)s, NULL)
"""
_FILL_STEP = 25_000


def run(*, singles: int, many: int, entries: int, agents: int, rounds: int, say: Say) -> Report:
    """Measure posting one by one and in bulk, against the limits, and reading one balance."""
    lay_out_bare_books()
    numbers = count()
    _warm_up(numbers, agents)
    with ExitStack() as stack:
        hordak = stack.enter_context(hordak_beside(accounts=min(agents, 1_000)))
        settle()
        say("post(), one commit for each")
        one = _measure_post(numbers, singles=singles, agents=agents, hordak=hordak)
    say("post_many()")
    bulk = _measure_post_many(numbers, many=many, agents=agents, rounds=rounds)
    say(f"filling the books to {entries:,} entries")
    fill(entries, agents)
    settle()
    say("reading balances")
    figures = (*one, bulk, _measure_balance(agents))
    sizes = {"singles": singles, "many": many, "entries": entries, "agents": agents}
    return Report("ledger", {**sizes, "rounds": rounds}, figures)


def _measure_post(
    numbers: Iterator[int], *, singles: int, agents: int, hordak: Hordak
) -> tuple[Figure, Figure]:
    """Turns of a few dozen postings, so that a busy moment meets every side."""

    def ours(_: int) -> float:
        postings = [_posting(number, agents) for number in islice(numbers, _TURN)]
        return seconds_of(lambda: [post(posting, at=KNOWN_AT) for posting in postings]) / _TURN

    def bare(_: int) -> float:
        chosen = list(islice(numbers, _TURN))
        began = perf_counter()
        for number in chosen:
            agent = number % agents + 1
            post_bare(
                key=f"clear:{agent}:{number}:2026-07-01",
                debtor=agent,
                creditor=agents + agent,
                minor=100 + number % 900,
                at=KNOWN_AT,
            )
        return (perf_counter() - began) / _TURN

    sides = {"ours": ours, "bare": bare}
    if hordak.post is not None:
        post_hordak = hordak.post
        sides["hordak"] = lambda _: post_hordak(_TURN) / _TURN
    seconds = alternating(max(1, singles // _TURN), **sides)
    # A posting has two entries.
    rate = {side: 2 / taken for side, taken in seconds.items()}
    return (
        Figure(
            name="post",
            unit="entries/s",
            ours=rate["ours"],
            limit=rate["bare"],
            limit_is="bare tables, one statement, one commit",
            target=at_least(0.70),
        ),
        Figure(
            name="post against django-hordak",
            unit="entries/s",
            ours=rate["ours"] if "hordak" in rate else None,
            limit=rate.get("hordak"),
            limit_is="django-hordak, the two legs in one bulk_create",
            target=at_least(2.5),
            note=hordak.note,
        ),
    )


def _measure_post_many(numbers: Iterator[int], *, many: int, agents: int, rounds: int) -> Figure:
    def ours(_: int) -> float:
        postings = [_posting(number, agents) for number in islice(numbers, many)]
        ats = [KNOWN_AT] * many
        return seconds_of(lambda: post_many(postings, effective_ats=ats, recorded_at=KNOWN_AT))

    def bare(_: int) -> float:
        chosen = list(islice(numbers, many))
        keys = [f"clear:{number % agents + 1}:{number}:2026-07-01" for number in chosen]
        debtors = [number % agents + 1 for number in chosen]
        creditors = [agents + number % agents + 1 for number in chosen]
        minors = [100 + number % 900 for number in chosen]
        return seconds_of(
            lambda: post_many_bare(
                keys=keys, debtors=debtors, creditors=creditors, minors=minors, at=KNOWN_AT
            )
        )

    seconds = alternating(rounds, ours=ours, bare=bare)
    return Figure(
        name="post_many",
        unit="entries/s",
        ours=2 * many / seconds["ours"],
        limit=2 * many / seconds["bare"],
        limit_is="bare tables, one statement",
        target=at_least(0.75),
    )


def _measure_balance(agents: int) -> Figure:
    def read() -> None:
        for number in range(_BALANCES_READ):
            balance(AccountKind.AGENT_PAYABLE, "USD", number * 31 % agents + 1)

    read()
    taken = seconds_of(read) / _BALANCES_READ
    return Figure(name="party balance", unit="ms", ours=taken * 1000, target=at_most(0.2))


def _posting(number: int, agents: int) -> Posting:
    """Pay that clears: two accounts of a party, so that both balances are kept."""
    return pay_cleared(
        agent_id=number % agents + 1,
        period_id=number,
        day=KNOWN_AT.date(),
        amount=Money(100 + number % 900, "USD"),
    )


def _warm_up(numbers: Iterator[int], agents: int) -> None:
    """Open every account on both sides: in production they are opened once in their life."""
    postings = [_posting(number, agents) for number in islice(numbers, agents)]
    post_many(postings, effective_ats=[KNOWN_AT] * agents, recorded_at=KNOWN_AT)
    ids = range(1, agents + 1)
    post_many_bare(
        keys=[f"open:{number}" for number in ids],
        debtors=ids,
        creditors=[agents + number for number in ids],
        minors=[1] * agents,
        at=KNOWN_AT,
    )


def fill(entries: int, agents: int) -> None:
    """Bring the books to so many entries, by postings like those of every night."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM payouts_journalentry")
        row = cursor.fetchone()
        assert row is not None
        missing = max(0, entries - row[0]) // 2
        for first in range(1, missing + 1, _FILL_STEP):
            last = min(first + _FILL_STEP - 1, missing)
            cursor.execute(_FILL, {"first": first, "last": last, "agents": agents, "at": KNOWN_AT})
