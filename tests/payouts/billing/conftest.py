import pytest

from tests.payouts.billing.month import Month
from tests.payouts.reports.conftest import owner_login  # noqa: F401


@pytest.fixture
def month(db) -> Month:
    return Month()
