"""The guards that rows wear.

What must never be edited is guarded in plain SQL, behind the rights of the application's
role: triggers of the trigger library can be switched off by any session with one SET,
which is fit for a map of moves and for history, and not for facts.
"""

from typing import Any

import pghistory
import pgtrigger
from django.db import migrations, models

_REFUSE = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation',
              HINT = 'Correct a fact with a further row.';
END $$;
"""


def append_only(table: str) -> migrations.RunSQL:
    """Refuse UPDATE, DELETE and TRUNCATE of ``table`` to everybody, its owner included."""
    return migrations.RunSQL(
        f"""{_REFUSE}
        CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
        """,
        f"DROP TRIGGER append_only ON {table};",
    )


def moves_only_as(status: Any) -> pgtrigger.FSM:
    """The map of moves of ``status``, kept by the database as well."""
    moves = [(move, to) for move, targets in status.transitions().items() for to in targets]
    return pgtrigger.FSM(
        name="moves_only_as",
        field="status",
        transitions=sorted((str(move), str(to)) for move, to in moves),
    )


def trail(*more: str) -> Any:
    """Have triggers write down every status a row has had, with who and why."""
    return pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(condition=pghistory.AnyChange("status")),
        fields=["id", "status", *more],
        obj_field=pghistory.ObjForeignKey(
            on_delete=models.DO_NOTHING, db_constraint=False, related_name="events"
        ),
        append_only=False,
    )


def history(*fields: str) -> Any:
    """Have triggers write down what these fields have been, with who and why."""
    return pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        fields=["id", *fields],
        obj_field=pghistory.ObjForeignKey(
            on_delete=models.DO_NOTHING, db_constraint=False, related_name="events"
        ),
        append_only=False,
    )
