import pytest

from tests.payouts.runs.desk import FinanceDesk


@pytest.fixture
def finance_desk(db):
    return FinanceDesk()
