"""The rights of the application's role, derived from the guards that tables wear."""

from typing import Any

from django.db import connections, transaction

ROLE = "tallyline_app"

# Whoever connects for the application is a member of this role. It owns nothing. A table
# that wears the append-only guard may be added to and never changed; one that only the
# books' own functions may write is guarded by the comment 'written by functions'.
_GRANTS = f"""
DO $$ BEGIN
    CREATE ROLE {ROLE} NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
GRANT USAGE ON SCHEMA public TO {ROLE};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {ROLE};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {ROLE};
DO $$
DECLARE guarded regclass;
BEGIN
    FOR guarded IN
        SELECT tgrelid::regclass FROM pg_trigger WHERE tgname = 'append_only'
        UNION
        SELECT c.oid::regclass FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'r' AND n.nspname = 'public'
          AND EXISTS (SELECT FROM pg_attribute a
                      WHERE a.attrelid = c.oid AND a.attname = 'pgh_label')
    LOOP
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM {ROLE}', guarded);
    END LOOP;
    FOR guarded IN
        SELECT c.oid::regclass FROM pg_class c
        WHERE c.relkind = 'r' AND obj_description(c.oid, 'pg_class') = 'written by functions'
    LOOP
        EXECUTE format('REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON %s FROM {ROLE}', guarded);
    END LOOP;
END $$;
"""


def grant_application_role(using: str, **_: Any) -> None:
    """Give the application's role exactly its rights. Runs after every migration."""
    # Test databases are migrated side by side, and rights are kept in shared catalogues.
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('grants'))")
        cursor.execute(_GRANTS)
