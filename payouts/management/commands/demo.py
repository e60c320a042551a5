"""Run the main job on a month of contacts, then open the portals."""

import json
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console

from onboarding.calendars.zones import zone_named
from onboarding.errors import DomainError
from payouts.management.main_job.cast import (
    Login,
    busiest_agent_signs_in,
    code_of_amys_app,
)
from payouts.management.main_job.job import Done, MainJob, Wishes
from payouts.management.main_job.money_in import COLLECTS_LOGIN
from payouts.management.main_job.narrator import Narrator
from payouts.management.main_job.payees import BANK_FILE_LOGIN
from payouts.management.main_job.serving import StoppedByItself, serve
from payouts.management.main_job.summary import print_summary


class Command(BaseCommand):
    help = "A month of contacts becomes invoices and settled payouts; then the portals open."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--calls", type=Path, help="A file of calls; else a month is made up.")
        parser.add_argument("--rates", type=Path, help="campaign,bill_per_minute,pay_per_minute")
        parser.add_argument("--timezone", default="Asia/Jerusalem", help="Of the file's clocks.")
        parser.add_argument(
            "--keep-dates", action="store_true", help="Leave the calls where they are in time."
        )
        parser.add_argument("--no-serve", action="store_true", help="Do not open the portals.")
        parser.add_argument(
            "--code", action="store_true", help="Only print what Amy's authenticator app shows."
        )
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("The demo does not run in production (DEBUG is off).", returncode=2)
        if options["code"]:
            self.stdout.write(code_of_amys_app())
            return
        call_command("migrate", database="owner", verbosity=0, interactive=False)
        try:
            zone_named(options["timezone"])
            wishes = Wishes(
                options["calls"], options["rates"], options["keep_dates"], options["timezone"]
            )
            with Narrator(is_silent=options["json"]) as narrator:
                job = MainJob(wishes, narrator)
                done = job.run()
                if not (options["no_serve"] or options["calls"]):
                    job.take_in_the_days_since(done.source)
                    job.show_payees()
                    job.show_disputes(done.source)
                    job.show_money_in(done.source)
        except DomainError as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(done.figures.as_dict(), ensure_ascii=False))
            self.stdout.flush()
        else:
            port = os.environ.get("PORT", "8000")
            print_summary(done, logins=_logins(done, port), console=Console())
        if not options["no_serve"]:
            self._serve()

    def _serve(self) -> None:
        port = os.environ.get("PORT", "8000")
        self.stderr.write(f"\nServing http://127.0.0.1:{port}/ — Ctrl-C stops everything.")
        try:
            serve(port=port)
        except StoppedByItself as end:
            raise CommandError(str(end)) from end


def _logins(done: Done, port: str) -> list[Login]:
    site = f"http://127.0.0.1:{port}"
    agent = busiest_agent_signs_in(source=done.source)
    return [
        Login("Brand", "olga@brand.test", f"{site}/brand/"),
        *([Login("Agent", agent.email, f"{site}/agent/earnings/")] if agent else []),
        Login("Agent, by bank", BANK_FILE_LOGIN, f"{site}/agent/getting-paid/"),
        Login("Finance, prepares", "pia@tallyline.test", f"{site}/finance/"),
        Login("Finance, approves", "amy@tallyline.test", f"{site}/finance/"),
        Login("Finance, collects", COLLECTS_LOGIN, f"{site}/finance/payments/"),
        Login("Disputes, decides", "dan@tallyline.test", f"{site}/finance/disputes/"),
    ]
