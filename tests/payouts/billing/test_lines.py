from decimal import Decimal
from math import ceil, floor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from payouts.billing.lines import (
    DoesNotAddUp,
    OpenLine,
    WholeLine,
    WorkSum,
    settle,
    shared_out,
    whole_lines,
)
from payouts.money import Money, exponent

AUGUST, SEPTEMBER = 8, 9
amounts = st.decimals(min_value=-10_000, max_value=10_000, places=9)


def work(exact: str, *, campaign: int = 1, version: int = 1, adjusts: int | None = None) -> WorkSum:
    return WorkSum(campaign, version, Decimal(1), adjusts, 1, 60, Decimal(exact))


def line(net: int, **of) -> WholeLine:
    return WholeLine(work(str(Decimal(net) / 100), **of), net)


def open_line(
    open_minor: int, *, number: int = 1, invoice: int = 1, period: int = AUGUST, **of
) -> OpenLine:
    return OpenLine(
        number, invoice, period, of.get("campaign", 1), of.get("version", 1), open_minor
    )


def settled(lines, open_lines=(), credited=None):
    invoices: dict[int, int] = {}
    for one in open_lines:
        invoices[one.invoice_id] = invoices.get(one.invoice_id, 0) + one.open_minor
    return settle(lines, open_lines, invoices, credited or {}, "USD")


def credits(settlement) -> list[tuple[int, int]]:
    return [(credit.line_id, credit.net_minor) for credit in settlement.credits]


def nets(settlement) -> list[int]:
    return [one.net_minor for one in settlement.lines]


@settings(deadline=None)
@given(st.lists(amounts, min_size=1, max_size=30), st.sampled_from(["USD", "JPY", "KWD"]))
def test_lines_add_up_to_the_rounded_total_and_none_strays_a_unit(exacts, currency):
    total = Money.of_exact(sum(exacts, Decimal(0)), currency).minor
    minors = [exact.scaleb(exponent(currency)) for exact in exacts]

    shares = shared_out(total, minors)

    assert sum(shares) == total
    assert all(
        share in {floor(exact), ceil(exact)} for share, exact in zip(shares, minors, strict=True)
    )


def test_the_largest_fraction_gets_the_unit_that_is_left():
    assert shared_out(1, [Decimal("0.3"), Decimal("0.4"), Decimal("0.3")]) == [0, 1, 0]


def test_a_total_that_is_not_the_sum_is_refused():
    with pytest.raises(DoesNotAddUp):
        shared_out(5, [Decimal("1.5"), Decimal("1.5")])
    with pytest.raises(DoesNotAddUp):
        shared_out(1, [])


def test_each_campaign_shares_its_own_total_out():
    sums = [work("0.004"), work("0.004", campaign=2), work("0.004")]

    lines = whole_lines(sums, {1: 1, 2: 0}, "USD")

    assert [(one.work.campaign_id, one.net_minor) for one in lines] == [(1, 1), (2, 0), (1, 0)]


def test_work_that_was_never_accrued_does_not_add_up():
    with pytest.raises(DoesNotAddUp):
        whole_lines([work("1.00")], {}, "USD")


def test_what_becomes_known_late_is_a_line_of_its_own():
    late = line(300, adjusts=AUGUST)

    settlement = settled([line(1000), late], [open_line(500)])

    assert settlement.lines == (line(1000), late)
    assert settlement.credits == ()


def test_a_reduction_is_credited_to_the_invoice_that_billed_it():
    settlement = settled(
        [line(1000), line(-300, adjusts=AUGUST)],
        [open_line(500, number=7), open_line(500, number=8, invoice=2, period=SEPTEMBER)],
    )

    assert credits(settlement) == [(7, 300)]
    assert nets(settlement) == [1000]


def test_the_line_of_the_same_version_is_lowered_first():
    settlement = settled(
        [line(1000), line(-300, version=2, adjusts=AUGUST)],
        [open_line(500, number=7), open_line(200, number=8, version=2)],
    )

    assert credits(settlement) == [(8, 200), (7, 100)]


def test_what_a_line_does_not_hold_stays_as_a_negative_line():
    settlement = settled([line(1000), line(-300, adjusts=AUGUST)], [open_line(100)])

    assert credits(settlement) == [(1, 100)]
    assert nets(settlement) == [1000, -200]
    assert [one.work.exact for one in settlement.lines] == [Decimal(10), Decimal(-2)]


def test_an_invoice_never_goes_below_zero_while_others_can_be_lowered():
    settlement = settled(
        [line(100), line(-300, adjusts=AUGUST)],
        [open_line(500, number=7, campaign=2)],
    )

    assert credits(settlement) == [(7, 200)]
    assert nets(settlement) == [100, -100]


def test_what_credit_notes_of_the_period_took_before_is_not_taken_again():
    settlement = settled(
        [line(-300, adjusts=AUGUST)], [open_line(500)], {(AUGUST, 1): 200, (SEPTEMBER, 1): 60}
    )

    assert credits(settlement) == [(1, 40)]
    assert nets(settlement) == []


CREDITABLE = st.tuples(st.integers(1, 800), st.sampled_from([AUGUST, SEPTEMBER]), st.integers(1, 2))
ADJUSTED = st.builds(
    line,
    st.integers(-1_000, 1_000),
    campaign=st.integers(1, 2),
    version=st.integers(1, 2),
    adjusts=st.sampled_from([AUGUST, SEPTEMBER]),
)
MONTHS = st.tuples(
    st.lists(ADJUSTED, max_size=5).map(lambda adjusted: [line(400), *adjusted]),
    st.lists(CREDITABLE, max_size=4).map(
        lambda earlier: [
            open_line(amount, number=number, invoice=period, period=period, campaign=campaign)
            for number, (amount, period, campaign) in enumerate(earlier)
        ]
    ),
)
# A machine that does other things besides draws slowly; what is drawn stays small.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@unhurried
@given(MONTHS)
def test_whatever_was_corrected_the_documents_come_to_what_was_booked(of):
    lines, earlier = of
    booked = sum(one.net_minor for one in lines)

    settlement = settled(lines, earlier)

    taken = sum(credit.net_minor for credit in settlement.credits)
    by_line: dict[int, int] = {}
    for credit in settlement.credits:
        by_line[credit.line_id] = by_line.get(credit.line_id, 0) + credit.net_minor
    assert settlement.net_minor - taken == booked
    assert all(by_line.get(one.line_id, 0) <= one.open_minor for one in earlier)
    assert settlement.net_minor >= 0 or taken == sum(one.open_minor for one in earlier)


@unhurried
@given(MONTHS)
def test_exact_sums_are_kept_when_they_are_cut_into_credits(of):
    lines, earlier = of

    settlement = settled(lines, earlier)

    kept = sum(one.work.exact for one in settlement.lines)
    credited = sum(credit.work.exact for credit in settlement.credits)
    assert kept - credited == sum(one.work.exact for one in lines)
