"""The outbox: a message to be told once, and how far that has come."""

from django.db import models
from django.db.models import Q


class Message(models.Model):
    """A mail to one person about one thing that happened.

    ``key`` names what happened and to whom it is told, so that telling it twice is telling it
    once. What it says is kept as plain data and put into words when it is sent.
    """

    key = models.CharField(max_length=160, unique=True)
    to = models.EmailField(max_length=254)
    language = models.CharField(max_length=12, default="en")
    template = models.CharField(max_length=80, help_text="Below templates/emails/, no ending.")
    facts = models.JSONField(help_text="What the template is given, as plain data.")
    told_at = models.DateTimeField(help_text="When it was put here.")
    not_before = models.DateTimeField(help_text="When it is tried next.")
    try_count = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(
                name="message_waiting",
                fields=["not_before", "id"],
                condition=Q(sent_at__isnull=True, given_up_at__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="message_sent_or_given_up",
                condition=Q(sent_at__isnull=True) | Q(given_up_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.key
