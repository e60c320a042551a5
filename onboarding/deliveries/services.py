"""Tell somebody something by mail: put it into the outbox, then send it until it arrives.

A mail is sent at least once: a process that dies between the mail server's answer and our
note of it sends it again, under the same message id, which readers fold into one.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from hashlib import sha256
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from onboarding.deliveries.models import Message
from onboarding.jobs import enqueue

logger = logging.getLogger(__name__)

# The job that sends what waits; the timetable runs it as well.
SEND = "onboarding.send_messages"
# Nobody else takes a message up for so long after a process has.
_LEASE = timedelta(minutes=5)
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=6)
TRIES = 12
_LONGEST_ERROR = 300


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of the messages that were due."""

    sent: int = 0
    failed: int = 0


@transaction.atomic(savepoint=False)
def tell(
    *,
    key: str,
    to: str,
    template: str,
    facts: Mapping[str, Any],
    at: datetime,
    language: str = "en",
) -> bool:
    """Put a message into the outbox; return whether it is new. Nobody to tell is no message.

    ``key`` names the event and its reader: ``dunning:17:2:olga@example.com``. ``template`` names
    ``templates/emails/<template>.subject.txt`` and ``….txt``; ``facts`` are plain data (texts,
    whole numbers, lists of them): amounts as ``"12.50 USD"``, dates in ISO form.
    """
    if not to:
        return False
    _, is_new = Message.objects.get_or_create(
        key=key,
        defaults={
            "to": to,
            "template": template,
            "facts": dict(facts),
            "language": language,
            "told_at": at,
            "not_before": at,
        },
    )
    if is_new:
        enqueue(SEND)
    return is_new


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that is not in the outbox yet: the words of ``tell``."""

    key: str
    to: str
    template: str
    facts: Mapping[str, Any]
    language: str = "en"


@transaction.atomic(savepoint=False)
def tell_many(letters: Sequence[Letter], *, at: datetime) -> None:
    """Put many messages into the outbox in one statement; those that are in it stay as they are."""
    Message.objects.bulk_create(
        [
            Message(
                key=letter.key,
                to=letter.to,
                template=letter.template,
                facts=dict(letter.facts),
                language=letter.language,
                told_at=at,
                not_before=at,
            )
            for letter in letters
            if letter.to
        ],
        ignore_conflicts=True,
    )
    if letters:
        enqueue(SEND)


def send_messages(*, at: datetime, limit: int = 200) -> Sent:
    """Send what is due, each outside of any transaction; put off what cannot be sent now."""
    sent = failed = 0
    for message in _claim(at=at, limit=limit):
        try:
            _mail(message)
        except (SMTPException, OSError) as failure:
            failed += 1
            _put_off(message, str(failure), at)
        else:
            sent += 1
            Message.objects.filter(pk=message.pk).update(sent_at=at, last_error="")
    return Sent(sent, failed)


@transaction.atomic(durable=True)
def _claim(*, at: datetime, limit: int) -> list[Message]:
    waiting = Message.objects.filter(
        sent_at__isnull=True, given_up_at__isnull=True, not_before__lte=at
    ).order_by("not_before", "pk")
    claimed = list(waiting.select_for_update(skip_locked=True, no_key=True)[:limit])
    for message in claimed:
        message.try_count += 1
        message.not_before = at + _LEASE
    Message.objects.bulk_update(claimed, ["try_count", "not_before"])
    return claimed


def _put_off(message: Message, error: str, at: datetime) -> None:
    is_last = message.try_count >= TRIES
    if is_last:
        logger.error("Message %s could not be sent and is given up: %s", message.key, error)
    Message.objects.filter(pk=message.pk).update(
        not_before=at + min(_FIRST_WAIT * 2 ** (message.try_count - 1), _LONGEST_WAIT),
        given_up_at=at if is_last else None,
        last_error=error[:_LONGEST_ERROR],
    )


def _mail(message: Message) -> None:
    name = f"emails/{message.template}"
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    with translation.override(message.language):
        subject = " ".join(render_to_string(f"{name}.subject.txt", message.facts).split())
        body = render_to_string(f"{name}.txt", message.facts)
    digest = sha256(message.key.encode()).hexdigest()[:32]
    EmailMessage(
        subject, body, to=[message.to], headers={"Message-ID": f"<{digest}@{domain}>"}
    ).send()
