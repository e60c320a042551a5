from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from onboarding.audit.services import TransitionRefused
from payouts.gateway.base import VerifiedEvent
from payouts.gateway.models import Attempt, AttemptStatus, GatewayEvent
from payouts.gateway.services import (
    REPORTED,
    AttemptIsOpen,
    close_attempt,
    mark_handled,
    note_answer,
    note_look_up,
    note_send,
    open_attempt,
    store_event,
)
from tests.times import NOON

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
TERMS = {"amount_minor": 900, "currency": "USD"}


def first_attempt():
    return open_attempt(subject="payout_17", request=TERMS, at=NOON)


def test_an_attempt_has_a_key_of_its_own(db):
    attempt = first_attempt()

    assert (attempt.key, attempt.number, attempt.status) == ("payout_17_1", 1, AttemptStatus.OPEN)
    assert (attempt.first_sent_at, attempt.send_count) == (NOON, 1)
    assert attempt.request == TERMS


def test_while_an_attempt_is_open_there_is_no_other():
    first_attempt()

    with pytest.raises(AttemptIsOpen), transaction.atomic():
        first_attempt()

    assert Attempt.objects.count() == 1


def test_the_database_keeps_a_second_open_attempt_out():
    first_attempt()

    with pytest.raises(IntegrityError, match="attempt_one_open"), transaction.atomic():
        Attempt.objects.create(
            subject="payout_17",
            number=2,
            key="payout_17_2",
            request=TERMS,
            first_sent_at=NOON,
            last_sent_at=NOON,
        )

    assert Attempt.objects.count() == 1


def test_after_a_refusal_the_next_attempt_has_a_new_key():
    declined = first_attempt()
    close_attempt(declined, to=AttemptStatus.DECLINED, at=NOON, reason="balance_insufficient")

    following = open_attempt(subject="payout_17", request=TERMS, at=NOON + HOUR)

    assert (following.number, following.key) == (2, "payout_17_2")
    assert Attempt.objects.get(pk=declined.pk).last_answer == "balance_insufficient"


def test_a_closed_attempt_stays_as_it_is():
    attempt = first_attempt()
    close_attempt(attempt, to=AttemptStatus.EXECUTED, at=NOON, reference="tr_1")

    with pytest.raises(TransitionRefused), transaction.atomic():
        close_attempt(attempt, to=AttemptStatus.REJECTED, at=NOON + HOUR, reason="account_invalid")
    note_answer(attempt, answer="late", at=NOON + HOUR, is_key_spent=True)

    stands = Attempt.objects.get(pk=attempt.pk)
    assert (stands.status, stands.reference, stands.closed_at) == ("EXECUTED", "tr_1", NOON)
    assert not stands.is_key_spent


def test_every_send_is_counted_and_the_first_remembered():
    attempt = note_send(first_attempt(), at=NOON + HOUR)

    assert attempt.send_count == 2
    assert (attempt.first_sent_at, attempt.last_sent_at) == (NOON, NOON + HOUR)


def test_a_key_once_spent_stays_spent():
    attempt = note_answer(first_attempt(), answer="api_error", at=NOON, is_key_spent=True)

    attempt = note_answer(attempt, answer="rate_limit", at=NOON, wait=timedelta(seconds=2))

    assert attempt.is_key_spent
    assert attempt.not_before == NOON + timedelta(seconds=2)
    assert attempt.last_answer == "rate_limit"


def test_the_first_absence_is_remembered():
    attempt = note_look_up(first_attempt(), at=NOON, is_absent=False)
    assert (attempt.is_looked_up, attempt.absent_at) == (True, None)

    attempt = note_look_up(attempt, at=NOON + HOUR, is_absent=True)
    attempt = note_look_up(attempt, at=NOON + 2 * HOUR, is_absent=True)

    assert attempt.absent_at == NOON + HOUR


def message(reference="evt_1"):
    return VerifiedEvent(
        reference=reference,
        kind="transfer.created",
        account="",
        subject="tr_1",
        group="payout_17",
        created_at=datetime(2026, 9, 16, tzinfo=UTC),
        payload={"id": reference, "type": "transfer.created"},
    )


def test_a_message_is_stored_once_and_nudges_once(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as nudges:
        assert store_event(event=message(), at=NOON) is True
        assert store_event(event=message(), at=NOON + HOUR) is False

    stored = GatewayEvent.objects.get()
    assert (stored.event_id, stored.type, stored.received_at) == (
        "evt_1",
        "transfer.created",
        NOON,
    )
    assert [nudge.args[0] for nudge in nudges] == [REPORTED]


def test_a_message_is_handled_once():
    store_event(event=message(), at=NOON)
    ids = list(GatewayEvent.objects.values_list("pk", flat=True))

    assert mark_handled(event_ids=ids, at=NOON) == 1
    assert mark_handled(event_ids=ids, at=NOON + HOUR) == 0
    assert GatewayEvent.objects.get().handled_at == NOON
