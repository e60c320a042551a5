import pytest

from tests.payouts.owner import owner_login  # noqa: F401
from tests.payouts.receivables.counter import Counter
from tests.payouts.receivables.till import Till


@pytest.fixture
def till(db) -> Till:
    return Till()


@pytest.fixture
def counter(transactional_db, stand_in) -> Counter:
    return Counter(Till(), stand_in)
