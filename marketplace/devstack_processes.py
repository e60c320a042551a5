"""The launcher's child processes: started, stopped, and never left behind."""

# ruff: noqa: S603 - starting processes is the trade of this module.

import ctypes
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

from marketplace import devstack_keeper as keeper

_PR_SET_PDEATHSIG = 1
_C_LIBRARY = ctypes.CDLL(None) if sys.platform == "linux" else None


class Processes:
    """Children that end with the launcher, however it ends.

    Services stand in groups of their own, so that Ctrl-C in a terminal reaches the command
    alone and finds its database still there while it cleans up.
    """

    def __init__(self, *, lock: int, leftovers: Iterable[Path]) -> None:
        self._services: list[tuple[subprocess.Popen[bytes], signal.Signals]] = []
        self._command: subprocess.Popen[bytes] | None = None
        self._mark = secrets.token_hex(16)
        self._keeper = subprocess.Popen(
            [sys.executable, "-I", keeper.__file__, self._mark, *map(str, leftovers)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[lock],
            start_new_session=True,
            cwd="/",
        )

    def start(
        self, argv: Sequence[str], *, farewell: signal.Signals, log: Path, **how: Any
    ) -> subprocess.Popen[bytes]:
        """Start a service that ``farewell`` stops cleanly; what it says goes to ``log``."""
        with log.open("wb") as output:
            process = subprocess.Popen(
                argv,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_ends_with_parent(farewell),
                **how,
            )
        self._services.append((process, farewell))
        self._tell_keeper(process.pid, farewell)
        return process

    def forget(self, process: subprocess.Popen[bytes]) -> None:
        """Leave a service that ended by itself out of the count."""
        self._services = [entry for entry in self._services if entry[0] is not process]
        self._tell_keeper(process.pid, None)

    def run(self, argv: Sequence[str], *, environment: Mapping[str, str]) -> int:
        """Run the command in the foreground and return its exit code, as a shell would."""
        terminal = _Terminal()
        try:
            command = self._command = subprocess.Popen(
                argv,
                env={**environment, keeper.MARK: self._mark},
                process_group=0,
                preexec_fn=_ends_with_parent(signal.SIGTERM),
            )
        except OSError as wrong:
            sys.stderr.write(f"Cannot run {argv[0]}: {wrong.strerror}.\n")
            return 127
        self._tell_keeper(command.pid, signal.SIGTERM)
        status = terminal.lend_until_end(command.pid)
        command.returncode = os.waitstatus_to_exitcode(status)
        return command.returncode if command.returncode >= 0 else 128 - command.returncode

    def pass_on(self, number: int, _frame: FrameType | None) -> None:
        """Handle a signal to the launcher: the command hears it, and the launcher waits."""
        if self._command is None:
            raise SystemExit(128 + number)
        try:
            os.killpg(self._command.pid, number)
        except ProcessLookupError:
            return

    def stop(self) -> None:
        """Stop what the command left behind, then the services, the last one first."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        keeper.end_family(self._mark)
        if self._command is not None:
            keeper.end_group(self._command.pid, signal.SIGTERM)
            self._tell_keeper(self._command.pid, None)
        for process, farewell in reversed(self._services):
            if process.poll() is None:
                keeper.end_group(process.pid, farewell)
                process.wait()
            self._tell_keeper(process.pid, None)
        self._services.clear()
        assert self._keeper.stdin is not None
        self._keeper.stdin.close()
        self._keeper.wait()

    def _tell_keeper(self, group: int, farewell: signal.Signals | None) -> None:
        assert self._keeper.stdin is not None
        try:
            self._keeper.stdin.write(f"{group} {int(farewell or 0)}\n".encode())
            self._keeper.stdin.flush()
        except BrokenPipeError:
            return  # Somebody killed the keeper. The launcher stops its children by itself.


class _Terminal:
    """The terminal, lent to the command as a shell lends it to a job.

    One Ctrl-C then reaches the command once: not a second time through the launcher.
    """

    def __init__(self) -> None:
        try:
            self._file: int | None = os.open("/dev/tty", os.O_RDWR | os.O_CLOEXEC)
        except OSError:
            self._file = None

    def lend_until_end(self, group: int) -> int:
        """Wait for ``group``'s leader and return its wait status; Ctrl-Z stops us with it."""
        self._lend(group)
        while True:
            _, status = os.waitpid(group, os.WUNTRACED)
            if not os.WIFSTOPPED(status):
                self._take_back()
                return status
            self._take_back()
            os.killpg(os.getpgrp(), signal.SIGSTOP)
            self._lend(group)
            os.killpg(group, signal.SIGCONT)

    def _lend(self, group: int) -> None:
        if self._file is None or os.tcgetpgrp(self._file) != os.getpgrp():
            return
        try:
            os.tcsetpgrp(self._file, group)
        except OSError:
            return  # The command has ended already.
        os.killpg(group, signal.SIGCONT)  # It may have read before it was allowed to.

    def _take_back(self) -> None:
        if self._file is None:
            return
        ignored = signal.signal(signal.SIGTTOU, signal.SIG_IGN)
        try:
            os.tcsetpgrp(self._file, os.getpgrp())
        except OSError:
            return  # The terminal is gone.
        finally:
            signal.signal(signal.SIGTTOU, ignored)


def _ends_with_parent(farewell: signal.Signals) -> Callable[[], None] | None:
    """Where the kernel offers it, a second guard for when the keeper is killed as well."""
    library = _C_LIBRARY
    if library is None:
        return None

    def prepare() -> None:
        library.prctl(_PR_SET_PDEATHSIG, int(farewell))

    return prepare
