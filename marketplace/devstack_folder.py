"""The folder of data that a launcher owns while it lives: its lock, its secrets, its address."""

import fcntl
import json
import os
import secrets
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path

from marketplace.devstack_keeper import command_of

_LEAVING_SECONDS = 45.0
# The path of a socket has at most 107 bytes, and its name in the folder takes some of them.
_LONGEST_SOCKET_FOLDER = 80
# For root, the database's server runs as somebody else, who must be able to pass through.
_PRIVATE = 0o711 if os.geteuid() == 0 else 0o700


class NotAvailable(Exception):
    """The embedded services cannot run here. ``str(error)`` says what to do."""


def data_folder(named: Path | None = None) -> Path:
    """Return where the demo's data stands, by argument, environment or the system's custom."""
    given = named or os.environ.get("TALLYLINE_DATA")
    if given:
        return Path(given).expanduser().resolve()
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "tallyline"
    custom = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(custom).resolve() / "tallyline"


def make(folder: Path) -> Path:
    """Make a folder that stays, unless it is there already. Nothing above it is changed."""
    folder.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
    return folder


def make_temporary(prefix: str) -> Path:
    """Make a folder in the system's place for them, short enough to hold sockets."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    if len(os.fsencode(folder)) > _LONGEST_SOCKET_FOLDER:
        folder.rmdir()
        folder = Path(tempfile.mkdtemp(prefix=prefix, dir="/tmp"))  # nosec B108 - named at random by the system
    folder.chmod(_PRIVATE)
    return folder


def take(folder: Path) -> int:
    """Take the folder's lock and return its file; wait while a killed launcher's is leaving.

    Raises:
        NotAvailable: another launcher lives in the folder.
    """
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    deadline = time.monotonic() + _LEAVING_SECONDS
    while not _try(lock):
        holder = _holder(folder)
        if holder:
            raise NotAvailable(
                f"Another launcher (process {holder}) is using {folder}. "
                "Stop it, or set TALLYLINE_DATA to another folder."
            )
        if time.monotonic() > deadline:
            raise NotAvailable(f"A launcher that was killed is still leaving {folder}. Try again.")
        time.sleep(0.1)
    os.ftruncate(lock, 0)
    os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
    return lock


def announce(folder: Path, variables: Mapping[str, str]) -> None:
    """Tell other commands of this user how to reach the services that run for this folder."""
    _keep(folder / "env.json", variables)


def withdraw(folder: Path) -> None:
    """Tell them no longer."""
    (folder / "env.json").unlink(missing_ok=True)


def variables_of_the_running(folder: Path) -> dict[str, str] | None:
    """Return what the launcher that lives in ``folder`` announces; wait if it is starting."""
    deadline = time.monotonic() + _LEAVING_SECONDS
    while _holder(folder) and time.monotonic() < deadline:
        try:
            variables: dict[str, str] = json.loads((folder / "env.json").read_text())
        except FileNotFoundError:
            time.sleep(0.1)
        else:
            return variables
    return None


def kept_secrets(folder: Path) -> dict[str, str]:
    """Return secrets that stay the same from start to start, so that nobody is signed out."""
    path = folder / "secrets.json"
    fresh = {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "STRIPE_WEBHOOK_SECRET": f"whsec_{secrets.token_urlsafe(24)}",
        "FIELD_KEYS": f"demo:{_random_key()}",
        "FIELD_FINGERPRINT_KEY": _random_key(),
    }
    try:
        known: dict[str, str] = json.loads(path.read_text())
    except FileNotFoundError:
        known = {}
    kept = fresh | known
    if kept != known:
        _keep(path, kept)
    return kept


def _random_key() -> str:
    return b64encode(secrets.token_bytes(32)).decode()


def _try(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(folder: Path) -> int | None:
    """The process of the launcher that lives in ``folder``."""
    try:
        pid = int((folder / "lock").read_text())
    except (OSError, ValueError):
        return None
    return pid if "devstack" in command_of(pid) else None


def _keep(path: Path, content: Mapping[str, str]) -> None:
    """Write a file that only this user reads, whole or not at all."""
    unfinished = path.with_suffix(".unfinished")
    with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(content, file, indent=2)
    unfinished.replace(path)
