"""What the demo says while it works: to standard error, so that standard output stays its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn


class Narrator:
    """Shows each step with its bar and how long it took."""

    def __init__(self, *, is_silent: bool) -> None:
        self._console = Console(stderr=True, quiet=is_silent)
        self._progress = Progress(
            TextColumn("[bold]{task.description:<34}"),
            BarColumn(bar_width=30),
            TextColumn("{task.fields[note]}"),
            TimeElapsedColumn(),
            console=self._console,
        )

    def __enter__(self) -> "Narrator":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    @contextmanager
    def step(self, name: str, *, total: float | None = None) -> Iterator["Step"]:
        """One step; its bar fills as ``Step.reached`` is told, and is full at the end."""
        task = self._progress.add_task(name, total=total, note="")
        step = Step(self._progress, task)
        yield step
        step.finish()


class Step:
    """A running step."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress, self._task = progress, task
        self._began = monotonic()
        self._note = ""

    def reached(self, done: float, total: float | None = None) -> None:
        """Move the bar."""
        self._progress.update(self._task, completed=done, total=total)

    def counter(self) -> Callable[[int], None]:
        """A callback that moves the bar."""
        return self.reached

    def note(self, text: str) -> None:
        """Say what came of it."""
        self._note = text
        self._progress.update(self._task, note=text)

    def finish(self) -> None:
        """Fill the bar."""
        self._progress.update(self._task, total=1, completed=1, note=self._note)
