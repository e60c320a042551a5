"""What moved the books to the rounded total of a party's exact work; and clearing."""

from django.db import models
from django.db.models import Q

from marketplace.campaigns.models import Campaign
from payouts.ledger.models import JournalTransaction
from payouts.periods.models import Period


class AccrualSide(models.TextChoices):
    """Whose work is accrued."""

    BRAND = "BRAND", "Charge"
    AGENT = "AGENT", "Pay"


class Accrual(models.Model):
    """One day's movement of one party's books on one campaign in one period. Never edited.

    ``posted_minor`` is what brought the books to the rounded ``exact_so_far``; the sum of a
    period's accruals therefore is the rounded exact total, always.
    """

    side = models.CharField(max_length=5, choices=AccrualSide)
    period = models.ForeignKey(Period, models.PROTECT, related_name="accruals")
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    day = models.DateField()
    n = models.PositiveIntegerField(help_text="The how-manieth of this day.")
    exact_added = models.DecimalField(max_digits=24, decimal_places=9)
    exact_so_far = models.DecimalField(max_digits=24, decimal_places=9)
    posted_minor = models.BigIntegerField()
    event_key = models.CharField(max_length=120, blank=True, help_text="Empty: nothing to post.")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="accrual_once", fields=["period", "campaign", "day", "n"]),
            models.CheckConstraint(
                name="accrual_posted_has_key",
                condition=Q(posted_minor=0, event_key="") | (~Q(posted_minor=0) & ~Q(event_key="")),
            ),
        ]

    def __str__(self) -> str:
        return f"accrual {self.n} of {self.day}"


class Clearing(models.Model):
    """A pay period's pending money becoming payable, once its dispute window is over."""

    period = models.OneToOneField(Period, models.PROTECT, related_name="clearing")
    amount_minor = models.BigIntegerField()
    transaction = models.OneToOneField(
        JournalTransaction, models.PROTECT, null=True, related_name="+"
    )
    cleared_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"clearing of period #{self.period_id}"


class Withholding(models.Model):
    """A part of a pay period's pending money that does not clear, because it is contested.

    The rest of the period clears without it. Once it has ended it clears as well: at once, or,
    where a correction took the pay back, together with the period in which the correction
    lies, so that what is taken back is never paid out first.
    """

    cause = models.CharField(max_length=80, unique=True)
    period = models.ForeignKey(Period, models.PROTECT, related_name="withholdings")
    amount_minor = models.BigIntegerField()
    withheld_at = models.DateTimeField()
    clearing = models.ForeignKey(
        Clearing,
        models.PROTECT,
        null=True,
        related_name="withholdings",
        help_text="The clearing that went without it.",
    )
    ended_at = models.DateTimeField(null=True)
    ends_with = models.ForeignKey(
        Period, models.PROTECT, null=True, related_name="+", help_text="Clears together with it."
    )
    released_at = models.DateTimeField(null=True)
    transaction = models.OneToOneField(
        JournalTransaction, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="withholding_positive", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(
                name="withholding_ends_before_release",
                condition=Q(released_at__isnull=True) | Q(ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="withholding_released_is_posted",
                condition=Q(transaction__isnull=True)
                | Q(clearing__isnull=False, released_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                name="withholding_standing",
                fields=["period"],
                condition=Q(released_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.cause
