"""People who sign in, and what the platform's staff may do."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.timezone import now


class UserManager(BaseUserManager["User"]):
    """Makes users; an address is kept as it was typed and compared without case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a user who signs in with ``email``."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str, **fields: Any) -> "User":
        """Create a user who may enter the admin."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find by address, without case."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with one login, whatever they are here: agent, brand member, staff, or several."""

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=12, default="en")
    timezone = models.CharField(max_length=64, default="UTC")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False, help_text="May enter the admin.")
    joined_at = models.DateTimeField(default=now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.name or self.email


class Grant(models.TextChoices):
    """What a member of the platform's staff may do."""

    VIEW_FINANCE = "VIEW_FINANCE", "See invoices, runs and the books"
    PREPARE_PAYOUTS = "PREPARE_PAYOUTS", "Prepare payout runs"
    APPROVE_PAYOUTS = "APPROVE_PAYOUTS", "Approve payout runs"
    ISSUE_INVOICES = "ISSUE_INVOICES", "Issue invoices"
    PUBLISH_RATES = "PUBLISH_RATES", "Publish rate cards that a brand proposed"
    SET_TERMS = "SET_TERMS", "Set a brand's payment terms, limits and taxes"
    RECORD_RECEIPTS = "RECORD_RECEIPTS", "Take in bank files and match what brands paid"
    PURSUE_DEBTS = "PURSUE_DEBTS", "Chase overdue invoices and write them off"
    DECIDE_DISPUTES = "DECIDE_DISPUTES", "Decide disputes"
    MANAGE_PAYEES = "MANAGE_PAYEES", "Hold payees and propose changes of theirs"
    APPROVE_PAYEES = "APPROVE_PAYEES", "Approve tax forms and changes of payout details"
    RECONCILE = "RECONCILE", "Explain and accept differences"


class StaffGrant(models.Model):
    """One thing that one member of staff may do."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants")
    grant = models.CharField(max_length=24, choices=Grant)
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="staff_grant_once", fields=["user", "grant"]),
        ]

    def __str__(self) -> str:
        return f"{self.grant} of user #{self.user_id}"


class FactorMethod(models.TextChoices):
    """By what a person showed that it is them."""

    AUTHENTICATOR_APP = "AUTHENTICATOR_APP", "Authenticator app"
    RECOVERY_CODE = "RECOVERY_CODE", "Recovery code"
    # A command on the machine itself, where nobody types a code. No page leads to it.
    COMMAND = "COMMAND", "Made by command"


class Confirmation(models.Model):
    """A person confirmed one deed by a second factor, for that deed alone. Never edited."""

    user = models.ForeignKey(User, models.PROTECT, related_name="confirmations")
    subject = models.CharField(max_length=160, help_text="The deed, with what it is done to.")
    method = models.CharField(max_length=20, choices=FactorMethod)
    step = models.BigIntegerField(null=True, help_text="Of the code: each is taken once.")
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="confirmation_code_once",
                fields=["user", "step"],
                condition=models.Q(step__isnull=False),
            ),
            models.CheckConstraint(
                name="confirmation_by_app_has_step",
                condition=models.Q(method="AUTHENTICATOR_APP", step__isnull=False)
                | (~models.Q(method="AUTHENTICATOR_APP") & models.Q(step__isnull=True)),
            ),
        ]
        indexes = [models.Index(name="confirmation_of_deed", fields=["subject", "confirmed_at"])]

    def __str__(self) -> str:
        return f"{self.subject} by user #{self.user_id}"


class WrongCode(models.Model):
    """A code that was none. A few of them, and no more is taken for a while. Never edited."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    subject = models.CharField(max_length=160)
    entered_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(name="wrong_code_lately", fields=["user", "entered_at"])]

    def __str__(self) -> str:
        return f"wrong code of user #{self.user_id}"
