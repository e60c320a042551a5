"""An agent who may be paid at once, the tariff, and the job that does it."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from onboarding.users.models import Grant
from payouts.gateway.processor import processor
from payouts.gateway.services import store_event
from payouts.instant.carrying import pay_instantly
from payouts.instant.models import InstantPayout
from payouts.instant.services import Ask, NewTariff, request_instant, set_tariff
from payouts.instant.tariff import quote_of
from payouts.ledger.chart import AccountKind
from payouts.ledger.selectors import balance
from payouts.payees.accounts import open_account, sync_account
from payouts.payees.models import Payee
from tests.factories import onboarding, payouts
from tests.times import NOON

EARNED = NOON - timedelta(days=1)
LATER = NOON + timedelta(hours=1)
TARIFF = NewTariff("USD", Decimal("1.5"), 50, 100_000)


class InstantDesk:
    """Tess sets the tariff; Ada has an account that takes instant payouts."""

    def __init__(self, stand_in) -> None:
        self.stand_in = stand_in
        self.tess = onboarding.staff("Tess", Grant.SET_TERMS)
        self.tariff = set_tariff(tariff=TARIFF, effective_from=EARNED, actor=self.tess, at=EARNED)
        self.ada = self.agent("Ada", owed=20_000)

    def agent(self, name: str, *, owed: int):
        one = onboarding.agent(name, login=True)
        payee, _ = Payee.objects.get_or_create(agent=one)
        Payee.objects.filter(pk=payee.pk).update(tax_form_until="2099-12-31")
        open_account(payee_id=payee.pk, gateway=processor(), at=EARNED - timedelta(days=9))
        sync_account(payee_id=payee.pk, gateway=processor(), at=EARNED)
        payouts.owe(one, owed, at=EARNED, key=f"owed:{name}")
        return one

    @property
    def account(self) -> str:
        return Payee.objects.get(agent=self.ada).account

    def asks(self, minor: int = 10_000, *, fee: int | None = None, key=None, agent=None, at=NOON):
        one = agent or self.ada
        fee = quote_of(minor, self.tariff.price).fee_minor if fee is None else fee
        ask = Ask("USD", minor, fee, key or uuid4())
        return request_instant(agent=one, ask=ask, actor=one.user, at=at)

    def works(self, at=LATER) -> None:
        pay_instantly(gateway=processor(), clock=lambda: at)

    def hears(self, at=LATER) -> None:
        for body, signature in self.stand_in.messages():
            store_event(event=processor().verify_event(body, signature=signature), at=at)
        self.works(at)


def stands(name: str = "Ada") -> dict[str, int]:
    """Payable, in transit, and our fees, in minor units."""
    one = onboarding.agent(name)
    return {
        "payable": balance(AccountKind.AGENT_PAYABLE, "USD", one.pk).minor,
        "in transit": balance(AccountKind.AGENT_IN_TRANSIT, "USD", one.pk).minor,
        "fees": balance(AccountKind.PAYOUT_FEES, "USD").minor,
    }


def fate(instant: InstantPayout) -> tuple[str, str]:
    """How both legs stand."""
    found = InstantPayout.objects.select_related("payout").get(pk=instant.pk)
    return found.payout.status, found.status
