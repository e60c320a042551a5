"""The market as it stands when a simulation begins: a month served, billed, and to be paid."""

import urllib.error
import urllib.request
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from onboarding.brands.models import Brand
from payouts.accruals.services import accrue, close_periods
from payouts.billing.services import issue_due_invoices
from payouts.gateway.base import Gateway
from payouts.management.bench.cast import KNOWN_AT, invite
from payouts.management.bench.chain import make_contacts
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


class _Stay(urllib.request.HTTPRedirectHandler):
    """The page sends its visitor back to ours, where nobody is."""

    def redirect_request(self, *_: object) -> None:
        return None


_VISITOR = urllib.request.build_opener(_Stay, urllib.request.ProxyHandler({}))


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
        # It sends its visitor back to ours, and nobody follows.
        with suppress(urllib.error.HTTPError):
            _VISITOR.open(page, data=f"method={method}".encode(), timeout=5)
        sync_methods(brand_id=brand.pk, gateway=gateway, at=at)
