import pytest

from tests.payouts.owner import owner_login  # noqa: F401
from tests.payouts.receivables.till import Till


@pytest.fixture
def till(db) -> Till:
    return Till()
