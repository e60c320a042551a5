import pytest

from tests.payouts.instant.desk import InstantDesk


@pytest.fixture
def instant_desk(db, stand_in):
    return InstantDesk(stand_in)
