"""``manage.py simulate``: days of a market in virtual time, from one seed, and what came of it."""

import logging
import random
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from payouts.management.scratch import scratch_database
from payouts.management.simulation.practice import practice_processor
from payouts.management.simulation.story import Story, simulate

_HUNDRED = 100
_SEEDS = 10**6


class Command(BaseCommand):
    """Simulate on a database of its own. Exit code 1 where anything is wrong in the end."""

    help = "Simulate days of a market in bad weather; everybody is paid once or listed in the end."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, metavar="N", help="default: drawn, and printed")
        parser.add_argument("--days", type=int, default=14, metavar="D", help="(14)")
        parser.add_argument("--agents", type=int, default=40, metavar="N", help="(40)")
        parser.add_argument(
            "--faults-percent", type=int, default=10, metavar="P", help="of all calls (10)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        seed = options["seed"]
        if seed is None:
            seed = random.SystemRandom().randrange(_SEEDS)
        for name in ("days", "agents"):
            if options[name] < 1:
                raise CommandError(f"--{name} must be 1 or more.", returncode=2)
        self.stdout.write(f"seed {seed}")
        # Thousands of calls go wrong, and each of them is logged.
        logging.disable(logging.ERROR)
        try:
            with scratch_database(), practice_processor() as practice:
                story = simulate(
                    practice=practice,
                    seed=seed,
                    days=options["days"],
                    agents=options["agents"],
                    rate=options["faults_percent"] / _HUNDRED,
                    say=self._say,
                )
        except DatabaseError as refusal:
            raise CommandError(
                f"The simulation could not be made: {str(refusal).strip()} (It makes a database of "
                "its own: the owner of DATABASE_OWNER_URL needs the right CREATEDB.)"
            ) from refusal
        finally:
            logging.disable(logging.NOTSET)
        self._tell(story)
        if story.verdict is None or not story.verdict.is_clean:
            raise SystemExit(1)

    def _say(self, what: str) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"… {what}", self.style.NOTICE)

    def _tell(self, story: Story) -> None:
        verdict = story.verdict
        assert verdict is not None
        write = self.stdout.write
        write(f"{story.days} days, {story.wakings} wakings, {story.runs} runs; trace {story.trace}")
        write(
            f"  killed    {story.killed}; jobs that found the processor silent {story.unanswered}"
        )
        write(f"  calls     {_counted(story.faults)}")
        write(f"  messages  {_counted(story.messages)}")
        write(f"  world     {_counted(story.world)}")
        write(f"  payouts   {_counted(verdict.by_status)}")
        write(f"  attempts  {verdict.attempts}; transfers {verdict.transfers}")
        for reason, count in verdict.listed.items():
            write(f"  listed    {count}: {reason}")
        for sentence in verdict.wrong:
            write(self.style.ERROR(f"  wrong     {sentence}"))
        if verdict.is_clean:
            write(self.style.SUCCESS(f"Everybody paid once or listed; {verdict.laws} laws hold."))


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{what} {count}" for what, count in sorted(counts.items())) or "none"
