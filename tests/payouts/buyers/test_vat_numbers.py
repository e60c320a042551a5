import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.buyers.tax_rules import EU
from payouts.buyers.vat_numbers import Fault, verdict_on


@pytest.mark.parametrize(
    ("typed", "country", "number"),
    [
        ("DE 136 695 976", "DE", "DE136695976"),
        ("136695976", "DE", "DE136695976"),
        ("fr 40 303 265 045", "FR", "FR40303265045"),
        ("EL 094259216", "GR", "EL094259216"),
        ("094259216", "GR", "EL094259216"),
        ("BE 403.019.261", "BE", "BE0403019261"),
        ("U13585627", "AT", "ATU13585627"),
        ("980 7806 84", "GB", "GB980780684"),
        ("CHE-107.787.577 IVA", "CH", "CHE107787577IVA"),
        ("NO 995 525 828 MVA", "NO", "NO995525828MVA"),
    ],
)
def test_a_right_number_is_written_one_way(typed, country, number):
    verdict = verdict_on(typed, country)

    assert (verdict.number, verdict.is_valid) == (number, True)


@pytest.mark.parametrize(
    ("typed", "country", "fault"),
    [
        ("DE136695978", "DE", Fault.CHECK),
        ("DE13669597", "DE", Fault.LENGTH),
        ("DE1366959X6", "DE", Fault.FORMAT),
        ("FR40303265045", "DE", Fault.COUNTRY),
        ("094259217", "GR", Fault.CHECK),
        ("", "DE", Fault.FORMAT),
    ],
)
def test_a_wrong_number_is_told_what_is_wrong(typed, country, fault):
    verdict = verdict_on(typed, country)

    assert (verdict.fault, verdict.is_valid) == (fault, False)


def test_a_number_of_a_country_without_a_rule_is_kept_and_not_called_valid():
    verdict = verdict_on(" 51-4242424 ", "IL")

    assert (verdict.number, verdict.is_checked, verdict.is_valid) == ("51-4242424", False, False)


@given(st.text(max_size=60), st.sampled_from([*sorted(EU), "GB", "CH", "NO", "US", "IL"]))
def test_whatever_is_typed_has_a_verdict(typed, country):
    verdict = verdict_on(typed, country)

    assert not (verdict.is_valid and verdict.fault)
