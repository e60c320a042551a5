"""Answers, evidence, withdrawal."""

import pytest
from django.db import DatabaseError, transaction

from onboarding.deliveries.models import Message
from payouts.disputes.choices import DisputeStatus, Ground
from payouts.disputes.files import EvidenceRefused, Upload
from payouts.disputes.models import Evidence, EvidenceFile
from payouts.disputes.services import (
    AlreadyContested,
    ClaimsNothing,
    NothingToContest,
    NotYoursToAnswer,
    NotYoursToWithdraw,
    Said,
    Settled,
    add_evidence,
    answer_disputes,
    withdraw_dispute,
)
from payouts.disputes.sniffing import MOST_BYTES, media_type_of
from tests.factories.onboarding import agent
from tests.payouts.disputes.court import DAY, HOUR, OPENED, RECORDING, STATED


def answer(dispute, *, side, actor, at=OPENED + HOUR, said=Said("So it was.")):  # noqa: B008
    return answer_disputes(dispute_ids=[dispute.pk], side=side, said=said, actor=actor, at=at)


def test_the_other_side_answers(billed):
    dispute = billed.contested_charge()

    answer(dispute, side="AGENT", actor=billed.ada.user)

    dispute.refresh_from_db()
    assert (dispute.status, dispute.answered_by) == (DisputeStatus.ANSWERED, billed.ada.user)
    assert Message.objects.filter(template="payouts/disputes/answered").get().to == (
        "olga@example.com"
    )


def test_nobody_answers_their_own_dispute(billed):
    dispute = billed.contested_charge()

    with pytest.raises(NotYoursToAnswer):
        answer(dispute, side="BRAND", actor=billed.olga)

    dispute.refresh_from_db()
    assert dispute.status == DisputeStatus.OPEN


def test_an_answer_is_given_once(billed):
    dispute = billed.contested_charge()
    answer(dispute, side="AGENT", actor=billed.ada.user)

    with pytest.raises(Settled):
        answer(dispute, side="AGENT", actor=billed.ada.user)

    assert Evidence.objects.filter(side="AGENT").count() == 1


def test_only_the_opener_withdraws_and_only_once(billed):
    dispute = billed.contested_charge()
    with pytest.raises(NotYoursToWithdraw):
        withdraw_dispute(dispute_id=dispute.pk, side="AGENT", actor=billed.ada.user, at=OPENED)

    withdraw_dispute(dispute_id=dispute.pk, side="BRAND", actor=billed.olga, at=OPENED)

    with pytest.raises(Settled):
        withdraw_dispute(dispute_id=dispute.pk, side="BRAND", actor=billed.olga, at=OPENED)
    dispute.refresh_from_db()
    assert dispute.status == DisputeStatus.WITHDRAWN


def test_nothing_is_added_to_what_is_settled(billed):
    dispute = billed.contested_charge()
    withdraw_dispute(dispute_id=dispute.pk, side="BRAND", actor=billed.olga, at=OPENED)

    with pytest.raises(Settled):
        add_evidence(
            dispute_id=dispute.pk, side="AGENT", said=Said("x"), actor=billed.ada.user, at=OPENED
        )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        bytes(MOST_BYTES + 1),
        b"<svg xmlns='x'><script/></svg>",
        b"  <!DOCTYPE html>",
        b"MZ\x90\x00",
        b"PK\x03\x04",
        b"#!/bin/sh",
        b"\x00\x01\x02",
    ],
    ids=["nothing", "too much", "svg", "html", "program", "archive", "script", "bytes"],
)
def test_what_may_not_be_shown_is_refused_and_nothing_is_kept(billed, content):
    dispute = billed.contested_charge()

    with pytest.raises(EvidenceRefused):
        answer(
            dispute,
            side="AGENT",
            actor=billed.ada.user,
            said=Said("See.", Upload("call.mp3", content)),
        )

    dispute.refresh_from_db()
    assert (dispute.status, EvidenceFile.objects.count()) == (DisputeStatus.OPEN, 0)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "audio/wav"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"\x00\x00\x00\x20ftypM4A ", "audio/mp4"),
        (b"ID3\x04", "audio/mpeg"),
        ("Zoë said so.\n".encode(), "text/plain"),
        (b"RIFF\x00\x00\x00\x00AVI ", None),
    ],
)
def test_a_file_is_what_its_bytes_are(content, media_type):
    assert media_type_of(content) == media_type


def test_the_same_file_is_kept_once_and_never_edited(billed):
    dispute = billed.contested_charge(upload=RECORDING)
    answer(dispute, side="AGENT", actor=billed.ada.user, said=Said("", RECORDING))

    assert (EvidenceFile.objects.count(), Evidence.objects.count()) == (1, 2)
    for model in (EvidenceFile, Evidence):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(**{model._meta.pk.name: "0"})


def test_an_agent_contests_a_line_of_their_own_statement(stated):
    dispute = stated.contested_pay(claimed=660)

    assert (dispute.opener, dispute.invoice, str(dispute.at_stake_exact)) == (
        "AGENT",
        None,
        "0.300000000",
    )


@pytest.mark.parametrize("at", [STATED - DAY, STATED + 8 * DAY])
def test_before_and_after_its_clock_a_statement_is_not_contested(stated, at):
    with pytest.raises(NothingToContest):
        stated.contested_pay(at=at)


def test_anothers_statement_is_not_contested(stated):
    stated.ada = agent("Bea", login=True)

    with pytest.raises(NothingToContest):
        stated.contested_pay()


def test_a_line_is_contested_once_and_for_more(stated):
    with pytest.raises(ClaimsNothing):
        stated.contested_pay(claimed=600)
    stated.contested_pay(claimed=601)

    with pytest.raises(AlreadyContested):
        stated.contested_pay(claimed=602)


def test_a_contact_that_was_not_counted_may_be_claimed(court):
    court.contact("call", 60, outcome="ABANDONED")
    court.contact("other", 60)
    court.billed()
    court.stated()

    dispute = court.contested_pay("call", ground=Ground.NOT_COUNTED, claimed=60)

    assert (dispute.work, str(dispute.at_stake_exact)) == (None, "0.300000000")
