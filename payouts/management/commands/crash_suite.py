"""``manage.py crash_suite``: kill our own processes wherever they can be killed, once or twice."""

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from payouts.management.crashes import running
from payouts.management.crashes.real import RealTheatre, supervised
from payouts.management.crashes.running import Journal, Task, Wish
from payouts.management.crashes.suite import RAILS, Life, Theatre
from payouts.management.simulation.practice import practice_processor
from payouts.reports.proof import findings

_ENOUGH = 20
_INTERRUPTED = 130


class Command(BaseCommand):
    """Lead every life there is; exit code 1, and the exact place, where one ends badly."""

    help = (
        "Kill payouts by processor, payouts by bank file and charges at every step, let time pass, "
        "wake them again, and see that everybody is paid once and nobody forgotten. It makes a "
        "database of its own, and leaves the one of the settings alone."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--depth", type=int, choices=(1, 2), default=1, help="Kill once, or twice (1)."
        )
        parser.add_argument(
            "--rail", choices=(*RAILS, "all"), default="all", help="What is killed (all)."
        )
        parser.add_argument(
            "--sigkill",
            action="store_true",
            help="Instead, kill real workers by SIGKILL after each commit and each answer.",
        )
        parser.add_argument(
            "--every-step",
            action="store_true",
            help="At depth 2, also where a kill is rolled back to a state that is tried: hours.",
        )
        parser.add_argument(
            "--shard", type=_shard, default=(1, 1), metavar="I/N", help="Only this part of N."
        )
        parser.add_argument("--seed", type=int, help="Go in another order; the same for a seed.")
        parser.add_argument(
            "--journal",
            type=Path,
            metavar="FILE",
            help="Note what is done there, and leave out what is noted: so it can be resumed.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        rails = tuple(RAILS) if options["rail"] == "all" else (options["rail"],)
        wish = Wish(
            options["depth"], rails, options["every_step"], options["shard"], options["seed"]
        )
        self._broken: list[str] = []
        self._ends: Counter[str] = Counter()
        begun = timezone.now()
        is_whole, how = True, f"at depth {wish.depth}"
        try:
            with running.stage() as theatre:
                if options["sigkill"]:
                    how = "killed by SIGKILL"
                    self._kill_workers(theatre, rails)
                else:
                    self._lead(theatre, wish, Journal(options["journal"]))
                    # Last, because what they leave behind breaks the laws.
                    self._try_controls(theatre, wish)
        except KeyboardInterrupt:
            is_whole = False
        except DatabaseError as refusal:
            raise CommandError(
                f"The suite could not run: {str(refusal).strip()} (It makes a database of its "
                "own: the owner of DATABASE_OWNER_URL needs the right CREATEDB.)"
            ) from refusal
        seconds = (timezone.now() - begun).total_seconds()
        self._say_end(wish, how, is_whole=is_whole, seconds=seconds)
        if self._broken or not is_whole:
            raise SystemExit(1 if self._broken else _INTERRUPTED)

    def _try_controls(self, theatre: Theatre, wish: Wish) -> None:
        """Protocols that are wrong in one thing have to be caught, or nothing is proved."""
        for rail, control, count, twice in running.controls_caught(theatre, wish.rails):
            self.stdout.write(f"Control: {rail}, {control}: paid twice in {twice} of {count} lives")
            if not twice:
                self._fail(f"The suite does not catch the control “{control}” of {rail}.")

    def _lead(self, theatre: Theatre, wish: Wish, journal: Journal) -> None:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            bar = progress.add_task("Counting", total=None)
            tasks = running.tasks(
                theatre, wish, say=lambda what: progress.update(bar, description=what)
            )
            progress.update(bar, total=len(tasks))
            for number, task in enumerate(tasks, 1):
                progress.update(bar, description=str(task.unit), completed=number - 1)
                if not journal.has(wish.name_of(task)):
                    self._lead_task(theatre, wish, task, journal)
                # The laws of all books are tried now and then: where one breaks, it is near.
                if number % 100 == 0 or number == len(tasks):
                    self._prove(task)
                if len(self._broken) >= _ENOUGH:
                    break

    def _lead_task(self, theatre: Theatre, wish: Wish, task: Task, journal: Journal) -> None:
        before = len(self._broken)
        for life in running.lives(theatre, wish, task):
            self._ends[task.unit.rail] += 1
            if life.faults:
                self._fail(_in_words(life))
        if len(self._broken) == before:
            journal.note(wish.name_of(task))

    def _kill_workers(self, theatre: Theatre, rails: tuple[str, ...]) -> None:
        """Every moment of every rail; whoever takes over has to bring it to the same end."""
        with supervised() as process, practice_processor() as practice:
            real = RealTheatre(theatre.cast, process, practice, theatre.folder)
            for rail in rails:
                lives = real.every_life(rail)
                _, calm = next(lives)
                for moment, ending in ((0, calm), *lives):
                    self._ends[rail] += 1
                    wrong = [*ending.faults]
                    if ending.end != calm.end:
                        wrong.append(f"it ended as {ending.end}, and undisturbed as {calm.end}")
                    if wrong:
                        self._fail(f"{rail}, SIGKILL after moment {moment}: {'; '.join(wrong)}.")
                self._prove(f"the workers of {rail}")

    def _prove(self, what: Task | str) -> None:
        for one in findings(at=timezone.now()):
            if not one.is_kept:
                self._fail(
                    f"{one.law.code}: {one.law.sentence}. Broken by {one.violation_count} rows, "
                    f"such as {one.sample[0]}; found after {what}."
                )

    def _fail(self, words: str) -> None:
        self._broken.append(words)
        self.stdout.write(self.style.ERROR(words))

    def _say_end(self, wish: Wish, how: str, *, is_whole: bool, seconds: float) -> None:
        led = ", ".join(f"{count:,} {rail}" for rail, count in self._ends.items()) or "none"
        part = "" if wish.shard == (1, 1) else f", shard {wish.shard[0]} of {wish.shard[1]}"
        words = f"Lives led {how}{part}: {led} ({seconds:,.0f} s)."
        if self._broken:
            self.stdout.write(self.style.ERROR(f"{words} {len(self._broken)} things are wrong."))
        elif not is_whole:
            self.stdout.write(f"{words} Nothing was wrong so far; it was stopped before its end.")
        else:
            self.stdout.write(
                self.style.SUCCESS(f"{words} Everybody was paid once, and every law holds.")
            )


def _in_words(life: Life) -> str:
    places = "; then before ".join(str(place) for place in life.deaths) or "nowhere"
    return f"{life.unit}, killed at {places}: {'; '.join(life.faults)}."


def _shard(given: str) -> tuple[int, int]:
    """``2/8`` as the second of eight."""
    part, _, of = given.partition("/")
    number, total = int(part), int(of)
    if not 1 <= number <= total:
        raise ValueError(given)
    return number, total
