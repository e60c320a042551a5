"""A database of a command's own: made by the owner, migrated, and gone at the end.

Both aliases point at it for as long as the block, in every thread. The settings of the server
stay what they are: with a durable server, every figure is one of durable writes.
"""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

_ALIASES = ("default", "owner")


@contextmanager
def scratch_database(purpose: str = "bench") -> Iterator[str]:
    """Run the block on a fresh database; drop it whatever happens, Ctrl-C and SIGTERM included.

    What the settings name is left alone: nothing of the block reaches it.
    """
    name = f"test_{purpose}_{os.getpid()}"
    standing = {alias: connections[alias].settings_dict["NAME"] for alias in _ALIASES}
    with _terminated_as_interrupted(), _without_debugging():
        try:
            _drop(name)
            _tell_owner("CREATE DATABASE {}", name)
            _point_at(dict.fromkeys(_ALIASES, name))
            call_command("migrate", database="owner", verbosity=0, interactive=False)
            yield name
        finally:
            _point_at(standing)
            _drop(name)


def settle() -> None:
    """Bring statistics up to date and write out what is dirty, so that no measure pays for it."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute(
            "SELECT rolsuper OR pg_has_role('pg_checkpoint', 'member') FROM pg_roles "
            "WHERE rolname = current_user"
        )
        row = cursor.fetchone()
        if row and row[0]:
            cursor.execute("CHECKPOINT")


def server() -> dict[str, str]:
    """What the figures were taken on: the server's version and how durable its commits are."""
    names = ("server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers")
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT name, current_setting(name) FROM unnest(%s::text[]) AS s (name)", [list(names)]
        )
        return dict(cursor.fetchall())


def as_owner(statement: str) -> None:
    """Have the owner carry out a statement of ours that takes no values."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)


def _point_at(names: dict[str, str]) -> None:
    for alias, name in names.items():
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name


def _drop(name: str) -> None:
    # The owner may not end the application's sessions, so each role ends its own.
    for alias in _ALIASES:
        with connections[alias].cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = %s AND usename = current_user",
                [name],
            )
    _tell_owner("DROP DATABASE IF EXISTS {}", name)


def _tell_owner(statement: str, name: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(sql.Identifier(name)).as_string(cursor.connection))


@contextmanager
def _without_debugging() -> Iterator[None]:
    """While DEBUG is on, every statement is composed a second time, to be remembered."""
    before, settings.DEBUG = settings.DEBUG, False
    try:
        yield
    finally:
        settings.DEBUG = before


@contextmanager
def _terminated_as_interrupted() -> Iterator[None]:
    def interrupt(number: int, frame: FrameType | None) -> None:
        sys.exit(128 + number)

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
