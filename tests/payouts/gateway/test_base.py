from decimal import Decimal

import pytest

from payouts.gateway.base import ChargeRequest, Declined, TransferRequest, checked_amount


@pytest.mark.parametrize("amount", [9.0, "900", Decimal(900), True, None])
def test_only_a_whole_number_is_an_amount(amount):
    with pytest.raises(TypeError):
        TransferRequest("payout_1", "acct_1", amount, "USD")
    with pytest.raises(TypeError):
        ChargeRequest("invoice_1", "cus_1", "pm_1", amount, "USD")
    with pytest.raises(TypeError):
        checked_amount(amount)


@pytest.mark.parametrize("amount", [0, -1])
def test_nothing_and_less_than_nothing_is_no_amount(amount):
    with pytest.raises(ValueError, match="positive"):
        TransferRequest("payout_1", "acct_1", amount, "USD")


@pytest.mark.parametrize("currency", ["usd", "US", "USDT", "U$D", ""])
def test_a_currency_is_three_capitals(currency):
    with pytest.raises(ValueError, match="three capitals"):
        TransferRequest("payout_1", "acct_1", 900, currency)


def test_outcomes_are_equal_by_what_is_known_and_not_by_its_wording():
    assert Declined("balance_insufficient", detail="a") == Declined("balance_insufficient")
    assert Declined("balance_insufficient") != Declined("card_declined")
