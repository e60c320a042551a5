"""django-hordak, posting as often as it is told: a number a line in, the seconds taken out.

A process of its own, because hordak wants to be an installed app with tables of its own.
"""

import os
import sys
from datetime import date
from itertools import count, islice
from time import perf_counter

import django
from django.apps import apps
from django.core.management import call_command
from django.db import transaction
from moneyed import Money

_DAY = date(2026, 7, 1)


def main(accounts: int) -> None:
    """Make hordak's tables and accounts, say so, and post until the input ends."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "payouts.management.bench.hordak_settings"
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    account_of, leg_of, transaction_of = (
        apps.get_model("hordak", name) for name in ("Account", "Leg", "Transaction")
    )
    opened = [
        account_of.objects.create(
            name=f"Account {number}", code=f"{number:05d}", type="LI", currencies=["USD"]
        )
        for number in range(accounts)
    ]
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    numbers = count()
    for line in sys.stdin:
        began = perf_counter()
        for number in islice(numbers, int(line)):
            amount = Money(100 + number % 900, "USD") / 100
            with transaction.atomic():
                written = transaction_of.objects.create(description=f"clear:{number}", date=_DAY)
                leg_of.objects.bulk_create(
                    [
                        leg_of(
                            transaction=written, account=opened[number % accounts], debit=amount
                        ),
                        leg_of(
                            transaction=written,
                            account=opened[(number + 1) % accounts],
                            credit=amount,
                        ),
                    ]
                )
        sys.stdout.write(f"{perf_counter() - began}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]))
