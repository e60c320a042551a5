"""Empty the tests' database after a test that committed.

Facts refuse to be deleted, to everybody. So the owner steps past the guards, as the launcher
has allowed it to in a database that is thrown away, and deletes in place: TRUNCATE would wait
for every connection that a test left open.
"""

from typing import Any

import psycopg
from django.core.management.base import BaseCommand
from django.db import connections

# Made by migrations and true for every test.
KEPT = ["django_migrations", "django_content_type", "auth_permission"]

EMPTY = """
DO $$
DECLARE one regclass; is_used boolean;
BEGIN
    FOR one IN
        SELECT c.oid::regclass FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
          AND c.relname <> ALL (string_to_array(current_setting('tests.kept'), ','))
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s)', one) INTO is_used;
        IF is_used THEN
            EXECUTE format('DELETE FROM %s', one);
        END IF;
    END LOOP;
END $$;
"""


class Command(BaseCommand):
    help = "Empty every table of the tests' database, facts included."
    stealth_options = ("reset_sequences", "allow_cascade", "inhibit_post_migrate")

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--noinput", action="store_false", dest="interactive")
        parser.add_argument("--database", default="default")

    def handle(self, **_: Any) -> None:
        # A connection of its own: a test may reach only the aliases that it has asked for.
        settings = connections["owner"].get_connection_params()
        address = {name: value for name, value in settings.items() if isinstance(value, str | int)}
        with psycopg.connect(**address) as connection:
            connection.execute("SET LOCAL lock_timeout = '10s'")
            connection.execute("SET LOCAL session_replication_role = replica")
            connection.execute("SELECT set_config('tests.kept', %s, true)", [",".join(KEPT)])
            connection.execute(EMPTY)
