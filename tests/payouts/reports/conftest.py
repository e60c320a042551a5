"""A house in order, as the application made it, and as the owner may break it."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from django.db import connection, connections

from tests.payouts.reports.house import build_house


@pytest.fixture
def house(db) -> SimpleNamespace:
    """The house in order, as the application's role made it."""
    return build_house()


@pytest.fixture
def owner_login(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Have the next transaction of the test belong to the owner instead of the application."""
    application, owner = connections["default"], connections["owner"]
    kept = {name: application.settings_dict[name] for name in ("USER", "PASSWORD")}
    with django_db_blocker.unblock():
        application.close()
    application.settings_dict.update({name: owner.settings_dict[name] for name in kept})
    yield
    with django_db_blocker.unblock():
        application.close()
    application.settings_dict.update(kept)


@pytest.fixture
def owners_house(owner_login, db) -> SimpleNamespace:
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
