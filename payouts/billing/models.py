"""Invoices and credit notes."""

import uuid

from django.db import models
from django.db.models import F, Q

from marketplace.campaigns.models import Campaign, RateCardVersion
from onboarding.audit.guards import moves_only_as, trail
from onboarding.brands.models import Brand
from payouts.buyers.models import TAX_CATEGORIES, PurchaseOrder
from payouts.extras.models import ExtraKind
from payouts.periods.models import Period


class InvoiceStatus(models.TextChoices):
    """How far an invoice has come. An issued one is ended by payment or a credit note."""

    DRAFT = "DRAFT", "Draft"
    ISSUED = "ISSUED", "Issued"
    PARTLY_PAID = "PARTLY_PAID", "Partly paid"
    PAID = "PAID", "Paid"
    UNCOLLECTIBLE = "UNCOLLECTIBLE", "Uncollectible"
    DISCARDED = "DISCARDED", "Discarded"

    @classmethod
    def transitions(cls) -> dict["InvoiceStatus", set["InvoiceStatus"]]:
        """Which status may follow which."""
        return {
            cls.DRAFT: {cls.ISSUED, cls.DISCARDED},
            cls.ISSUED: {cls.PARTLY_PAID, cls.PAID, cls.UNCOLLECTIBLE},
            cls.PARTLY_PAID: {cls.PAID, cls.UNCOLLECTIBLE, cls.ISSUED},
            # Money that came in may go back: a debit returns for weeks, a card is disputed.
            cls.PAID: {cls.PARTLY_PAID, cls.ISSUED},
            # What was given up may be paid after all.
            cls.UNCOLLECTIBLE: {cls.ISSUED, cls.PARTLY_PAID, cls.PAID},
        }

    @classmethod
    def owed(cls) -> list["InvoiceStatus"]:
        """Issued, and something of it may still have to be paid."""
        return [cls.ISSUED, cls.PARTLY_PAID]


class NumberSeries(models.Model):
    """The last number taken of a series. Locked by the transaction that issues: no gaps."""

    name = models.CharField(max_length=20, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


@trail()
class Invoice(models.Model):
    """A numbered demand for payment of one brand's work in one billing period.

    Once issued it never changes: names and addresses are kept as they were.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    brand = models.ForeignKey(Brand, models.PROTECT, related_name="invoices")
    period = models.ForeignKey(Period, models.PROTECT, related_name="invoices")
    number = models.CharField(max_length=24, null=True, unique=True)
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=14, choices=InvoiceStatus, default=InvoiceStatus.DRAFT)
    drafted_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    total_minor = models.BigIntegerField()
    paid_minor = models.BigIntegerField(
        default=0, help_text="The sum of what payments were allocated to it."
    )
    taxes = models.JSONField(help_text="Net and tax of each category and rate, with the reason.")
    tax_basis = models.CharField(max_length=64, help_text="Digest of the rules it was taxed by.")
    seller = models.JSONField(help_text="Name, address, country, tax number, as issued.")
    buyer = models.JSONField(help_text="Name, address, country, tax number, as issued.")
    purchase_order = models.ForeignKey(
        PurchaseOrder, models.PROTECT, null=True, related_name="invoices"
    )
    po_number = models.CharField(max_length=60, blank=True, help_text="As issued.")
    language = models.CharField(max_length=12, default="en")
    issued_hash = models.CharField(
        max_length=64, blank=True, default="", help_text="Of what never changes; the database's."
    )

    class Meta:
        triggers = [moves_only_as(InvoiceStatus)]
        constraints = [
            models.UniqueConstraint(
                name="invoice_once_a_period",
                fields=["period"],
                condition=~Q(status="DISCARDED"),
            ),
            models.CheckConstraint(
                name="invoice_total_adds_up",
                condition=Q(total_minor=F("net_minor") + F("tax_minor")),
            ),
            models.CheckConstraint(
                # Tax alone may be: work taken back from days of a higher rate.
                name="invoice_not_negative",
                condition=Q(net_minor__gte=0, total_minor__gte=0),
            ),
            models.CheckConstraint(
                name="invoice_paid_within_total",
                condition=Q(paid_minor__gte=0, paid_minor__lte=F("total_minor")),
            ),
            models.CheckConstraint(
                name="invoice_issued_is_complete",
                condition=Q(status__in=["DRAFT", "DISCARDED"], number__isnull=True)
                | Q(
                    ~Q(status__in=["DRAFT", "DISCARDED"]),
                    number__isnull=False,
                    issued_at__isnull=False,
                    due_on__isnull=False,
                ),
            ),
        ]
        indexes = [models.Index(name="invoice_by_brand", fields=["brand", "drafted_at", "id"])]

    def __str__(self) -> str:
        return self.number or f"draft #{self.pk}"


class Line(models.Model):
    """One sum of a document: its share of the rounded total. Lines add up to it."""

    position = models.PositiveIntegerField()
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    version = models.ForeignKey(RateCardVersion, models.PROTECT, null=True, related_name="+")
    extra_kind = models.CharField(
        max_length=20, choices=ExtraKind, blank=True, help_text="Of what no contact made."
    )
    factor = models.DecimalField(
        max_digits=9, decimal_places=6, default=1, help_text="The multiplier on the charge."
    )
    description = models.CharField(max_length=200)
    contact_count = models.PositiveIntegerField()
    billable_seconds = models.BigIntegerField()
    exact = models.DecimalField(max_digits=24, decimal_places=9)
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    tax_category = models.CharField(max_length=2, choices=TAX_CATEGORIES)
    tax_rate = models.DecimalField(max_digits=6, decimal_places=5)

    class Meta:
        abstract = True


class InvoiceLine(Line):
    """Work of one campaign at one rate, or an adjustment of an earlier period."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="lines")
    adjusts = models.ForeignKey(
        Period,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="The closed period whose work became known or was corrected later.",
    )
    work_from_on = models.DateField(null=True, help_text="Where tax changed: its first day.")
    work_to_on = models.DateField(null=True, help_text="Where tax changes: exclusive.")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="invoice_line_position", fields=["invoice", "position"]),
        ]

    def __str__(self) -> str:
        return self.description


class CreditNote(models.Model):
    """A numbered document that lowers one issued invoice. Never edited."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="credit_notes")
    period = models.ForeignKey(
        Period,
        models.PROTECT,
        related_name="credit_notes",
        help_text="The billing period in which the correction became known.",
    )
    number = models.CharField(max_length=24, unique=True)
    currency = models.CharField(max_length=3)
    issued_at = models.DateTimeField()
    reason = models.CharField(max_length=200)
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    total_minor = models.BigIntegerField()
    taxes = models.JSONField(help_text="Net and tax of each category and rate, as the invoice's.")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="credit_note_once", fields=["invoice", "period"]),
            models.CheckConstraint(
                name="credit_note_adds_up",
                condition=Q(total_minor=F("net_minor") + F("tax_minor"), net_minor__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class CreditNoteLine(Line):
    """What is taken off one line of the invoice. Amounts are positive."""

    credit_note = models.ForeignKey(CreditNote, models.PROTECT, related_name="lines")
    invoice_line = models.ForeignKey(InvoiceLine, models.PROTECT, related_name="credits")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="credit_note_line_position", fields=["credit_note", "position"]
            ),
        ]

    def __str__(self) -> str:
        return self.description


class IssuedFile(models.Model):
    """The document of an issued invoice or credit note, kept as it was first made. Never edited.

    It is kept and not made anew, because a later version of a library, a font or a layout would
    change its bytes, and what a brand holds and what we hold must be one file.
    """

    invoice = models.OneToOneField(Invoice, models.PROTECT, null=True, related_name="file")
    credit_note = models.OneToOneField(CreditNote, models.PROTECT, null=True, related_name="file")
    pdf = models.BinaryField()
    pdf_sha256 = models.CharField(max_length=64)
    xml = models.BinaryField(help_text="EN 16931; empty where the currency has three digits.")
    xml_sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="issued_file_of_one_document",
                condition=Q(invoice__isnull=True, credit_note__isnull=False)
                | Q(invoice__isnull=False, credit_note__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"file #{self.pk}"
