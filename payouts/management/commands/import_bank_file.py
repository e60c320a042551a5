"""Take in a bank file: ``manage.py import_bank_file FILE [--account NUMBER]``."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import now

from payouts.incoming.intake import UnusableBankFile
from payouts.incoming.models import BankAccount
from payouts.incoming.services import take_in_and_settle


class Command(BaseCommand):
    help = "Take in a camt or CSV bank file; book what is certain, and leave the rest to people."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--account", default="", help="Whose CSV it is; a camt file says it.")

    def handle(self, *args: Any, file: Path, account: str, **options: Any) -> None:
        account_id = None
        if account:
            known = BankAccount.objects.filter(number="".join(account.split()).upper()).first()
            if known is None:
                raise CommandError(f"Account {account} is none of ours. Add it first.")
            account_id = known.pk
        try:
            with file.open("rb") as stream:
                settled = take_in_and_settle(
                    stream=stream, name=file.name, actor=None, at=now(), account_id=account_id
                )
        except OSError as wrong:
            raise CommandError(f"{file} cannot be read: {wrong.strerror}.") from wrong
        except UnusableBankFile as refusal:
            raise CommandError(str(refusal)) from refusal
        taken = settled.taken
        self.stdout.write(
            f"{taken.file.line_count} lines, {taken.file.new_count} of them new; "
            f"{len(taken.receipt_ids)} receipts, {settled.booked} booked, "
            f"{settled.waiting} wait for a person."
        )
