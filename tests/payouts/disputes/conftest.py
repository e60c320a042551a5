import pytest

from tests.payouts.disputes.court import Court
from tests.payouts.owner import owner_login  # noqa: F401


@pytest.fixture
def court(db) -> Court:
    return Court()


@pytest.fixture
def billed(court) -> Court:
    """A contact of ten minutes is on an invoice."""
    court.contact()
    court.billed()
    return court


@pytest.fixture
def stated(billed) -> Court:
    """And on a statement."""
    billed.stated()
    return billed
