from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.buyers.tax_rules import (
    EU,
    OUTSIDE_EU,
    Category,
    Decided,
    Place,
    RateUnknown,
    Reason,
    standard_rate,
    treatment_of,
    treatment_steps,
)

DE, FR = Place("DE", "DE136695976"), Place("FR", "FR40303265045")
DAY = date(2026, 9, 1)


@pytest.mark.parametrize(
    ("seller", "buyer", "on", "category", "rate", "vatex"),
    [
        # At home: the rate of the day.
        (DE, Place("DE"), date(2020, 6, 30), "S", "0.19", ""),
        (DE, Place("DE"), date(2020, 7, 1), "S", "0.16", ""),
        (DE, Place("DE"), date(2020, 12, 31), "S", "0.16", ""),
        (DE, Place("DE"), date(2021, 1, 1), "S", "0.19", ""),
        (Place("EE"), Place("EE"), date(2025, 6, 30), "S", "0.22", ""),
        (Place("EE"), Place("EE"), date(2025, 7, 1), "S", "0.24", ""),
        (Place("FI"), Place("FI"), date(2024, 8, 31), "S", "0.24", ""),
        (Place("FI"), Place("FI"), date(2024, 9, 1), "S", "0.255", ""),
        (Place("RO"), Place("RO"), date(2025, 7, 31), "S", "0.19", ""),
        (Place("RO"), Place("RO"), date(2025, 8, 1), "S", "0.21", ""),
        (Place("SK"), Place("SK"), date(2025, 1, 1), "S", "0.23", ""),
        (Place("GB"), Place("GB"), DAY, "S", "0.2", ""),
        (Place("IL"), Place("IL"), date(2024, 12, 31), "S", "0.17", ""),
        (Place("IL"), Place("IL"), date(2025, 1, 1), "S", "0.18", ""),
        (Place("CH"), Place("CH"), date(2023, 12, 31), "S", "0.077", ""),
        # Within the Union: reverse charge where both numbers are right, else as at home.
        (DE, FR, DAY, "AE", "0", "VATEX-EU-AE"),
        (DE, Place("FR"), DAY, "S", "0.19", ""),
        (Place("DE"), FR, DAY, "S", "0.19", ""),
        # Across the Union's border.
        (DE, Place("US"), DAY, "G", "0", "VATEX-EU-G"),
        (DE, Place("GB", "GB980780684"), DAY, "G", "0", "VATEX-EU-G"),
        (Place("GB", "GB980780684"), DE, DAY, "G", "0", ""),
        # From where there is no such tax.
        (Place("US"), DE, DAY, "O", "0", "VATEX-EU-O"),
        (Place("US"), Place("IL"), DAY, "O", "0", "VATEX-EU-O"),
        (Place("US"), Place("US"), DAY, "O", "0", "VATEX-EU-O"),
    ],
)
def test_a_service_is_taxed_by_both_countries_and_the_day(seller, buyer, on, category, rate, vatex):
    found = treatment_of(seller=seller, buyer=buyer, on=on)

    assert (found.category, found.rate, found.vatex) == (category, Decimal(rate), vatex)
    assert found.source != ""


def test_sales_tax_is_charged_in_the_united_states_where_the_settings_say_so():
    usa = Place("US")

    found = treatment_of(seller=usa, buyer=usa, on=DAY, us_sales_tax=Decimal("0.08875"))

    assert (found.category, found.rate) == (Category.STANDARD, Decimal("0.08875"))


def test_what_no_rule_knows_is_not_guessed():
    with pytest.raises(RateUnknown):
        treatment_of(seller=Place("AU"), buyer=Place("AU"), on=DAY)
    with pytest.raises(RateUnknown):
        standard_rate("DE", date(1999, 1, 1))


def test_a_rate_that_changes_makes_a_step_on_its_day():
    steps = treatment_steps(seller=DE, buyer=Place("DE"), since=date(2020, 1, 1))

    assert [(step.from_on, step.treatment.rate) for step in steps] == [
        (date(2020, 1, 1), Decimal("0.19")),
        (date(2020, 7, 1), Decimal("0.16")),
        (date(2021, 1, 1), Decimal("0.19")),
    ]


def test_rates_that_do_not_matter_make_no_step():
    steps = treatment_steps(seller=DE, buyer=FR, since=date(2020, 1, 1))

    assert [step.treatment.category for step in steps] == [Category.REVERSE_CHARGE]


def test_what_a_person_decided_goes_before_the_rules_for_its_days():
    exempt = Decided(date(2026, 2, 1), date(2026, 3, 1), Category.EXEMPT, Decimal(0), "Embassy")

    steps = treatment_steps(seller=DE, buyer=Place("DE"), decided=[exempt], since=date(2026, 1, 1))

    told = [(step.from_on, step.treatment.category, step.treatment.reason) for step in steps]
    assert told == [
        (date(2026, 1, 1), "S", Reason.NONE),
        (date(2026, 2, 1), "E", Reason.DECIDED),
        (date(2026, 3, 1), "S", Reason.NONE),
    ]
    assert steps[1].treatment.source == "Embassy"


@given(
    st.sampled_from(sorted(EU | OUTSIDE_EU)),
    st.sampled_from(sorted(EU | OUTSIDE_EU | {"US", "JP"})),
    st.booleans(),
    st.booleans(),
    st.integers(0, 2_500),
)
def test_steps_say_of_each_day_what_the_rule_says(home, away, sells, buys, days):
    seller = Place(home, "X" if sells else "")
    buyer = Place(away, "Y" if buys else "")
    since = date(2020, 1, 1)
    day = since + timedelta(days=days)

    steps = treatment_steps(seller=seller, buyer=buyer, since=since)

    at_day = [step.treatment for step in steps if step.from_on <= day][-1]
    assert at_day == treatment_of(seller=seller, buyer=buyer, on=day)
    assert (at_day.rate > 0) == (at_day.category is Category.STANDARD)


def test_every_member_state_has_a_rate_of_today_within_what_the_union_allows():
    assert len(EU) == 27
    rates = {country: standard_rate(country, date(2026, 11, 25)).rate for country in EU}

    # Directive 2006/112/EC art. 97: not below 15 per cent; none is above Hungary's.
    assert (min(rates.values()), max(rates.values())) == (Decimal("0.17"), Decimal("0.27"))
