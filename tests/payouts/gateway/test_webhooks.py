import pytest
from django.test import Client
from django.utils import timezone

from payouts.gateway.models import GatewayEvent, RefusedMessages
from payouts.gateway.webhooks import LARGEST_BODY

pytestmark = pytest.mark.django_db
INBOX = "/webhooks/gateway/"


@pytest.fixture
def message(ada, stand_in):
    """Body and signature of what the processor says of Ada's account."""
    return stand_in.messages("account.updated")[0]


def send(body, signature=None, **headers):
    """As the processor sends: no session, no form token."""
    if signature is not None:
        headers["Stripe-Signature"] = signature
    return Client(enforce_csrf_checks=True, headers=headers).post(
        INBOX, body, content_type="application/json"
    )


def test_a_signed_message_is_stored_as_it_came(message, ada):
    answer = send(*message)

    assert answer.status_code == 200
    stored = GatewayEvent.objects.get()
    assert (stored.type, stored.account, stored.handled_at) == ("account.updated", ada, None)
    assert stored.payload["data"]["object"]["id"] == ada


def test_a_repeated_message_is_thanked_for_and_stored_once(message):
    assert [send(*message).status_code for _ in range(3)] == [200, 200, 200]
    assert GatewayEvent.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda body, signature: (body, None),
        lambda body, signature: (body, signature.replace("v1=", "v0=")),
        lambda body, signature: (body, signature.replace("v1=", "v1=é")),
        lambda body, signature: (body + b" ", signature),
        lambda body, signature: (b"", signature),
    ],
    ids=["unsigned", "v0 only", "not ascii", "tampered", "empty"],
)
def test_a_message_that_is_not_the_processors_changes_nothing(message, change):
    answer = send(*change(*message))

    assert answer.status_code == 400
    assert GatewayEvent.objects.count() == 0


@pytest.mark.parametrize("how", [{"age_seconds": 301}, {"secret": "whsec_eve"}])
def test_an_old_message_and_one_of_eves_change_nothing(ada, stand_in, how):
    answer = send(*stand_in.messages("account.updated", **how)[0])

    assert answer.status_code == 400
    assert GatewayEvent.objects.count() == 0


def test_a_message_of_the_other_mode_changes_nothing(message, settings):
    settings.STRIPE_API_KEY, settings.STRIPE_API_BASE = "sk_live_real", "https://api.stripe.com"

    assert send(*message).status_code == 400
    assert GatewayEvent.objects.count() == 0


def test_nothing_large_is_read(stand_in):
    answer = send(b"x" * (LARGEST_BODY + 1), "t=1,v1=00")

    assert answer.status_code == 413


def test_the_inbox_is_written_to_and_not_read(client):
    assert client.get(INBOX).status_code == 405


def test_what_is_refused_is_counted_by_day_and_reason(message, stand_in):
    body, signature = message
    for _ in range(3):
        send(body, signature.replace("v1=", "v1=0"))
    send(*stand_in.messages("account.updated", age_seconds=301)[0])
    send(*message)

    counted = RefusedMessages.objects.order_by("code").values_list("code", "count")
    assert list(counted) == [("signature", 3), ("too_old", 1)]
    assert set(RefusedMessages.objects.values_list("on", flat=True)) == {timezone.now().date()}
