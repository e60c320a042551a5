import pytest

from payouts.gateway.base import Executed, TransferRequest
from payouts.gateway.stripe import StripeGateway
from tests.stand_in import API_KEY, WEBHOOK_SECRET


@pytest.fixture
def gateway(stand_in):
    return impatient_gateway(stand_in.address)


@pytest.fixture
def ada(gateway):
    """Ada's connected account."""
    return opened(gateway, "ada")


def impatient_gateway(address, **settings):
    """The real adapter, which waits a third of a second where it would wait twenty."""
    wishes = {
        "api_key": API_KEY,
        "base": address,
        "webhook_secret": WEBHOOK_SECRET,
        "read_seconds": 0.3,
    }
    return StripeGateway(**wishes | settings)


def opened(gateway, name):
    outcome = gateway.open_account(
        email=f"{name}@example.com", country="US", key=f"account_{name}_1"
    )
    assert isinstance(outcome, Executed)
    return outcome.reference


def nine_dollars(destination, group="payout_1"):
    return TransferRequest(group, destination, 900, "USD", {"payout": group}, "Week 38")
