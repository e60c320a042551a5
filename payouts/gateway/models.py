"""One key, one request, since when; and the webhook inbox."""

from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KT

from onboarding.audit.guards import moves_only_as, trail


class AttemptStatus(models.TextChoices):
    """What is known of a request."""

    OPEN = "OPEN", "Open"
    EXECUTED = "EXECUTED", "Executed"
    DECLINED = "DECLINED", "Declined: may be tried anew"
    REJECTED = "REJECTED", "Rejected for good"
    NOT_EXECUTED = "NOT_EXECUTED", "Looked up twice and not there"

    @classmethod
    def transitions(cls) -> dict["AttemptStatus", set["AttemptStatus"]]:
        """Which status may follow which."""
        return {cls.OPEN: {cls.EXECUTED, cls.DECLINED, cls.REJECTED, cls.NOT_EXECUTED}}


@trail()
class Attempt(models.Model):
    """One idempotency key at the processor, for one request. One may be open for each subject."""

    subject = models.CharField(max_length=60, help_text="As the processor knows it: payout_17.")
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=80, unique=True)
    request = models.JSONField(help_text="Exactly what is asked: equal for every send of the key.")
    first_sent_at = models.DateTimeField()
    last_sent_at = models.DateTimeField()
    send_count = models.PositiveIntegerField(default=1)
    is_key_spent = models.BooleanField(
        default=False, help_text="The processor replays a failure for it: only look up."
    )
    is_looked_up = models.BooleanField(default=False, help_text="Never sent again after a look-up.")
    absent_at = models.DateTimeField(null=True, help_text="First look-up that found nothing.")
    last_answer = models.CharField(max_length=300, blank=True)
    not_before = models.DateTimeField(null=True, help_text="Back-off: not again before.")
    status = models.CharField(max_length=12, choices=AttemptStatus, default=AttemptStatus.OPEN)
    reference = models.CharField(max_length=64, blank=True, help_text="What was made there.")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        triggers = [moves_only_as(AttemptStatus)]
        constraints = [
            models.UniqueConstraint(name="attempt_number_once", fields=["subject", "number"]),
            models.UniqueConstraint(
                name="attempt_one_open", fields=["subject"], condition=Q(status="OPEN")
            ),
            models.UniqueConstraint(
                name="attempt_reference_once", fields=["reference"], condition=~Q(reference="")
            ),
            models.CheckConstraint(
                name="attempt_executed_has_reference",
                condition=~Q(status="EXECUTED") | ~Q(reference=""),
            ),
            models.CheckConstraint(
                name="attempt_closed_has_date",
                condition=Q(status="OPEN", closed_at__isnull=True)
                | (~Q(status="OPEN") & Q(closed_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.key


class StepKind(models.TextChoices):
    """What was done with an attempt."""

    SENT = "SENT", "Sent"
    ANSWERED = "ANSWERED", "Answered"
    LOOKED_UP = "LOOKED_UP", "Looked up"
    CLOSED = "CLOSED", "Closed"


class AttemptStep(models.Model):
    """One thing that was done with an attempt, or that was heard of it. Never edited."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=StepKind)
    at = models.DateTimeField()
    words = models.CharField(max_length=300, blank=True, help_text="In the processor's own words.")

    def __str__(self) -> str:
        return f"{self.kind} {self.attempt_id}"


class GatewayEvent(models.Model):
    """A message of the processor, stored once as it came."""

    event_id = models.CharField(max_length=80, unique=True)
    type = models.CharField(max_length=80)
    account = models.CharField(max_length=64, blank=True)
    payload = models.JSONField()
    received_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                name="gateway_event_unhandled", fields=["id"], condition=Q(handled_at__isnull=True)
            ),
            # What the processor said of one payout, among everything that it ever said.
            models.Index(KT("payload__data__object__transfer_group"), name="gateway_event_group"),
        ]

    def __str__(self) -> str:
        return self.event_id


class EventPoll(models.Model):
    """The processor's list of messages was read from ``since`` on, to the end. Never edited."""

    since = models.DateTimeField()
    begun_at = models.DateTimeField()
    event_count = models.PositiveIntegerField()
    new_count = models.PositiveIntegerField(help_text="Messages that had not arrived.")

    class Meta:
        indexes = [models.Index(name="event_poll_newest", fields=["begun_at"])]

    def __str__(self) -> str:
        return f"poll #{self.pk}"


class RefusedMessages(models.Model):
    """How many messages to the inbox were refused on a day, and why.

    Anybody can send there, so nothing of them is kept but their number.
    """

    on = models.DateField(help_text="UTC.")
    code = models.CharField(max_length=20)
    count = models.PositiveBigIntegerField()
    last_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="refused_messages_once", fields=["on", "code"]),
            models.CheckConstraint(
                name="refused_messages_counted", condition=models.Q(count__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.code}"
