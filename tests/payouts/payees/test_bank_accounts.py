"""Bank accounts, names and rails: pure rules, from inside and outside."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.payees.bank_accounts import (
    AccountKind,
    AccountRefused,
    AccountType,
    checked_account,
)
from payouts.payees.names import NameRefused, clean_name, is_same_person
from payouts.payees.rails import FileFormat, Rail, format_of, rail_of
from payouts.payees.risk import Change, Risk, risks_of
from tests.times import NOON

DE = "DE89 3704 0044 0532 0130 00"


def iban(number=DE, **more):
    return checked_account(kind=AccountKind.IBAN, holder="Ada", number=number, **more)


def us(**more):
    parts = {
        "number": "000123456789",
        "bank_code": "111000025",
        "account_type": AccountType.SAVINGS,
    }
    return checked_account(kind=AccountKind.US_ACCOUNT, holder="Ada", **parts | more)


def other(**more):
    parts = {"number": "1234567890", "bank_code": "KCBLKENX"}
    return checked_account(kind=AccountKind.BIC_ACCOUNT, holder="Ada", **parts | more)


def test_accounts_are_kept_without_spaces_and_with_their_country():
    assert (iban().number, iban().country) == ("DE89370400440532013000", "DE")
    assert (us().country, us().identity) == ("US", "111000025/000123456789")
    assert (other().country, other(number="12-34/56.78").number) == ("KE", "12345678")


@given(st.integers(0, 21), st.sampled_from("0123456789"))
def test_no_single_wrong_digit_of_an_iban_passes(place, digit):
    bare = DE.replace(" ", "")
    changed = bare[:place] + digit + bare[place + 1 :]

    if changed != bare:
        with pytest.raises(AccountRefused):
            iban(changed)


@pytest.mark.parametrize(
    ("make", "part"),
    [
        (lambda: iban(""), "number"),
        (lambda: iban(DE, bank_code="NOBIC"), "bank_code"),
        (lambda: us(bank_code="111000026"), "bank_code"),
        (lambda: us(number="12"), "number"),
        (lambda: us(number="٣٣٣٣٣"), "number"),
        (lambda: us(account_type=None), "account_type"),
        (lambda: other(bank_code=""), "bank_code"),
        (lambda: other(country="UG"), "bank_code"),
        (lambda: other(number="12<34>"), "number"),
    ],
)
def test_a_wrong_part_is_named(make, part):
    with pytest.raises(AccountRefused) as refusal:
        make()

    assert refusal.value.part == part


def test_an_account_shows_nothing_of_itself_but_its_last_four():
    assert "1300" not in repr(iban())
    assert iban().masked == "•••• 3000"


@pytest.mark.parametrize(
    "name", ["A\u202eda", "Ada\u200b", "\u2066Ada", "A\x00da", "", "  ", "123"]
)
def test_a_name_with_what_nobody_sees_is_refused(name):
    with pytest.raises(NameRefused):
        clean_name(name)


@pytest.mark.parametrize(
    "name", ["عائشة بنت أحمد", "שרה לוי", "Łucja Żak-Ćwik", "O’Brien", "李小龍"]
)
def test_names_of_every_script_are_kept(name):
    assert clean_name(name) == name


def test_a_name_in_another_script_or_anothers_is_not_the_same():
    assert is_same_person("Łukasz Żak", "ŁUKASZ ŻAK")
    assert not is_same_person("Аda", "Ada")  # The first letter is Cyrillic.
    assert not is_same_person("", "Ada")


def test_the_processor_reaches_the_eea_and_four_countries_more():
    assert {c for c in ("US", "GB", "CA", "CH", "DE", "NO") if rail_of(c) is Rail.PROCESSOR} == {
        *("US", "GB", "CA", "CH", "DE", "NO")
    }
    assert {rail_of(c) for c in ("PH", "KE", "CO", "IL", "KW", "")} == {Rail.BANK_FILE}


@pytest.mark.parametrize(
    ("country", "has_iban", "currency", "wanted"),
    [
        ("FR", True, "EUR", FileFormat.SEPA),
        ("FR", True, "USD", FileFormat.PAIN_WITH_BIC),
        ("KW", True, "EUR", FileFormat.PAIN_WITH_BIC),
        ("US", False, "USD", FileFormat.NACHA),
        ("US", False, "EUR", FileFormat.PAIN_WITH_BIC),
        ("KE", False, "USD", FileFormat.PAIN_WITH_BIC),
    ],
)
def test_a_format_follows_the_account_and_the_currency(country, has_iban, currency, wanted):
    assert format_of(account_country=country, has_iban=has_iban, currency=currency) is wanted


def test_every_risk_shows_by_itself():
    calm = {
        "payee_name": "Ada",
        "payee_country": "KW",
        "holder": "Ada",
        "account_country": "KW",
        "is_claimed_by_another": False,
        "changed_at": [NOON - timedelta(days=30)],
        "contested_at": [NOON - timedelta(days=180)],
    }
    risky = {
        Risk.ANOTHER_PAYEES: {"is_claimed_by_another": True},
        Risk.OTHER_NAME: {"holder": "Eve"},
        Risk.OTHER_COUNTRY: {"account_country": "DE"},
        Risk.CHANGED_OFTEN: {"changed_at": [NOON - timedelta(days=29)]},
        Risk.CONTESTED: {"contested_at": [NOON - timedelta(days=179)]},
    }

    assert risks_of(Change(**calm), at=NOON) == ()
    assert {risk: risks_of(Change(**calm | one), at=NOON) for risk, one in risky.items()} == {
        risk: (risk,) for risk in Risk
    }
