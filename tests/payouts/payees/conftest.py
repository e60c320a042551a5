import pytest

from onboarding.users.models import Grant
from tests.factories import onboarding, payouts


@pytest.fixture
def pia(db):
    return onboarding.staff("Pia", Grant.PREPARE_PAYOUTS)


@pytest.fixture
def ada(db):
    """Ada as a payee whose account is enabled."""
    return payouts.payee(onboarding.agent("Ada"))
