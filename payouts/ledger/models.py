"""The books. Written by two SQL functions and guarded by triggers; see the migration."""

from django.conf import settings
from django.db import models

from payouts.ledger.chart import AccountKind, FloorBinds, Owner, Side


def _choices(values: type) -> list[tuple[str, str]]:
    return [(str(value), str(value)) for value in values]  # type: ignore[attr-defined]


class LedgerAccount(models.Model):
    """A named balance of one owner in one currency."""

    code = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=20, choices=_choices(AccountKind))
    owner = models.CharField(max_length=8, choices=_choices(Owner))
    owner_id = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    grows_by = models.CharField(max_length=6, choices=_choices(Side))
    floor_minor = models.BigIntegerField(null=True)
    floor_binds = models.CharField(max_length=10, choices=_choices(FloorBinds))
    is_cached = models.BooleanField(help_text="Whether a balance row is kept: parties only.")

    class Meta:
        indexes = [models.Index(name="ledger_account_by_owner", fields=["kind", "owner_id"])]

    def __str__(self) -> str:
        return self.code


class JournalTransaction(models.Model):
    """One business event in the books. ``event_key`` names what happened, once."""

    event_key = models.CharField(max_length=120, unique=True)
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of what was written for it.")
    kind = models.CharField(max_length=32)
    effective_at = models.DateTimeField(help_text="When it happened.")
    recorded_at = models.DateTimeField(help_text="When we knew.")
    reverses = models.OneToOneField(
        "self", models.DO_NOTHING, null=True, related_name="reversed_by"
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    # ``xact``, the database transaction that wrote it, is the guards' own column.

    class Meta:
        indexes = [
            models.Index(name="journal_by_effect", fields=["effective_at", "id"]),
            models.Index(name="journal_by_kind", fields=["kind", "id"]),
        ]

    def __str__(self) -> str:
        return self.event_key


class JournalEntry(models.Model):
    """One debit (positive) or credit (negative) of a transaction, in minor units."""

    transaction = models.ForeignKey(
        JournalTransaction,
        models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="entries",
    )
    account = models.ForeignKey(
        LedgerAccount,
        models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="entries",
    )
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()

    class Meta:
        indexes = [
            # Whole, so that adding every transaction up reads the index alone and sorts nothing.
            models.Index(
                name="journal_entry_by_transaction",
                fields=["transaction"],
                include=["currency", "amount_minor"],
            ),
            models.Index(
                name="journal_entry_by_account", fields=["account", "id"], include=["amount_minor"]
            ),
        ]
        constraints = [
            models.CheckConstraint(name="journal_entry_moves", condition=~models.Q(amount_minor=0)),
        ]

    def __str__(self) -> str:
        return f"entry #{self.pk}"


class LedgerBalance(models.Model):
    """The running sums of a party's account, kept by a trigger in the same statement."""

    account = models.OneToOneField(
        LedgerAccount,
        models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,
        related_name="balance",
    )
    debits_minor = models.BigIntegerField()
    credits_minor = models.BigIntegerField()
    entry_count = models.BigIntegerField()

    def __str__(self) -> str:
        return f"balance of account #{self.pk}"


class JournalSeal(models.Model):
    """A block of the journal that is sealed: a hash over its rows and over the block before.

    Who alters, adds or takes away a row of a sealed block, guards or no guards, makes another
    hash. Block 0 holds nothing and begins the chain.
    """

    number = models.PositiveIntegerField(unique=True)
    after_id = models.BigIntegerField(help_text="The block's transactions have higher ids.")
    last_id = models.BigIntegerField(help_text="The block's last transaction.")
    transaction_count = models.PositiveIntegerField()
    entry_count = models.PositiveIntegerField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)
    sealed_at = models.DateTimeField()
    # How far ids had been handed out when this was written, and which database transaction
    # wrote it: once all before that are over, no row of a lower id can appear any more.
    seen_id = models.BigIntegerField()
    seen_xact = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="journal_seal_span",
                condition=models.Q(
                    last_id__gte=models.F("after_id"), seen_id__gte=models.F("last_id")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"block {self.number}"
