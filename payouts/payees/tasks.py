"""Jobs: finish what was begun at the processor, and learn what accounts may do."""

from celery import shared_task
from django.utils import timezone

from payouts.gateway.processor import processor
from payouts.payees import accounts, balances, tax_forms
from payouts.payees.selectors import payees_being_opened


@shared_task(name="payouts.finish_accounts")
def finish_accounts() -> None:
    """Ask again for accounts whose opening was never answered."""
    for payee_id in payees_being_opened(at=timezone.now()):
        accounts.open_account(payee_id=payee_id, gateway=processor(), at=timezone.now())


@shared_task(name="payouts.sync_accounts")
def sync_accounts() -> None:
    """Sync the accounts that the processor speaks of, and those that were not looked at lately."""
    accounts.sync_accounts(gateway=processor(), clock=timezone.now)


@shared_task(name="payouts.warn_of_tax_forms")
def warn_of_tax_forms() -> None:
    """Remind agents whose tax form ends soon."""
    tax_forms.warn_of_ends(at=timezone.now())


@shared_task(name="payouts.hold_long_negative")
def hold_long_negative() -> None:
    """Hold payees whose balance has been below zero for long, and lift it when it is not."""
    balances.hold_long_negative(at=timezone.now())
