import pytest

from tests.payouts.billing.month import Month


@pytest.fixture
def month(db) -> Month:
    return Month()
