"""Where the bad lines of a file go: a CSV of number, reason and line."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self, TextIO

from onboarding.errors import Refused


class RejectsNotKept(Refused):
    """Bad lines cannot be written down there, and none is left out without a word."""

    code = "rejects_not_kept"


class Rejects:
    """The bad lines of the file of contacts ``of``. There is no file where there are none.

    Raises:
        RejectsNotKept: ``path`` cannot be written, or is the file of contacts itself.
    """

    def __init__(self, path: Path, *, of: Path) -> None:
        self.path, self.contacts = path, of
        self.stream: TextIO | None = None

    def __enter__(self) -> Self:
        with self._written():
            if self.path.exists() and self.path.samefile(self.contacts):
                raise RejectsNotKept(
                    f"{self.path} is the file of contacts itself. Name another file for bad lines."
                )
            self.path.unlink(missing_ok=True)
        return self

    def add(self, number: int, reason: str, line: str) -> None:
        """Write down the line ``number`` and what is wrong with it."""
        with self._written():
            if self.stream is None:
                self.stream = self.path.open(
                    "w", encoding="utf-8", errors="backslashreplace", newline=""
                )
                self.writer = csv.writer(self.stream)
                self.writer.writerow(["line", "reason", "text"])
            self.writer.writerow([number, reason, line.rstrip("\r\n")])

    def __exit__(self, *_: object) -> None:
        if self.stream is not None:
            with self._written():
                self.stream.close()

    @contextmanager
    def _written(self) -> Iterator[None]:
        try:
            yield
        except OSError as wrong:
            raise RejectsNotKept(
                f"Bad lines cannot be written to {self.path}: {wrong.strerror}. Of the "
                "good lines not all are in; import the whole file again once there is a place."
            ) from wrong
