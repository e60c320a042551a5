import pytest

from payouts.incoming.accounts import open_bank_account
from tests.payouts.incoming.camt_files import IBAN
from tests.payouts.owner import owner_login  # noqa: F401
from tests.payouts.receivables.till import Till
from tests.times import NOON


@pytest.fixture
def bank(db) -> Till:
    """Acme, and our house bank's account in dollars."""
    till = Till()
    open_bank_account(number=IBAN, name="House bank", currency="USD", actor=till.rita, at=NOON)
    return till
