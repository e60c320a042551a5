"""Messages thrice and in any order; the whole of it is ``manage.py bench webhooks``."""

import pytest

from payouts.management.simulation import inbox

pytestmark = pytest.mark.django_db(transaction=True)


def test_messages_thrice_in_any_order_end_as_once_in_order():
    ended = inbox.weather_the_inbox(messages=100, seed=1, say=print)

    assert (ended.differing, ended.broken) == (0, ())
    assert (ended.messages, ended.stored) == (100, 200)
    assert ended.forged == ended.refused == ended.counted == 2
    assert ended.deliveries > 150
    assert ended.is_as_in_order


def test_an_end_that_differs_is_found(monkeypatch):
    # Of the storm's half, the message about the first transfer alone arrives.
    monkeypatch.setattr(inbox, "_storm", lambda told, dice: (inbox._stories(told)[:1], 0))

    ended = inbox.weather_the_inbox(messages=20, seed=1, say=print)

    assert ended.differing == 7
    assert not ended.is_as_in_order
