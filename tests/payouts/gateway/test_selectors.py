import pytest

from payouts.gateway.models import AttemptStatus, GatewayEvent
from payouts.gateway.selectors import (
    attempts_of,
    open_attempt_of,
    open_attempts_of,
    unhandled_events,
)
from payouts.gateway.services import close_attempt, open_attempt
from tests.times import NOON

pytestmark = pytest.mark.django_db


def test_the_open_attempt_is_found_among_the_closed():
    declined = open_attempt(subject="payout_1", request={}, at=NOON)
    close_attempt(declined, to=AttemptStatus.DECLINED, at=NOON, reason="balance_insufficient")
    current = open_attempt(subject="payout_1", request={}, at=NOON)
    other = open_attempt(subject="payout_2", request={}, at=NOON)

    assert open_attempt_of("payout_1") == current
    assert open_attempt_of("payout_3") is None
    assert list(attempts_of("payout_1")) == [declined, current]
    assert open_attempts_of(["payout_1", "payout_2", "payout_3"]) == {
        "payout_1": current,
        "payout_2": other,
    }


def test_open_attempts_of_many_cost_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        open_attempts_of([f"payout_{number}" for number in range(50)])


def test_unhandled_messages_are_found_by_kind_and_by_family():
    stored = {
        kind: GatewayEvent.objects.create(event_id=kind, type=kind, payload={}, received_at=NOON)
        for kind in ("transfer.created", "account.updated", "transfer.reversed", "transferred")
    }
    GatewayEvent.objects.create(
        event_id="old", type="transfer.created", payload={}, received_at=NOON, handled_at=NOON
    )

    assert list(unhandled_events("transfer.")) == [
        stored["transfer.created"],
        stored["transfer.reversed"],
    ]
    assert list(unhandled_events("account.updated")) == [stored["account.updated"]]
    assert list(unhandled_events()) == list(stored.values())
