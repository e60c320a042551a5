"""A house in order, as the application made it, and as the owner may break it."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import connection

from tests.payouts.owner import owner_login  # noqa: F401
from tests.payouts.reports.house import build_house


@pytest.fixture
def house(db) -> SimpleNamespace:
    """The house in order, as the application's role made it."""
    return build_house()


@pytest.fixture
def owners_house(owner_login, db) -> SimpleNamespace:  # noqa: F811
    """The same house, in a transaction of the owner's, which may step past every guard."""
    return build_house()


@pytest.fixture
def past_the_guards(owners_house) -> Callable[[str], None]:
    """Run a statement with triggers and foreign keys asleep, until the test's rollback."""

    def run(statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(statement)
            cursor.execute("SET LOCAL session_replication_role = origin")

    return run
