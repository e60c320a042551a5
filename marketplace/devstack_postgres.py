"""The embedded PostgreSQL, served: real, private to this user, reached by a socket only."""

import os
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from marketplace.devstack_cluster import Cluster, end_orphan, plain_locale
from marketplace.devstack_folder import NotAvailable
from marketplace.devstack_processes import Processes

OWNER = "tallyline"
WEB = "tallyline_web"
APPLICATION = "tallyline_app"
DATABASE = "tallyline"

_START_SECONDS = 60.0
_SHARED_MEMORY_NEEDED = 256 * 2**20
# initdb's own choices suit a machine of 1998; these suit a laptop.
_SETTINGS = {
    "listen_addresses": "",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
}
# What a test loses in a power cut it can make again.
_THROW_AWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


def start(
    cluster: Cluster, processes: Processes, *, sockets: Path, log: Path, is_durable: bool
) -> None:
    """Start the server and wait until it answers on a socket in ``sockets``.

    Raises:
        NotAvailable: it does not start; the message is its own.
    """
    if cluster.account:
        os.chown(sockets, cluster.account["user"], cluster.account["group"])
    end_orphan(cluster)
    settings = _SETTINGS | _shared_memory() | ({} if is_durable else _THROW_AWAY)
    argv = [str(cluster.programs / "postgres"), "-D", str(cluster.data), "-k", str(sockets)]
    for name, value in settings.items():
        argv += ["-c", f"{name}={value}"]
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        server = processes.start(
            argv, farewell=signal.SIGINT, log=log, env=plain_locale(), **cluster.account
        )
        while time.monotonic() < deadline and server.poll() is None:
            if _answers(sockets):
                return
            time.sleep(0.02)
        processes.forget(server)
        # The last process of a server that was killed may take a moment to leave its memory.
        if "still in use" not in log.read_text(errors="replace"):
            break
        time.sleep(0.2)
    raise NotAvailable(
        f"The embedded PostgreSQL does not start:\n{log.read_text(errors='replace')}"
    )


def prepare(sockets: Path, *, is_durable: bool) -> None:
    """Make the owner of the schema, the application's login, and the database."""
    with _superuser(sockets) as connection:
        _ensure_role(connection, OWNER, "LOGIN CREATEDB CREATEROLE")
        _ensure_role(connection, APPLICATION, "NOLOGIN")
        _ensure_role(connection, WEB, f"LOGIN IN ROLE {APPLICATION}")
        if not is_durable:
            # Facts refuse to be deleted, even to their owner. Tests that commit are cleaned
            # up past the guards, in a database that is thrown away.
            connection.execute(
                sql.SQL("GRANT SET ON PARAMETER session_replication_role TO {}").format(
                    sql.Identifier(OWNER)
                )
            )
        known = connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE])
        if known.fetchone() is None:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(
                    sql.Identifier(DATABASE), sql.Identifier(OWNER)
                )
            )


def address(role: str, sockets: Path) -> str:
    """Return the address of the database, for one of its roles."""
    return f"postgresql://{role}@/{DATABASE}?host={sockets}"


def _shared_memory() -> dict[str, str]:
    """Parallel queries need more shared memory than a container may grant by default."""
    device = Path("/dev/shm")  # noqa: S108  # nosec B108 - read only
    if sys.platform == "linux" and (
        not device.exists() or shutil.disk_usage(device).free < _SHARED_MEMORY_NEEDED
    ):
        return {"dynamic_shared_memory_type": "mmap"}
    return {}


def _superuser(sockets: Path) -> psycopg.Connection[tuple[Any, ...]]:
    return psycopg.connect(
        host=str(sockets), user="postgres", dbname="postgres", autocommit=True, connect_timeout=5
    )


def _answers(sockets: Path) -> bool:
    try:
        _superuser(sockets).close()
    except psycopg.OperationalError:
        return False
    return True


def _ensure_role(connection: psycopg.Connection[tuple[Any, ...]], role: str, rights: str) -> None:
    if connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).fetchone() is None:
        connection.execute(f"CREATE ROLE {role} {rights}")
