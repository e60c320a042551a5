"""How far a dispute has come, who speaks in it, why it was opened and why decided."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class DisputeStatus(models.TextChoices):
    """How far a dispute has come."""

    OPEN = "OPEN", _("Waiting for an answer")
    ANSWERED = "ANSWERED", _("Waiting for a decision")
    DECIDED = "DECIDED", _("Decided")
    LAPSED = "LAPSED", _("Settled by silence")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")

    @classmethod
    def transitions(cls) -> dict["DisputeStatus", set["DisputeStatus"]]:
        """Which status may follow which. An open one is decided once its clock has ended."""
        return {
            cls.OPEN: {cls.ANSWERED, cls.DECIDED, cls.LAPSED, cls.WITHDRAWN},
            cls.ANSWERED: {cls.DECIDED, cls.WITHDRAWN},
        }

    @classmethod
    def live(cls) -> list["DisputeStatus"]:
        """The statuses of what is not settled."""
        return [cls.OPEN, cls.ANSWERED]


class DisputeSide(models.TextChoices):
    """Who says something in a dispute."""

    BRAND = "BRAND", _("Brand")
    AGENT = "AGENT", _("Agent")


class Ground(models.TextChoices):
    """Why a line is contested. The first group is a brand's, the second an agent's."""

    NOT_SERVED = "NOT_SERVED", _("Nobody was served")
    TOO_LONG = "TOO_LONG", _("Longer than it was")
    DUPLICATE = "DUPLICATE", _("Charged twice")
    NOT_OURS = "NOT_OURS", _("Not our contact")
    OTHER = "OTHER", _("Another reason")
    WRONG_SECONDS = "WRONG_SECONDS", _("Wrong seconds")
    NOT_COUNTED = "NOT_COUNTED", _("Not counted")
    WRONG_CAMPAIGN = "WRONG_CAMPAIGN", _("Wrong campaign")
    MISSING = "MISSING", _("A contact is missing")

    @classmethod
    def of_brands(cls) -> list[tuple[str, Any]]:
        """What a brand may say."""
        return [(one.value, one.label) for one in list(cls)[:5]]

    @classmethod
    def of_agents(cls) -> list[tuple[str, Any]]:
        """What an agent may say of a contact that is on the statement or ought to be."""
        return [(one.value, one.label) for one in list(cls)[5:8]]


class Reason(models.TextChoices):
    """Why it was decided as it was."""

    RECORD_STANDS = "RECORD_STANDS", _("The record shows the work")
    RECORD_WRONG = "RECORD_WRONG", _("The record was wrong")
    EVIDENCE_CONVINCES = "EVIDENCE_CONVINCES", _("The evidence shows it")
    EVIDENCE_WANTING = "EVIDENCE_WANTING", _("Nothing shows it")
    CHARGED_TWICE = "CHARGED_TWICE", _("The same contact was charged twice")
    OUR_FAILURE = "OUR_FAILURE", _("A failure on the platform's side")
    SILENCE = "SILENCE", _("Nobody answered in time")

    @classmethod
    def of_people(cls) -> list[tuple[str, Any]]:
        """What a person may give as the reason."""
        return [(one.value, one.label) for one in cls if one is not cls.SILENCE]
