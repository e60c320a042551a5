import pytest

from payouts.reports.proof import findings
from tests.payouts.banking.desk import ANSWERED, BankDesk


@pytest.fixture
def bank_desk(db):
    return BankDesk()


@pytest.fixture
def broken_laws(db):
    """The codes of the laws that are broken now."""

    def codes() -> list[str]:
        return [found.law.code for found in findings(at=ANSWERED) if not found.is_kept]

    return codes
