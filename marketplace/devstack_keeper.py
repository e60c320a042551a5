"""How processes are found and ended; run on its own, the *keeper* of a launcher's children.

A launcher that is killed outright cannot stop anything. So its keeper holds the other end of
a pipe from it. When the pipe closes, the keeper says farewell to whatever still lives, and
only then does the data folder's lock, which it holds as well, come free for the next launcher.

This file is started by its path, as a program: it imports nothing of the project.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

MARK = "TALLYLINE_LAUNCHER"

_PROC = Path("/proc")
_HAS_PROC = (_PROC / "self" / "stat").exists()
_PATIENCE_SECONDS = 15.0
_INSISTENCE_SECONDS = 5.0


def end_family(mark: str) -> None:
    """End every process that carries ``mark`` in its environment, whatever group it is in.

    A command's own children may have left its group: a web server, a worker. Where the system
    does not show environments, they are left to end by themselves.
    """

    def tell(number: int) -> None:
        for pid in _family(mark):
            _kill(pid, number)

    _end(lambda: bool(_family(mark)), tell, signal.SIGTERM)


def end_group(group: int, farewell: int) -> None:
    """End a process group: ask it by signal ``farewell``, wait, and insist where it does not."""
    _end(lambda: _lives(group), lambda number: _kill(-group, number), farewell)


def command_of(pid: int) -> str:
    """Return the command line of a living process; empty if there is none."""
    if _HAS_PROC:
        try:
            words = (_PROC / str(pid) / "cmdline").read_bytes()
        except OSError:
            return ""
        return words.replace(b"\0", b" ").decode(errors="replace")
    seen = subprocess.run(  # noqa: S603
        ["/bin/ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return seen.stdout.strip()


def keep(mark: str, leftovers: Iterable[str]) -> None:
    """Be the keeper: remember groups from standard input; at its end, end what remains."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    farewells: dict[int, int] = {}
    for line in sys.stdin:
        group, farewell = map(int, line.split())
        farewells.pop(group, None)
        if farewell:
            farewells[group] = farewell
    end_family(mark)
    for group, farewell in reversed(farewells.items()):
        end_group(group, farewell)
    for leftover in leftovers:
        shutil.rmtree(leftover, ignore_errors=True)


def _end(is_there: Callable[[], bool], tell: Callable[[int], None], farewell: int) -> None:
    steps = ((farewell, _PATIENCE_SECONDS), (signal.SIGKILL, _INSISTENCE_SECONDS))
    for number, patience in steps:
        if not is_there():
            return
        tell(number)
        deadline = time.monotonic() + patience
        while is_there() and time.monotonic() < deadline:
            time.sleep(0.02)


def _kill(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except (ProcessLookupError, PermissionError):
        return


def _family(mark: str) -> list[int]:
    wanted = f"{MARK}={mark}".encode()
    return [
        int(entry.parent.name)
        for entry in _PROC.glob("[0-9]*/environ")
        if wanted in _content_of(entry).split(b"\0")
    ]


def _lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    if not _HAS_PROC:
        return True
    # A dead process stays in its group until somebody reaps it, which may be never.
    return any(_is_living_member(entry, group) for entry in _PROC.glob("[0-9]*/stat"))


def _is_living_member(entry: Path, group: int) -> bool:
    # "pid (name) state parent group …", and a name may hold anything.
    found = _content_of(entry).rpartition(b")")[2].split()[:3]
    return len(found) == 3 and found[0] not in {b"Z", b"X"} and int(found[2]) == group


def _content_of(entry: Path) -> bytes:
    try:
        return entry.read_bytes()
    except OSError:
        return b""


if __name__ == "__main__":
    keep(sys.argv[1], sys.argv[2:])
