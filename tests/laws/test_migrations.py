"""The schema is what the models say, and every migration can be taken back."""

from collections.abc import Iterator

import psycopg
import pytest
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

FLOORS = ("onboarding", "marketplace", "payouts")


def tables(name: str) -> set[str]:
    """The tables of the house that stand in a database."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE %s",
            [f"{name}_%"],
        )
        return {row[0] for row in cursor.fetchall()}


@pytest.fixture
def scratch(django_db_setup, django_db_blocker) -> Iterator[str]:
    """An empty database of the owner's, thrown away afterwards."""
    owner = connections["owner"]
    kept, name = owner.settings_dict["NAME"], f"{owner.settings_dict['NAME']}_scratch"
    with django_db_blocker.unblock():
        owner.close()
        address = {
            key: value
            for key, value in owner.get_connection_params().items()
            if isinstance(value, str | int)
        }
        with psycopg.connect(**address, autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}"')
            server.execute(f'CREATE DATABASE "{name}"')
        owner.settings_dict["NAME"] = name
        try:
            yield name
        finally:
            owner.close()
            owner.settings_dict["NAME"] = kept
            with psycopg.connect(**address, autocommit=True) as server:
                server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.mark.django_db(databases=["owner"])
def test_no_migration_is_missing():
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)


def test_every_migration_can_be_taken_back_and_made_again(scratch):
    def migrate(*where: str) -> None:
        call_command("migrate", *where, database="owner", verbosity=0, interactive=False)

    migrate()
    made = {floor: tables(floor) for floor in FLOORS}
    for floor in reversed(FLOORS):
        migrate(floor, "zero")
    left = {floor: tables(floor) for floor in FLOORS}
    migrate()

    assert all(made.values())
    assert left == {floor: set() for floor in FLOORS}
    assert {floor: tables(floor) for floor in FLOORS} == made


@pytest.mark.django_db(databases=["owner"])
def test_the_database_of_the_tests_is_migrated_to_the_end():
    executor = MigrationExecutor(connections["owner"])

    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
