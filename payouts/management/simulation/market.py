"""The market as it stands when a simulation begins: a month served, billed, and to be paid."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from onboarding.brands.models import Brand
from payouts.accruals.services import accrue, close_periods
from payouts.billing.services import issue_due_invoices
from payouts.gateway.base import Gateway
from payouts.management.bench.cast import KNOWN_AT, invite
from payouts.management.bench.chain import make_contacts
from payouts.management.payer import store_method
from payouts.management.simulation.practice import Practice
from payouts.management.simulation.scene import open_accounts
from payouts.metering.services import meter_revisions
from payouts.rating.services import rate_usage
from payouts.receivables.methods import method_page, sync_methods

BEGINS_AT: Final = KNOWN_AT + timedelta(days=5)
_CONTACTS_EACH: Final = 12
# One brand pays by card, the others have their banks debited.
_METHODS: Final = (
    "pm_card_visa",
    "pm_usBankAccount_success",
    "pm_sepaDebit",
    "pm_usBankAccount_success",
)


def open_market(*, practice: Practice, agents: int) -> None:
    """Brands with a way to pay and an invoice each; agents with an account and a month's pay."""
    invite(agents=agents, brands=len(_METHODS))
    make_contacts(contacts=agents * _CONTACTS_EACH, agents=agents)
    meter_revisions(at=KNOWN_AT)
    rate_usage(at=KNOWN_AT)
    accrue(at=KNOWN_AT)
    close_periods(at=BEGINS_AT)
    issue_due_invoices(at=BEGINS_AT)
    gateway = practice.gateway()
    open_accounts(gateway, at=BEGINS_AT)
    _store_methods(list(Brand.objects.order_by("pk")), gateway, at=BEGINS_AT)


def _store_methods(brands: Sequence[Brand], gateway: Gateway, *, at: datetime) -> None:
    for brand, method in zip(brands, _METHODS, strict=True):
        page = method_page(
            brand=brand,
            email=f"pay@{brand.slug}.test",
            gateway=gateway,
            return_url="http://127.0.0.1/back",
            at=at,
        )
        store_method(page=page, method=method)
        sync_methods(brand_id=brand.pk, gateway=gateway, at=at)
