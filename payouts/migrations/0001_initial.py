import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.operations
import django.db.models.deletion
import django.db.models.expressions
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import onboarding.encryption
import payouts.payees.rails
import payouts.receivables.limits


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("marketplace", "0002_initial"),
        ("onboarding", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        django.contrib.postgres.operations.BtreeGistExtension(),
        migrations.CreateModel(
            name="AttemptIdStatusEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("OPEN", "Open"),
                            ("EXECUTED", "Executed"),
                            ("DECLINED", "Declined: may be tried anew"),
                            ("REJECTED", "Rejected for good"),
                            ("NOT_EXECUTED", "Looked up twice and not there"),
                        ],
                        default="OPEN",
                        max_length=12,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="BalanceDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("WRITE_OFF", "Write off"), ("CLAWBACK", "Take back")],
                        max_length=10,
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("amount_minor", models.BigIntegerField()),
                ("reason", models.CharField(max_length=300)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("PROPOSED", "Waiting for approval"),
                            ("APPROVED", "Booked"),
                            ("REJECTED", "Not accepted"),
                        ],
                        default="PROPOSED",
                        max_length=10,
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "answer",
                    models.CharField(
                        blank=True, help_text="Why it was not accepted.", max_length=300
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BalanceDecisionIdStatusEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("PROPOSED", "Waiting for approval"),
                            ("APPROVED", "Booked"),
                            ("REJECTED", "Not accepted"),
                        ],
                        default="PROPOSED",
                        max_length=10,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="BankAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "number",
                    models.CharField(help_text="IBAN, without spaces.", max_length=40, unique=True),
                ),
                ("name", models.CharField(max_length=80)),
                ("currency", models.CharField(max_length=3)),
                ("added_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="BankFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=255)),
                (
                    "digest",
                    models.CharField(help_text="SHA-256: the same content shows.", max_length=64),
                ),
                ("line_count", models.PositiveIntegerField()),
                ("new_count", models.PositiveIntegerField()),
                ("taken_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="BankLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=100)),
                ("booked_on", models.DateField()),
                ("currency", models.CharField(max_length=3)),
                ("amount_minor", models.BigIntegerField()),
                ("remittance", models.CharField(blank=True, max_length=500)),
                ("end_to_end", models.CharField(blank=True, max_length=80)),
                ("counterparty", models.CharField(blank=True, max_length=140)),
                ("counterparty_account", models.CharField(blank=True, max_length=40)),
                ("is_reversal", models.BooleanField()),
            ],
        ),
        migrations.CreateModel(
            name="BankReceipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("WAITING", "Waiting for a match"),
                            ("BOOKED", "Booked"),
                            ("NOT_OURS", "Not ours"),
                        ],
                        default="WAITING",
                        max_length=8,
                    ),
                ),
                (
                    "bookings",
                    models.PositiveIntegerField(default=0, help_text="How often it was booked."),
                ),
                ("why", models.CharField(blank=True, max_length=300)),
                ("decided_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="BankReceiptIdStatusEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("WAITING", "Waiting for a match"),
                            ("BOOKED", "Booked"),
                            ("NOT_OURS", "Not ours"),
                        ],
                        default="WAITING",
                        max_length=8,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="BankStatement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.CharField(max_length=80)),
                ("opening_minor", models.BigIntegerField(null=True)),
                ("closing_minor", models.BigIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="BillingTerms",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("POSTPAID", "Pays after the month"),
                            ("PREPAID", "Pays in advance"),
                        ],
                        default="POSTPAID",
                        max_length=8,
                    ),
                ),
                (
                    "credit_limit_minor",
                    models.BigIntegerField(
                        help_text="Of the brand's currency; empty: no limit.", null=True
                    ),
                ),
                ("payment_terms_days", models.PositiveSmallIntegerField(default=30)),
                (
                    "is_dunned",
                    models.BooleanField(default=True, help_text="Overdue invoices are pursued."),
                ),
                ("reason", models.CharField(max_length=200)),
                ("number", models.PositiveIntegerField()),
                ("raises_credit", models.BooleanField()),
                ("set_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="BrandPayment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("currency", models.CharField(max_length=3)),
                ("amount_minor", models.BigIntegerField()),
                (
                    "rail",
                    models.CharField(
                        choices=[
                            ("CARD", "Card"),
                            ("SEPA_DEBIT", "SEPA direct debit"),
                            ("ACH_DEBIT", "ACH debit"),
                            ("BANK_TRANSFER", "Bank transfer"),
                        ],
                        max_length=13,
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[("INVOICE", "Invoice"), ("PREPAID", "Prepaid balance")],
                        max_length=7,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("REQUESTED", "Being charged"),
                            ("PROCESSING", "Processing"),
                            ("NEEDS_BRAND", "Waiting for your confirmation"),
                            ("SUCCEEDED", "Paid"),
                            ("FAILED", "Failed"),
                            ("RETURNED", "Returned"),
                        ],
                        default="REQUESTED",
                        max_length=11,
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        blank=True,
                        help_text="The processor's name, or the bank's of its line.",
                        max_length=80,
                    ),
                ),
                (
                    "charge",
                    models.CharField(
                        blank=True,
                        help_text="What the processor's disputes and refunds speak of.",
                        max_length=64,
                    ),
                ),
                (
                    "is_automatic",
                    models.BooleanField(default=False, help_text="Nobody asked for it by hand."),
                ),
                ("asked_at", models.DateTimeField()),
                (
                    "received_at",
                    models.DateTimeField(help_text="When the rail said so.", null=True),
                ),
                (
                    "ended_at",
                    models.DateTimeField(help_text="When it failed or came back.", null=True),
                ),
                (
                    "fee_minor",
                    models.BigIntegerField(
                        help_text="The processor's; none while unknown.", null=True
                    ),
                ),
                (
                    "owed_minor",
                    models.BigIntegerField(
                        default=0,
                        help_text="Of what came back: had been given back to the brand before.",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True, help_text="Why it stands where it does.", max_length=300
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BrandPaymentIdStatusEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("REQUESTED", "Being charged"),
                            ("PROCESSING", "Processing"),
                            ("NEEDS_BRAND", "Waiting for your confirmation"),
                            ("SUCCEEDED", "Paid"),
                            ("FAILED", "Failed"),
                            ("RETURNED", "Returned"),
                        ],
                        default="REQUESTED",
                        max_length=11,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="BrandRefund",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("currency", models.CharField(max_length=3)),
                ("amount_minor", models.BigIntegerField()),
                ("why", models.CharField(max_length=300)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("PROPOSED", "Waiting for approval"),
                            ("APPROVED", "Under way"),
                            ("DONE", "Refunded"),
                            ("FAILED", "Failed"),
                            ("WITHDRAWN", "Withdrawn"),
                        ],
                        default="PROPOSED",
                        max_length=9,
                    ),
                ),
                (
                    "reference",
                    models.CharField(blank=True, help_text="The processor's name.", max_length=64),
                ),
                ("proposed_at", models.DateTimeField()),
                ("approved_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "reason",
                    models.CharField(
                        blank=True, help_text="Why it stands where it does.", max_length=300
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BrandRefundIdStatusEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("PROPOSED", "Waiting for approval"),
                            ("APPROVED", "Under way"),
                            ("DONE", "Refunded"),
                            ("FAILED", "Failed"),
                            ("WITHDRAWN", "Withdrawn"),
                        ],
                        default="PROPOSED",
                        max_length=9,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CampaignBudget",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "span",
                    models.CharField(
                        choices=[("MONTH", "Each month"), ("TOTAL", "In all")], max_length=5
                    ),
                ),
                (
                    "amount_minor",
                    models.BigIntegerField(help_text="Empty: no budget any more.", null=True),
                ),
                ("set_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Chargeback",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "reference",
                    models.CharField(help_text="The processor's name.", max_length=64, unique=True),
                ),
                ("currency", models.CharField(max_length=3)),
                ("amount_minor", models.BigIntegerField()),
                ("fee_minor", models.BigIntegerField(default=0)),
                (
                    "owed_minor",
                    models.BigIntegerField(
                        default=0,
                        help_text="Of what was lost: had been given back to the brand before.",
                    ),
                ),
                (
                    "claim",
                    models.CharField(help_text="What the card's holder says.", max_length=60),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("OPENED", "Evidence due"),
                            ("SUBMITTED", "Evidence submitted"),
                            ("WON", "Won"),
                            ("LOST", "Lost"),
                        ],
                        default="OPENED",
                        max_length=9,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                (
                    "due_at",
                    models.DateTimeField(help_text="Until when evidence is taken.", null=True),
                ),
                ("evidence", models.TextField(blank=True, max_length=20000)),
                ("submitted_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "resolution",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not decided"),
                            ("OWED", "The brand owes it again"),
                            ("BAD_DEBT", "Bad debt"),
                        ],
                        max_length=8,
                    ),
                ),
                ("resolved_at", models.DateTimeField(null=True)),
                ("resolved_why", models.CharField(blank=True, max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name="ChargebackIdStatusEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("OPENED", "Evidence due"),
                            ("SUBMITTED", "Evidence submitted"),
                            ("WON", "Won"),
                            ("LOST", "Lost"),
                        ],
                        default="OPENED",
                        max_length=9,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Clearing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount_minor", models.BigIntegerField()),
                ("cleared_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="CreditNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(max_length=24, unique=True)),
                ("currency", models.CharField(max_length=3)),
                ("issued_at", models.DateTimeField()),
                ("reason", models.CharField(max_length=200)),
                ("net_minor", models.BigIntegerField()),
                ("tax_minor", models.BigIntegerField()),
                ("total_minor", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="CreditNoteLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                (
                    "extra_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("FLOOR_TOP_UP", "Floor top-up"),
                            ("SURGE_BONUS", "Surge bonus"),
                            ("REFERRAL_BONUS", "Referral bonus"),
                            ("CERTIFICATION_BONUS", "Certification bonus"),
                            ("LATE_CANCELLATION", "Late cancellation"),
                            ("TRAINING", "Paid training"),
                            ("GOODWILL", "Goodwill"),
                        ],
                        help_text="Of what no contact made.",
                        max_length=20,
                    ),
                ),
                (
                    "factor",
                    models.DecimalField(
                        decimal_places=6,
                        default=1,
                        help_text="The multiplier on the charge.",
                        max_digits=9,
                    ),
                ),
                ("description", models.CharField(max_length=200)),
                ("contact_count", models.PositiveIntegerField()),
                ("billable_seconds", models.BigIntegerField()),
                ("exact", models.DecimalField(decimal_places=9, max_digits=24)),
                ("net_minor", models.BigIntegerField()),
                ("tax_minor", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Difference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("FEE", "A fee of the processor's that is not booked"),
                            ("ONLY_OURS", "In the books; the processor has no movement for it"),
                            ("ONLY_THEIRS", "At the processor; the books know nothing of it"),
                            ("AMOUNT", "On both sides, with different amounts"),
                            (
                                "AGENT",
                                "What an agent has is not what they earned less what they were paid",
                            ),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "subject",
                    models.CharField(
                        help_text="The processor's or our name for it.", max_length=120
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("ours_minor", models.BigIntegerField()),
                ("theirs_minor", models.BigIntegerField()),
                ("happened_at", models.DateTimeField(null=True)),
                ("found_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(help_text="When it was seen last.")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("NEW", "New"),
                            ("EXPLAINED", "Explained"),
                            ("ACCEPTED", "Accepted"),
                            ("SETTLED", "Gone by itself"),
                        ],
                        default="NEW",
                        max_length=10,
                    ),
                ),
                ("explanation", models.CharField(blank=True, max_length=300)),
                ("explained_at", models.DateTimeField(null=True)),
                ("accepted_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="DifferenceIdStatusEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("NEW", "New"),
                            ("EXPLAINED", "Explained"),
                            ("ACCEPTED", "Accepted"),
                            ("SETTLED", "Gone by itself"),
                        ],
                        default="NEW",
                        max_length=10,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Extra",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "key",
                    models.CharField(
                        help_text="What it is for, once.", max_length=120, unique=True
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("FLOOR_TOP_UP", "Floor top-up"),
                            ("SURGE_BONUS", "Surge bonus"),
                            ("REFERRAL_BONUS", "Referral bonus"),
                            ("CERTIFICATION_BONUS", "Certification bonus"),
                            ("LATE_CANCELLATION", "Late cancellation"),
                            ("TRAINING", "Paid training"),
                            ("GOODWILL", "Goodwill"),
                        ],
                        max_length=20,
                    ),
                ),
                ("currency", models.CharField(help_text="ISO 4217.", max_length=3)),
                ("pay_minor", models.BigIntegerField()),
                ("charge_minor", models.BigIntegerField()),
                ("occurred_at", models.DateTimeField()),
                (
                    "work_day",
                    models.DateField(
                        help_text="Of ``occurred_at`` in the campaign's zone, or else in the party's."
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                ("description", models.CharField(max_length=200)),
                (
                    "working",
                    models.JSONField(help_text="Every step from facts and terms to both amounts."),
                ),
            ],
        ),
        migrations.CreateModel(
            name="GatewayEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("event_id", models.CharField(max_length=80, unique=True)),
                ("type", models.CharField(max_length=80)),
                ("account", models.CharField(blank=True, max_length=64)),
                ("payload", models.JSONField()),
                ("received_at", models.DateTimeField()),
                ("handled_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Invoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(max_length=24, null=True, unique=True)),
                ("currency", models.CharField(max_length=3)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("DRAFT", "Draft"),
                            ("ISSUED", "Issued"),
                            ("PARTLY_PAID", "Partly paid"),
                            ("PAID", "Paid"),
                            ("UNCOLLECTIBLE", "Uncollectible"),
                            ("DISCARDED", "Discarded"),
                        ],
                        default="DRAFT",
                        max_length=14,
                    ),
                ),
                ("drafted_at", models.DateTimeField()),
                ("issued_at", models.DateTimeField(null=True)),
                ("due_on", models.DateField(null=True)),
                ("net_minor", models.BigIntegerField()),
                ("tax_minor", models.BigIntegerField()),
                ("total_minor", models.BigIntegerField()),
                (
                    "paid_minor",
                    models.BigIntegerField(
                        default=0, help_text="The sum of what payments were allocated to it."
                    ),
                ),
                ("tax_rate", models.DecimalField(decimal_places=5, max_digits=6)),
                ("tax_note", models.CharField(blank=True, max_length=200)),
                (
                    "seller",
                    models.JSONField(help_text="Name, address, country, tax number, as issued."),
                ),
                (
                    "buyer",
                    models.JSONField(help_text="Name, address, country, tax number, as issued."),
                ),
            ],
        ),
        migrations.CreateModel(
            name="InvoiceIdStatusEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("DRAFT", "Draft"),
                            ("ISSUED", "Issued"),
                            ("PARTLY_PAID", "Partly paid"),
                            ("PAID", "Paid"),
                            ("UNCOLLECTIBLE", "Uncollectible"),
                            ("DISCARDED", "Discarded"),
                        ],
                        default="DRAFT",
                        max_length=14,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="InvoiceLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                (
                    "extra_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("FLOOR_TOP_UP", "Floor top-up"),
                            ("SURGE_BONUS", "Surge bonus"),
                            ("REFERRAL_BONUS", "Referral bonus"),
                            ("CERTIFICATION_BONUS", "Certification bonus"),
                            ("LATE_CANCELLATION", "Late cancellation"),
                            ("TRAINING", "Paid training"),
                            ("GOODWILL", "Goodwill"),
                        ],
                        help_text="Of what no contact made.",
                        max_length=20,
                    ),
                ),
                (
                    "factor",
                    models.DecimalField(
                        decimal_places=6,
                        default=1,
                        help_text="The multiplier on the charge.",
                        max_digits=9,
                    ),
                ),
                ("description", models.CharField(max_length=200)),
                ("contact_count", models.PositiveIntegerField()),
                ("billable_seconds", models.BigIntegerField()),
                ("exact", models.DecimalField(decimal_places=9, max_digits=24)),
                ("net_minor", models.BigIntegerField()),
                ("tax_minor", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="JournalEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("amount_minor", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="JournalSeal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(unique=True)),
                (
                    "after_id",
                    models.BigIntegerField(help_text="The block's transactions have higher ids."),
                ),
                ("last_id", models.BigIntegerField(help_text="The block's last transaction.")),
                ("transaction_count", models.PositiveIntegerField()),
                ("entry_count", models.PositiveIntegerField()),
                ("previous_hash", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64, unique=True)),
                ("sealed_at", models.DateTimeField()),
                ("seen_id", models.BigIntegerField()),
                ("seen_xact", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="JournalTransaction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("event_key", models.CharField(max_length=120, unique=True)),
                (
                    "fingerprint",
                    models.CharField(
                        help_text="SHA-256 of what was written for it.", max_length=64
                    ),
                ),
                ("kind", models.CharField(max_length=32)),
                ("effective_at", models.DateTimeField(help_text="When it happened.")),
                ("recorded_at", models.DateTimeField(help_text="When we knew.")),
            ],
        ),
        migrations.CreateModel(
            name="LedgerAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=60, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("BRAND_UNBILLED", "BRAND_UNBILLED"),
                            ("BRAND_RECEIVABLE", "BRAND_RECEIVABLE"),
                            ("BRAND_PREPAID", "BRAND_PREPAID"),
                            ("BRAND_REFUNDING", "BRAND_REFUNDING"),
                            ("AGENT_PENDING", "AGENT_PENDING"),
                            ("AGENT_PAYABLE", "AGENT_PAYABLE"),
                            ("AGENT_HELD", "AGENT_HELD"),
                            ("AGENT_IN_TRANSIT", "AGENT_IN_TRANSIT"),
                            ("PROCESSOR_BALANCE", "PROCESSOR_BALANCE"),
                            ("BANK", "BANK"),
                            ("SUSPENSE", "SUSPENSE"),
                            ("REVENUE", "REVENUE"),
                            ("AGENT_COST", "AGENT_COST"),
                            ("TAX_PAYABLE", "TAX_PAYABLE"),
                            ("PROCESSOR_FEES", "PROCESSOR_FEES"),
                            ("DISPUTE_RESERVE", "DISPUTE_RESERVE"),
                            ("BAD_DEBT", "BAD_DEBT"),
                            ("FX", "FX"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "owner",
                    models.CharField(
                        choices=[("PLATFORM", "PLATFORM"), ("BRAND", "BRAND"), ("AGENT", "AGENT")],
                        max_length=8,
                    ),
                ),
                ("owner_id", models.BigIntegerField(null=True)),
                ("currency", models.CharField(max_length=3)),
                (
                    "grows_by",
                    models.CharField(
                        choices=[("DEBIT", "DEBIT"), ("CREDIT", "CREDIT")], max_length=6
                    ),
                ),
                ("floor_minor", models.BigIntegerField(null=True)),
                (
                    "floor_binds",
                    models.CharField(
                        choices=[
                            ("NOTHING", "NOTHING"),
                            ("PROMISES", "PROMISES"),
                            ("EVERYTHING", "EVERYTHING"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "is_cached",
                    models.BooleanField(help_text="Whether a balance row is kept: parties only."),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LimitCrossing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            (
                                payouts.receivables.limits.Measure["CREDIT"],
                                payouts.receivables.limits.Measure["CREDIT"],
                            ),
                            (
                                payouts.receivables.limits.Measure["PREPAID"],
                                payouts.receivables.limits.Measure["PREPAID"],
                            ),
                            (
                                payouts.receivables.limits.Measure["BUDGET"],
                                payouts.receivables.limits.Measure["BUDGET"],
                            ),
                        ],
                        max_length=7,
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "level",
                    models.CharField(
                        choices=[
                            (
                                payouts.receivables.limits.Level["FREE"],
                                payouts.receivables.limits.Level["FREE"],
                            ),
                            (
                                payouts.receivables.limits.Level["WARNED"],
                                payouts.receivables.limits.Level["WARNED"],
                            ),
                            (
                                payouts.receivables.limits.Level["STOPPED"],
                                payouts.receivables.limits.Level["STOPPED"],
                            ),
                        ],
                        max_length=7,
                    ),
                ),
                ("used_minor", models.BigIntegerField(null=True)),
                (
                    "limit_minor",
                    models.BigIntegerField(help_text="Empty: no limit any more.", null=True),
                ),
                ("crossed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="NumberSeries",
            fields=[
                ("name", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("last", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Payee",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "rail",
                    models.CharField(
                        choices=[
                            (payouts.payees.rails.Rail["PROCESSOR"], "PROCESSOR"),
                            (payouts.payees.rails.Rail["BANK_FILE"], "BANK_FILE"),
                        ],
                        default=payouts.payees.rails.Rail["PROCESSOR"],
                        max_length=10,
                    ),
                ),
                (
                    "account",
                    models.CharField(blank=True, help_text="Where money goes now.", max_length=64),
                ),
                ("transfers_enabled", models.BooleanField(default=False)),
                (
                    "is_bank_reached",
                    models.BooleanField(
                        default=True, help_text="The processor can pay out to the agent's own bank."
                    ),
                ),
                (
                    "requirements",
                    models.JSONField(
                        default=list,
                        help_text="What the processor still asks for, by its own names.",
                    ),
                ),
                ("disabled_reason", models.CharField(blank=True, max_length=120)),
                ("synced_at", models.DateTimeField(null=True)),
                (
                    "cooling_until",
                    models.DateTimeField(
                        help_text="After a change of details nothing goes out before.", null=True
                    ),
                ),
                (
                    "tax_form_until",
                    models.DateField(
                        help_text="The last day on which the approved tax form holds.", null=True
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Payer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reference",
                    models.CharField(blank=True, help_text="The processor's name.", max_length=64),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PaymentMethod",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("CARD", "Card"),
                            ("SEPA_DEBIT", "SEPA direct debit"),
                            ("ACH_DEBIT", "ACH debit"),
                        ],
                        max_length=13,
                    ),
                ),
                (
                    "reference",
                    models.CharField(help_text="The processor's name.", max_length=64, unique=True),
                ),
                (
                    "label",
                    models.CharField(
                        help_text="As a person knows it: Visa •• 4242.", max_length=60
                    ),
                ),
                (
                    "expires_on",
                    models.DateField(help_text="The last day of a card's month.", null=True),
                ),
                (
                    "mandate",
                    models.CharField(
                        blank=True,
                        help_text="Under which a bank account may be debited.",
                        max_length=64,
                    ),
                ),
                ("is_default", models.BooleanField(default=False)),
                (
                    "status",
                    models.CharField(
                        choices=[("ACTIVE", "Active"), ("REMOVED", "Removed")],
                        default="ACTIVE",
                        max_length=8,
                    ),
                ),
                ("added_at", models.DateTimeField()),
                (
                    "is_forgotten",
                    models.BooleanField(
                        default=False, help_text="The processor has taken it off the payer as well."
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PaymentMethodIdStatusEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[("ACTIVE", "Active"), ("REMOVED", "Removed")],
                        default="ACTIVE",
                        max_length=8,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Payout",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("currency", models.CharField(max_length=3)),
                ("amount_minor", models.BigIntegerField()),
                (
                    "destination",
                    models.CharField(
                        help_text="The connected account, as approved.", max_length=64
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("PLANNED", "Planned"),
                            ("RESERVED", "Set aside"),
                            ("SENDING", "Sending"),
                            ("UNKNOWN", "Outcome unknown"),
                            ("PAID", "Paid"),
                            ("RETURNED", "Returned"),
                            ("REJECTED", "Rejected"),
                            ("CANCELLED", "Cancelled"),
                        ],
                        default="PLANNED",
                        max_length=10,
                    ),
                ),
                ("paid_at", models.DateTimeField(null=True)),
                (
                    "reason",
                    models.CharField(
                        blank=True, help_text="Why it stands where it does.", max_length=300
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PayoutDetails",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("CONNECTED", "Account at the processor"),
                            ("IBAN", "IBAN"),
                            ("US_ACCOUNT", "US account"),
                            ("BIC_ACCOUNT", "Account and BIC"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "country",
                    models.CharField(
                        blank=True, help_text="Where the account is kept.", max_length=2
                    ),
                ),
                ("holder", onboarding.encryption.SealedField(blank=True, default="")),
                ("number", onboarding.encryption.SealedField(blank=True, default="")),
                (
                    "bank_code",
                    models.CharField(blank=True, help_text="BIC or routing number.", max_length=11),
                ),
                ("account_type", models.CharField(blank=True, max_length=10)),
                ("masked", models.CharField(max_length=40)),
                (
                    "fingerprint",
                    models.CharField(help_text="Equal for equal accounts.", max_length=64),
                ),
                (
                    "destination",
                    models.CharField(help_text="What a payout names it by.", max_length=64),
                ),
                (
                    "contact",
                    models.EmailField(
                        blank=True, help_text="Whom a later change is told to.", max_length=254
                    ),
                ),
                (
                    "risks",
                    models.CharField(
                        blank=True, help_text="Why a person has to look.", max_length=120
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("PROPOSED", "Waiting for approval"),
                            ("CONFIRMED", "In use"),
                            ("SUPERSEDED", "Replaced"),
                            ("REJECTED", "Not accepted"),
                        ],
                        default="PROPOSED",
                        max_length=10,
                    ),
                ),
                (
                    "is_own",
                    models.BooleanField(
                        help_text="Proposed by the agent, who signed in once more."
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "effective_at",
                    models.DateTimeField(help_text="The end of its cooling period.", null=True),
                ),
                ("contested_at", models.DateTimeField(help_text="“This was not me.”", null=True)),
                (
                    "refusal",
                    models.CharField(
                        blank=True, help_text="Why it was not accepted.", max_length=300
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PayoutDetailsIdStatusEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("PROPOSED", "Waiting for approval"),
                            ("CONFIRMED", "In use"),
                            ("SUPERSEDED", "Replaced"),
                            ("REJECTED", "Not accepted"),
                        ],
                        default="PROPOSED",
                        max_length=10,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PayoutHold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("BY_PERSON", "Placed by a person"),
                            ("UNDER_REVIEW", "An amount under review"),
                            ("RETURNED", "A payout came back"),
                            ("CONTESTED", "A change of details was contested"),
                            ("LONG_NEGATIVE", "Below zero for long"),
                        ],
                        default="BY_PERSON",
                        max_length=16,
                    ),
                ),
                ("reason", models.CharField(max_length=300)),
                (
                    "amount_minor",
                    models.BigIntegerField(help_text="Nothing: everything is held.", null=True),
                ),
                ("currency", models.CharField(blank=True, max_length=3)),
                ("placed_at", models.DateTimeField()),
                ("released_at", models.DateTimeField(null=True)),
                ("released_because", models.CharField(blank=True, max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name="PayoutIdStatusEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("PLANNED", "Planned"),
                            ("RESERVED", "Set aside"),
                            ("SENDING", "Sending"),
                            ("UNKNOWN", "Outcome unknown"),
                            ("PAID", "Paid"),
                            ("RETURNED", "Returned"),
                            ("REJECTED", "Rejected"),
                            ("CANCELLED", "Cancelled"),
                        ],
                        default="PLANNED",
                        max_length=10,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PayoutMinimum",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("minimum_minor", models.BigIntegerField()),
                ("set_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="PayoutRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("DRAFT", "Draft"),
                            ("COMPUTED", "Waiting for approval"),
                            ("APPROVED", "Approved"),
                            ("EXECUTING", "Paying"),
                            ("PAUSED", "Paused"),
                            ("COMPLETED", "Completed"),
                            ("CANCELLED", "Cancelled"),
                        ],
                        default="DRAFT",
                        max_length=16,
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                (
                    "cutoff_at",
                    models.DateTimeField(
                        help_text="Exclusive: what was payable before it is paid."
                    ),
                ),
                (
                    "content_hash",
                    models.CharField(
                        blank=True, help_text="Of agents, amounts and accounts.", max_length=64
                    ),
                ),
                ("payout_count", models.PositiveIntegerField(default=0)),
                ("total_minor", models.BigIntegerField(default=0)),
                ("prepared_at", models.DateTimeField()),
                ("approved_at", models.DateTimeField(null=True)),
                ("completed_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="PayoutRunIdStatusEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("DRAFT", "Draft"),
                            ("COMPUTED", "Waiting for approval"),
                            ("APPROVED", "Approved"),
                            ("EXECUTING", "Paying"),
                            ("PAUSED", "Paused"),
                            ("COMPLETED", "Completed"),
                            ("CANCELLED", "Cancelled"),
                        ],
                        default="DRAFT",
                        max_length=16,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PayoutSkip",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("BELOW_MINIMUM", "Below the minimum payout"),
                            ("ON_HOLD", "On hold"),
                            ("NO_ACCOUNT", "No payout account yet"),
                            ("NOT_ENABLED", "The payout account is not enabled"),
                            ("COOLING", "Payout details changed recently"),
                            ("NEGATIVE", "The balance is below zero"),
                            ("ALREADY_LIVE", "Another payout is under way"),
                        ],
                        max_length=16,
                    ),
                ),
                ("amount_minor", models.BigIntegerField(help_text="What stays payable.")),
            ],
        ),
        migrations.CreateModel(
            name="Period",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("BILLING", "Billing period"), ("PAY", "Pay period")], max_length=8
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("timezone", models.CharField(max_length=64)),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(help_text="Exclusive.")),
                ("from_at", models.DateTimeField()),
                ("to_at", models.DateTimeField(help_text="Exclusive.")),
                (
                    "status",
                    models.CharField(
                        choices=[("OPEN", "Open"), ("CLOSING", "Closing"), ("CLOSED", "Closed")],
                        default="OPEN",
                        max_length=8,
                    ),
                ),
                (
                    "cutoff_at",
                    models.DateTimeField(
                        help_text="What became known later is not in it.", null=True
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PeriodIdStatusEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[("OPEN", "Open"), ("CLOSING", "Closing"), ("CLOSED", "Closed")],
                        default="OPEN",
                        max_length=8,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ProcessorMovement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.CharField(max_length=64, unique=True)),
                ("kind", models.CharField(max_length=40)),
                (
                    "source",
                    models.CharField(
                        blank=True, help_text="What moved the balance.", max_length=64
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("amount_minor", models.BigIntegerField()),
                ("fee_minor", models.BigIntegerField()),
                ("net_minor", models.BigIntegerField()),
                ("created_at", models.DateTimeField()),
                ("available_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Proof",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("seconds", models.DecimalField(decimal_places=3, max_digits=10)),
                ("law_count", models.PositiveIntegerField()),
                ("violation_count", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="ProofResult",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=8)),
                ("sentence", models.CharField(max_length=300)),
                ("violation_count", models.PositiveIntegerField()),
                ("sample", models.JSONField(default=list)),
                ("seconds", models.DecimalField(decimal_places=3, max_digits=10)),
            ],
        ),
        migrations.CreateModel(
            name="RatedWork",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("occurred_at", models.DateTimeField()),
                (
                    "work_day",
                    models.DateField(help_text="Of ``occurred_at`` in the campaign's zone."),
                ),
                ("productive_seconds", models.IntegerField()),
                ("payable_seconds", models.IntegerField()),
                ("billable_seconds", models.IntegerField()),
                ("pay_factor", models.DecimalField(decimal_places=6, max_digits=9)),
                ("bill_factor", models.DecimalField(decimal_places=6, max_digits=9)),
                ("pay_exact", models.DecimalField(decimal_places=9, max_digits=24)),
                ("charge_exact", models.DecimalField(decimal_places=9, max_digits=24)),
                ("currency", models.CharField(max_length=3)),
                ("recorded_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Reveal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        help_text="Which details or form, and which part.", max_length=60
                    ),
                ),
                ("reason", models.CharField(max_length=300)),
                ("revealed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="TaxForm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(choices=[("W9", "W-9"), ("W8BEN", "W-8BEN")], max_length=5),
                ),
                (
                    "residence",
                    models.CharField(help_text="Country of tax residence.", max_length=2),
                ),
                ("classification", models.CharField(blank=True, max_length=20)),
                ("tin_kind", models.CharField(blank=True, max_length=8)),
                ("name", onboarding.encryption.SealedField()),
                ("tin", onboarding.encryption.SealedField(blank=True, default="")),
                ("born_on", onboarding.encryption.SealedField(blank=True, default="")),
                ("address", onboarding.encryption.SealedField(blank=True, default="")),
                ("tin_masked", models.CharField(blank=True, max_length=20)),
                ("tin_fingerprint", models.CharField(blank=True, max_length=64)),
                (
                    "is_tin_checked",
                    models.BooleanField(
                        default=False, help_text="Its check digits or its form are known and hold."
                    ),
                ),
                (
                    "treaty",
                    models.JSONField(
                        default=dict, help_text="What is claimed under a treaty, if anything."
                    ),
                ),
                ("statement_version", models.CharField(max_length=20)),
                (
                    "statement_hash",
                    models.CharField(help_text="SHA-256 of the words signed.", max_length=64),
                ),
                ("signed_name", onboarding.encryption.SealedField()),
                ("signed_at", models.DateTimeField()),
                ("signed_from", models.GenericIPAddressField(null=True)),
                (
                    "holds_until",
                    models.DateField(help_text="The last day on which it may be relied on."),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("SUBMITTED", "Waiting for review"),
                            ("APPROVED", "Approved"),
                            ("REJECTED", "Not accepted"),
                            ("SUPERSEDED", "Replaced"),
                        ],
                        default="SUBMITTED",
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "refusal",
                    models.CharField(
                        blank=True, help_text="Why it was not accepted.", max_length=300
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TaxFormIdStatusEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("SUBMITTED", "Waiting for review"),
                            ("APPROVED", "Approved"),
                            ("REJECTED", "Not accepted"),
                            ("SUPERSEDED", "Replaced"),
                        ],
                        default="SUBMITTED",
                        max_length=10,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TermsProposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("POSTPAID", "Pays after the month"),
                            ("PREPAID", "Pays in advance"),
                        ],
                        default="POSTPAID",
                        max_length=8,
                    ),
                ),
                (
                    "credit_limit_minor",
                    models.BigIntegerField(
                        help_text="Of the brand's currency; empty: no limit.", null=True
                    ),
                ),
                ("payment_terms_days", models.PositiveSmallIntegerField(default=30)),
                (
                    "is_dunned",
                    models.BooleanField(default=True, help_text="Overdue invoices are pursued."),
                ),
                ("reason", models.CharField(max_length=200)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("OPEN", "Waiting for approval"),
                            ("APPROVED", "Approved"),
                            ("WITHDRAWN", "Withdrawn"),
                        ],
                        default="OPEN",
                        max_length=9,
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="TermsProposalIdStatusEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("OPEN", "Waiting for approval"),
                            ("APPROVED", "Approved"),
                            ("WITHDRAWN", "Withdrawn"),
                        ],
                        default="OPEN",
                        max_length=9,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TopUpRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_on", models.BooleanField(default=False)),
                ("threshold_minor", models.BigIntegerField()),
                ("amount_minor", models.BigIntegerField()),
                ("changed_at", models.DateTimeField()),
                (
                    "stopped_reason",
                    models.CharField(
                        blank=True, help_text="Why it switched itself off.", max_length=300
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="UsageRecord",
            fields=[
                (
                    "revision",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="usage",
                        serialize=False,
                        to="marketplace.interactionrevision",
                    ),
                ),
                ("occurred_at", models.DateTimeField(help_text="When the work ended.")),
                ("talk_seconds", models.PositiveIntegerField()),
                ("hold_seconds", models.PositiveIntegerField()),
                ("wrap_seconds", models.PositiveIntegerField()),
                (
                    "exclusion",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Counts"),
                            ("ABANDONED", "The customer left before an agent answered"),
                            ("PHANTOM", "The source marks it as no contact at all"),
                            ("UNATTRIBUTED", "Handled, but no agent is named"),
                            ("UNKNOWN_AGENT", "Handled by somebody whom we do not know"),
                            ("UNKNOWN_CAMPAIGN", "It names no campaign of the brand"),
                            ("SUPERSEDED", "A newer revision was known before it was metered"),
                        ],
                        max_length=16,
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Accrual",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "side",
                    models.CharField(choices=[("BRAND", "Charge"), ("AGENT", "Pay")], max_length=5),
                ),
                ("day", models.DateField()),
                ("n", models.PositiveIntegerField(help_text="The how-manieth of this day.")),
                ("exact_added", models.DecimalField(decimal_places=9, max_digits=24)),
                ("exact_so_far", models.DecimalField(decimal_places=9, max_digits=24)),
                ("posted_minor", models.BigIntegerField()),
                (
                    "event_key",
                    models.CharField(
                        blank=True, help_text="Empty: nothing to post.", max_length=120
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="marketplace.campaign",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Allocation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("amount_minor", models.BigIntegerField()),
                ("allocated_at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=200)),
                (
                    "actor",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="onboarding.brand",
                    ),
                ),
                (
                    "undoes",
                    models.OneToOneField(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone_by",
                        to="payouts.allocation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "subject",
                    models.CharField(
                        help_text="As the processor knows it: payout_17.", max_length=60
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("key", models.CharField(max_length=80, unique=True)),
                (
                    "request",
                    models.JSONField(
                        help_text="Exactly what is asked: equal for every send of the key."
                    ),
                ),
                ("first_sent_at", models.DateTimeField()),
                ("last_sent_at", models.DateTimeField()),
                ("send_count", models.PositiveIntegerField(default=1)),
                (
                    "is_key_spent",
                    models.BooleanField(
                        default=False,
                        help_text="The processor replays a failure for it: only look up.",
                    ),
                ),
                (
                    "is_looked_up",
                    models.BooleanField(
                        default=False, help_text="Never sent again after a look-up."
                    ),
                ),
                (
                    "absent_at",
                    models.DateTimeField(help_text="First look-up that found nothing.", null=True),
                ),
                ("last_answer", models.CharField(blank=True, max_length=300)),
                (
                    "not_before",
                    models.DateTimeField(help_text="Back-off: not again before.", null=True),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("OPEN", "Open"),
                            ("EXECUTED", "Executed"),
                            ("DECLINED", "Declined: may be tried anew"),
                            ("REJECTED", "Rejected for good"),
                            ("NOT_EXECUTED", "Looked up twice and not there"),
                        ],
                        default="OPEN",
                        max_length=12,
                    ),
                ),
                (
                    "reference",
                    models.CharField(blank=True, help_text="What was made there.", max_length=64),
                ),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("subject", "number"), name="attempt_number_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "OPEN")),
                        fields=("subject",),
                        name="attempt_one_open",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("reference", ""), _negated=True),
                        fields=("reference",),
                        name="attempt_reference_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "EXECUTED"), _negated=True),
                            models.Q(("reference", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="attempt_executed_has_reference",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("status", "OPEN")),
                            models.Q(
                                models.Q(("status", "OPEN"), _negated=True),
                                ("closed_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="attempt_closed_has_date",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="attempt",
            trigger=pgtrigger.compiler.Trigger(
                name="moves_only_as",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{OPEN:DECLINED,OPEN:EXECUTED,OPEN:NOT_EXECUTED,OPEN:REJECTED}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="b9bc10c19c0b6c9a3ddb0e3f93906e18a315d90e",
                    operation="UPDATE",
                    pgid="pgtrigger_moves_only_as_141cd",
                    table="payouts_attempt",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="attempt",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "payouts_attemptidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="b267bc6418dd1446763121a719bf3b1e1f32716c",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_77144",
                    table="payouts_attempt",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="attempt",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."status" IS DISTINCT FROM (NEW."status"))',
                    func='INSERT INTO "payouts_attemptidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="6fd329e924780baeb62f214797d56a76a5323a1d",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_3c4f4",
                    table="payouts_attempt",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="attemptidstatusevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="attemptidstatusevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="payouts.attempt",
            ),
        ),
        migrations.AddField(
            model_name="balancedecision",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="balancedecision",
            name="proposed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="balancedecisionidstatusevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="balancedecisionidstatusevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="payouts.balancedecision",
            ),
        ),
        migrations.AddField(
            model_name="bankaccount",
            name="added_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="bankfile",
            name="taken_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="bankline",
            name="account",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="payouts.bankaccount",
            ),
        ),
        migrations.AddField(
            model_name="bankreceipt",
            name="brand",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bank_receipts",
                to="onboarding.brand",
            ),
        ),
        migrations.AddField(
            model_name="bankreceipt",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="bankreceipt",
            name="line",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="receipt",
                to="payouts.bankline",
            ),
        ),
        migrations.AddField(
            model_name="bankreceiptidstatusevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="bankreceiptidstatusevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="payouts.bankreceipt",
            ),
        ),
        migrations.AddField(
            model_name="bankstatement",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="statements",
                to="payouts.bankaccount",
            ),
        ),
        migrations.AddField(
            model_name="bankstatement",
            name="file",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="statements",
                to="payouts.bankfile",
            ),
        ),
        migrations.AddField(
            model_name="bankline",
            name="statement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="payouts.bankstatement",
            ),
        ),
        migrations.AddField(
            model_name="billingterms",
            name="approved_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="billingterms",
            name="brand",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="billing_terms",
                to="onboarding.brand",
            ),
        ),
        migrations.AddField(
            model_name="billingterms",
            name="set_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="brandpayment",
            name="asked_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="brandpayment",
            name="brand",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payments",
                to="onboarding.brand",
            ),
        ),
        migrations.AddField(
            model_name="bankreceipt",
            name="payment",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bank_receipt",
                to="payouts.brandpayment",
            ),
        ),
        migrations.AddField(
            model_name="allocation",
            name="payment",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="allocations",
                to="payouts.brandpayment",
            ),
        ),
        migrations.AddField(
            model_name="brandpaymentidstatusevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="brandpaymentidstatusevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="payouts.brandpayment",
            ),
        ),
        migrations.AddField(
            model_name="brandrefund",
            name="approved_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="brandrefund",
            name="payment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="refunds",
                to="payouts.brandpayment",
            ),
        ),
        migrations.AddField(
            model_name="brandrefund",
            name="proposed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="brandrefundidstatusevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="brandrefundidstatusevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="payouts.brandrefund",
            ),
        ),
        migrations.AddField(
            model_name="campaignbudget",
            name="campaign",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="budgets",
                to="marketplace.campaign",
            ),
        ),
        migrations.AddField(
            model_name="campaignbudget",
            name="set_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="chargeback",
            name="payment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="chargebacks",
                to="payouts.brandpayment",
            ),
        ),
        migrations.AddField(
            model_name="chargeback",
            name="resolved_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="chargeback",
            name="submitted_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="chargebackidstatusevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="chargebackidstatusevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="payouts.chargeback",
            ),
        ),
        migrations.AddField(
            model_name="creditnoteline",
            name="campaign",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="marketplace.campaign",
            ),
        ),
        migrations.AddField(
            model_name="creditnoteline",
            name="credit_note",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="payouts.creditnote",
            ),
        ),
        migrations.AddField(
            model_name="creditnoteline",
            name="version",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="marketplace.ratecardversion",
            ),
        ),
        migrations.AddField(
            model_name="difference",
            name="accepted_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="difference",
            name="explained_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="differenceidstatusevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="differenceidstatusevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="payouts.difference",
            ),
        ),
        migrations.AddField(
            model_name="extra",
            name="actor",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="extra",
            name="agent",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="onboarding.agent",
            ),
        ),
        migrations.AddField(
            model_name="extra",
            name="brand",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="onboarding.brand",
            ),
        ),
        migrations.AddField(
            model_name="extra",
            name="campaign",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="marketplace.campaign",
            ),
        ),
        migrations.AddField(
            model_name="extra",
            name="corrects",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrected_by",
                to="payouts.extra",
            ),
        ),
        migrations.AddIndex(
            model_name="gatewayevent",
            index=models.Index(
                condition=models.Q(("handled_at__isnull", True)),
                fields=["id"],
                name="gateway_event_unhandled",
            ),
        ),
        migrations.AddField(
            model_name="invoice",
            name="brand",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invoices",
                to="onboarding.brand",
            ),
        ),
        migrations.AddField(
            model_name="creditnote",
            name="invoice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="credit_notes",
                to="payouts.invoice",
            ),
        ),
        migrations.AddField(
            model_name="brandpayment",
            name="invoice",
            field=models.ForeignKey(
                help_text="Which it was asked for. What it paid say its allocations.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payments",
                to="payouts.invoice",
            ),
        ),
        migrations.AddField(
            model_name="allocation",
            name="invoice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="allocations",
                to="payouts.invoice",
            ),
        ),
        migrations.AddField(
            model_name="invoiceidstatusevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="invoiceidstatusevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="payouts.invoice",
            ),
        ),
        migrations.AddField(
            model_name="invoiceline",
            name="campaign",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="marketplace.campaign",
            ),
        ),
        migrations.AddField(
            model_name="invoiceline",
            name="invoice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="payouts.invoice",
            ),
        ),
        migrations.AddField(
            model_name="invoiceline",
            name="version",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="marketplace.ratecardversion",
            ),
        ),
        migrations.AddField(
            model_name="creditnoteline",
            name="invoice_line",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="credits",
                to="payouts.invoiceline",
            ),
        ),
        migrations.AddConstraint(
            model_name="journalseal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("last_id__gte", models.F("after_id")), ("seen_id__gte", models.F("last_id"))
                ),
                name="journal_seal_span",
            ),
        ),
        migrations.AddField(
            model_name="journaltransaction",
            name="actor",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="journaltransaction",
            name="reverses",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="reversed_by",
                to="payouts.journaltransaction",
            ),
        ),
        migrations.AddField(
            model_name="journalentry",
            name="transaction",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="entries",
                to="payouts.journaltransaction",
            ),
        ),
        migrations.AddField(
            model_name="clearing",
            name="transaction",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="payouts.journaltransaction",
            ),
        ),
        migrations.CreateModel(
            name="LedgerBalance",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="balance",
                        serialize=False,
                        to="payouts.ledgeraccount",
                    ),
                ),
                ("debits_minor", models.BigIntegerField()),
                ("credits_minor", models.BigIntegerField()),
                ("entry_count", models.BigIntegerField()),
            ],
        ),
        migrations.AddIndex(
            model_name="ledgeraccount",
            index=models.Index(fields=["kind", "owner_id"], name="ledger_account_by_owner"),
        ),
        migrations.AddField(
            model_name="journalentry",
            name="account",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="entries",
                to="payouts.ledgeraccount",
            ),
        ),
        migrations.AddField(
            model_name="limitcrossing",
            name="brand",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="limit_crossings",
                to="onboarding.brand",
            ),
        ),
        migrations.AddField(
            model_name="limitcrossing",
            name="campaign",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="marketplace.campaign",
            ),
        ),
        migrations.AddField(
            model_name="payee",
            name="agent",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payee",
                to="onboarding.agent",
            ),
        ),
        migrations.AddField(
            model_name="balancedecision",
            name="payee",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="payouts.payee",
            ),
        ),
        migrations.AddField(
            model_name="payer",
            name="brand",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payer",
                to="onboarding.brand",
            ),
        ),
        migrations.AddField(
            model_name="paymentmethod",
            name="brand",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payment_methods",
                to="onboarding.brand",
            ),
        ),
        migrations.AddField(
            model_name="brandpayment",
            name="method",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payments",
                to="payouts.paymentmethod",
            ),
        ),
        migrations.AddField(
            model_name="paymentmethodidstatusevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="paymentmethodidstatusevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="payouts.paymentmethod",
            ),
        ),
        migrations.AddField(
            model_name="payout",
            name="agent",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payouts",
                to="onboarding.agent",
            ),
        ),
        migrations.AddField(
            model_name="payout",
            name="payee",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payouts",
                to="payouts.payee",
            ),
        ),
        migrations.AddField(
            model_name="payoutdetails",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="payoutdetails",
            name="payee",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="details",
                to="payouts.payee",
            ),
        ),
        migrations.AddField(
            model_name="payoutdetails",
            name="proposed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="payoutdetailsidstatusevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="payoutdetailsidstatusevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="payouts.payoutdetails",
            ),
        ),
        migrations.AddField(
            model_name="payouthold",
            name="payee",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="holds",
                to="payouts.payee",
            ),
        ),
        migrations.AddField(
            model_name="payouthold",
            name="placed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="payouthold",
            name="released_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="payoutidstatusevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="payoutidstatusevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="payouts.payout",
            ),
        ),
        migrations.AddField(
            model_name="payoutminimum",
            name="payee",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="minimums",
                to="payouts.payee",
            ),
        ),
        migrations.AddField(
            model_name="payoutrun",
            name="approved_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="payoutrun",
            name="prepared_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="payout",
            name="run",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payouts",
                to="payouts.payoutrun",
            ),
        ),
        migrations.AddField(
            model_name="payoutrunidstatusevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="payoutrunidstatusevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="payouts.payoutrun",
            ),
        ),
        migrations.AddField(
            model_name="payoutskip",
            name="agent",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="onboarding.agent"
            ),
        ),
        migrations.AddField(
            model_name="payoutskip",
            name="run",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="skips",
                to="payouts.payoutrun",
            ),
        ),
        migrations.AddField(
            model_name="period",
            name="agent",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="periods",
                to="onboarding.agent",
            ),
        ),
        migrations.AddField(
            model_name="period",
            name="brand",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="periods",
                to="onboarding.brand",
            ),
        ),
        migrations.AddField(
            model_name="invoiceline",
            name="adjusts",
            field=models.ForeignKey(
                help_text="The closed period whose work became known or was corrected later.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="payouts.period",
            ),
        ),
        migrations.AddField(
            model_name="invoice",
            name="period",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invoices",
                to="payouts.period",
            ),
        ),
        migrations.AddField(
            model_name="extra",
            name="billing_adjusts",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="payouts.period",
            ),
        ),
        migrations.AddField(
            model_name="extra",
            name="billing_period",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="payouts.period",
            ),
        ),
        migrations.AddField(
            model_name="extra",
            name="pay_adjusts",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="payouts.period",
            ),
        ),
        migrations.AddField(
            model_name="extra",
            name="pay_period",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="payouts.period",
            ),
        ),
        migrations.AddField(
            model_name="creditnote",
            name="period",
            field=models.ForeignKey(
                help_text="The billing period in which the correction became known.",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="credit_notes",
                to="payouts.period",
            ),
        ),
        migrations.AddField(
            model_name="clearing",
            name="period",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="clearing",
                to="payouts.period",
            ),
        ),
        migrations.AddField(
            model_name="accrual",
            name="period",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="accruals",
                to="payouts.period",
            ),
        ),
        migrations.AddField(
            model_name="periodidstatusevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="periodidstatusevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="payouts.period",
            ),
        ),
        migrations.AddIndex(
            model_name="processormovement",
            index=models.Index(fields=["source"], name="processor_movement_by_source"),
        ),
        migrations.AddIndex(
            model_name="processormovement",
            index=models.Index(fields=["created_at"], name="processor_movement_by_time"),
        ),
        migrations.AddConstraint(
            model_name="processormovement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "net_minor",
                        django.db.models.expressions.CombinedExpression(
                            models.F("amount_minor"), "-", models.F("fee_minor")
                        ),
                    )
                ),
                name="processor_movement_adds_up",
            ),
        ),
        migrations.AddField(
            model_name="proofresult",
            name="proof",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="results",
                to="payouts.proof",
            ),
        ),
        migrations.AddField(
            model_name="ratedwork",
            name="agent",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="onboarding.agent",
            ),
        ),
        migrations.AddField(
            model_name="ratedwork",
            name="billing_period",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="payouts.period",
            ),
        ),
        migrations.AddField(
            model_name="ratedwork",
            name="brand",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="onboarding.brand",
            ),
        ),
        migrations.AddField(
            model_name="ratedwork",
            name="campaign",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="marketplace.campaign",
            ),
        ),
        migrations.AddField(
            model_name="ratedwork",
            name="corrects",
            field=models.OneToOneField(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="corrected_by",
                to="payouts.ratedwork",
            ),
        ),
        migrations.AddField(
            model_name="ratedwork",
            name="interaction",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="marketplace.interaction",
            ),
        ),
        migrations.AddField(
            model_name="ratedwork",
            name="pay_period",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="payouts.period",
            ),
        ),
        migrations.AddField(
            model_name="ratedwork",
            name="version",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="marketplace.ratecardversion",
            ),
        ),
        migrations.AddField(
            model_name="reveal",
            name="payee",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reveals",
                to="payouts.payee",
            ),
        ),
        migrations.AddField(
            model_name="reveal",
            name="revealed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="taxform",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="taxform",
            name="payee",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tax_forms",
                to="payouts.payee",
            ),
        ),
        migrations.AddField(
            model_name="taxform",
            name="signed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="taxformidstatusevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="taxformidstatusevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="payouts.taxform",
            ),
        ),
        migrations.AddField(
            model_name="termsproposal",
            name="brand",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="terms_proposals",
                to="onboarding.brand",
            ),
        ),
        migrations.AddField(
            model_name="termsproposal",
            name="proposed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="termsproposal",
            name="terms",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="proposal",
                to="payouts.billingterms",
            ),
        ),
        migrations.AddField(
            model_name="termsproposalidstatusevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="termsproposalidstatusevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="payouts.termsproposal",
            ),
        ),
        migrations.AddField(
            model_name="topuprule",
            name="brand",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="top_up_rule",
                to="onboarding.brand",
            ),
        ),
        migrations.AddField(
            model_name="topuprule",
            name="changed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="usagerecord",
            name="agent",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="onboarding.agent",
            ),
        ),
        migrations.AddField(
            model_name="usagerecord",
            name="brand",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="onboarding.brand",
            ),
        ),
        migrations.AddField(
            model_name="usagerecord",
            name="campaign",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="marketplace.campaign",
            ),
        ),
        migrations.AddField(
            model_name="usagerecord",
            name="interaction",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="usage",
                to="marketplace.interaction",
            ),
        ),
        migrations.AddField(
            model_name="ratedwork",
            name="usage",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="rated",
                to="payouts.usagerecord",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(("currency__regex", "^[A-Z]{3}$")),
                name="bank_account_currency_code",
            ),
        ),
        migrations.AddIndex(
            model_name="bankfile",
            index=models.Index(fields=["taken_at", "id"], name="bank_file_newest"),
        ),
        migrations.AddIndex(
            model_name="bankline",
            index=models.Index(fields=["booked_on", "id"], name="bank_line_by_day"),
        ),
        migrations.AddConstraint(
            model_name="bankline",
            constraint=models.UniqueConstraint(fields=("account", "key"), name="bank_line_once"),
        ),
        migrations.AddConstraint(
            model_name="bankline",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor", 0), _negated=True), name="bank_line_moves"
            ),
        ),
        migrations.AddConstraint(
            model_name="billingterms",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("credit_limit_minor__isnull", True),
                    models.Q(("credit_limit_minor__gte", 0), ("mode", "POSTPAID")),
                    _connector="OR",
                ),
                name="billing_terms_limit_of_postpaid",
            ),
        ),
        migrations.AddConstraint(
            model_name="billingterms",
            constraint=models.CheckConstraint(
                condition=models.Q(("payment_terms_days__lte", 365)),
                name="billing_terms_days_in_a_year",
            ),
        ),
        migrations.AddConstraint(
            model_name="billingterms",
            constraint=models.UniqueConstraint(
                fields=("brand", "number"), name="billing_terms_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="billingterms",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("raises_credit", False),
                    models.Q(
                        ("approved_by__isnull", False),
                        ("set_by__isnull", False),
                        models.Q(("approved_by", models.F("set_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="billing_terms_four_eyes",
            ),
        ),
        migrations.AddIndex(
            model_name="bankreceipt",
            index=models.Index(
                condition=models.Q(("status", "WAITING")),
                fields=["id"],
                name="bank_receipt_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankreceipt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("brand__isnull", False), ("payment__isnull", False), ("status", "BOOKED")
                    ),
                    models.Q(
                        models.Q(("status", "BOOKED"), _negated=True),
                        ("brand__isnull", True),
                        ("payment__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="bank_receipt_booked_has_payment",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bankreceipt",
            trigger=pgtrigger.compiler.Trigger(
                name="moves_only_as",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{BOOKED:WAITING,NOT_OURS:WAITING,WAITING:BOOKED,WAITING:NOT_OURS}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="dd6b0d54fac44cbbaf7cebe55a07258dbae64e91",
                    operation="UPDATE",
                    pgid="pgtrigger_moves_only_as_d92ca",
                    table="payouts_bankreceipt",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bankreceipt",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "payouts_bankreceiptidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="cb344829d2a8515321aca6fdf9b974213965ef7b",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_16dae",
                    table="payouts_bankreceipt",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bankreceipt",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."status" IS DISTINCT FROM (NEW."status"))',
                    func='INSERT INTO "payouts_bankreceiptidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="168f3a837d7d8483cc3b29e3040614683d5bc513",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_7a526",
                    table="payouts_bankreceipt",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="brandrefund",
            index=models.Index(fields=["proposed_at", "id"], name="brand_refund_newest"),
        ),
        migrations.AddConstraint(
            model_name="brandrefund",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gt", 0)), name="brand_refund_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="brandrefund",
            constraint=models.CheckConstraint(
                condition=models.Q(("approved_by", models.F("proposed_by")), _negated=True),
                name="brand_refund_four_eyes",
            ),
        ),
        migrations.AddConstraint(
            model_name="brandrefund",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["PROPOSED", "WITHDRAWN"]),
                    models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                    _connector="OR",
                ),
                name="brand_refund_approved_has_approver",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="brandrefund",
            trigger=pgtrigger.compiler.Trigger(
                name="moves_only_as",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{APPROVED:DONE,APPROVED:FAILED,DONE:FAILED,PROPOSED:APPROVED,PROPOSED:WITHDRAWN}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="27a6a24149c15feb1c3df581c1ba2300be2e67e3",
                    operation="UPDATE",
                    pgid="pgtrigger_moves_only_as_ca848",
                    table="payouts_brandrefund",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="brandrefund",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "payouts_brandrefundidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="04a5e361ced0d2b0b3bf4e809bce619c69545508",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_febe9",
                    table="payouts_brandrefund",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="brandrefund",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."status" IS DISTINCT FROM (NEW."status"))',
                    func='INSERT INTO "payouts_brandrefundidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="e73cea71c992f4b03c61ad556ebc53361d769895",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_e6bb6",
                    table="payouts_brandrefund",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="campaignbudget",
            constraint=models.UniqueConstraint(
                fields=("campaign", "number"), name="campaign_budget_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="campaignbudget",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount_minor__isnull", True), ("amount_minor__gte", 0), _connector="OR"
                ),
                name="campaign_budget_not_negative",
            ),
        ),
        migrations.AddIndex(
            model_name="chargeback",
            index=models.Index(fields=["opened_at", "id"], name="chargeback_newest"),
        ),
        migrations.AddConstraint(
            model_name="chargeback",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gt", 0), ("fee_minor__gte", 0)),
                name="chargeback_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="chargeback",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("resolution", ""),
                    models.Q(("resolved_at__isnull", False), ("status", "LOST")),
                    _connector="OR",
                ),
                name="chargeback_resolved_when_lost",
            ),
        ),
        migrations.AddConstraint(
            model_name="chargeback",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", False), ("status__in", ["WON", "LOST"])),
                    models.Q(
                        models.Q(("status__in", ["WON", "LOST"]), _negated=True),
                        ("closed_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="chargeback_closed_has_date",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="chargeback",
            trigger=pgtrigger.compiler.Trigger(
                name="moves_only_as",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{OPENED:LOST,OPENED:SUBMITTED,OPENED:WON,SUBMITTED:LOST,SUBMITTED:WON}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="f2b6e1f225d5254e3972549a529683656e60755c",
                    operation="UPDATE",
                    pgid="pgtrigger_moves_only_as_d0ae3",
                    table="payouts_chargeback",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="chargeback",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "payouts_chargebackidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="0b486b9b297c48eed3e79f4062ed9ce2e54d8d69",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_a0d83",
                    table="payouts_chargeback",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="chargeback",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."status" IS DISTINCT FROM (NEW."status"))',
                    func='INSERT INTO "payouts_chargebackidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="48193865554bacd33ec820b67f2f00caa3317bf8",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_c4f7c",
                    table="payouts_chargeback",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="difference",
            index=models.Index(fields=["found_at", "id"], name="difference_by_find"),
        ),
        migrations.AddConstraint(
            model_name="difference",
            constraint=models.UniqueConstraint(
                fields=("subject", "currency"), name="difference_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="difference",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["EXPLAINED", "ACCEPTED"]), _negated=True),
                    models.Q(
                        models.Q(("explanation", ""), _negated=True),
                        ("explained_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="difference_explained_in_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="difference",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "ACCEPTED"), _negated=True),
                    models.Q(
                        models.Q(("accepted_by", models.F("explained_by")), _negated=True),
                        ("accepted_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="difference_four_eyes",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="difference",
            trigger=pgtrigger.compiler.Trigger(
                name="moves_only_as",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{ACCEPTED:NEW,ACCEPTED:SETTLED,EXPLAINED:ACCEPTED,EXPLAINED:NEW,EXPLAINED:SETTLED,NEW:EXPLAINED,NEW:SETTLED,SETTLED:NEW}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="524088ef3cd4e0c2b24e501a797225bcce0b9e58",
                    operation="UPDATE",
                    pgid="pgtrigger_moves_only_as_0a836",
                    table="payouts_difference",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="difference",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "payouts_differenceidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="02828cfba5d932f13a91c6cdcab0c392f25f00e6",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_298ab",
                    table="payouts_difference",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="difference",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."status" IS DISTINCT FROM (NEW."status"))',
                    func='INSERT INTO "payouts_differenceidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="7de22586feb7ada68cd47dc98cc5227787499454",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_c0355",
                    table="payouts_difference",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount_minor__gt", 0), ("undoes__isnull", True)),
                    models.Q(("amount_minor__lt", 0), ("undoes__isnull", False)),
                    _connector="OR",
                ),
                name="allocation_undo_is_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="creditnoteline",
            constraint=models.UniqueConstraint(
                fields=("credit_note", "position"), name="credit_note_line_position"
            ),
        ),
        migrations.AddIndex(
            model_name="journaltransaction",
            index=models.Index(fields=["effective_at", "id"], name="journal_by_effect"),
        ),
        migrations.AddIndex(
            model_name="journaltransaction",
            index=models.Index(fields=["kind", "id"], name="journal_by_kind"),
        ),
        migrations.AddIndex(
            model_name="journalentry",
            index=models.Index(
                fields=["account", "id"], include=("amount_minor",), name="journal_entry_by_account"
            ),
        ),
        migrations.AddConstraint(
            model_name="journalentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor", 0), _negated=True), name="journal_entry_moves"
            ),
        ),
        migrations.AddIndex(
            model_name="limitcrossing",
            index=models.Index(fields=["brand", "id"], name="limit_crossing_by_brand"),
        ),
        migrations.AddConstraint(
            model_name="limitcrossing",
            constraint=models.UniqueConstraint(
                fields=("brand", "campaign", "measure", "number"),
                name="limit_crossing_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="limitcrossing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("campaign__isnull", False), ("measure", "BUDGET")),
                    models.Q(
                        models.Q(("measure", "BUDGET"), _negated=True), ("campaign__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="limit_crossing_of_a_budget_names_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="payee",
            constraint=models.UniqueConstraint(
                condition=models.Q(("account", ""), _negated=True),
                fields=("account",),
                name="payee_account_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="payee",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("transfers_enabled", False),
                    models.Q(("account", ""), _negated=True),
                    _connector="OR",
                ),
                name="payee_enabled_has_account",
            ),
        ),
        migrations.AddConstraint(
            model_name="balancedecision",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gt", 0)), name="balance_decision_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="balancedecision",
            constraint=models.CheckConstraint(
                condition=models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                name="balance_decision_four_eyes",
            ),
        ),
        migrations.AddConstraint(
            model_name="balancedecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status", "PROPOSED"), ("decided_by__isnull", False), _connector="OR"
                ),
                name="balance_decision_approved_has_decider",
            ),
        ),
        migrations.AddConstraint(
            model_name="balancedecision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "PROPOSED")),
                fields=("payee", "currency"),
                name="balance_decision_one_open",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="balancedecision",
            trigger=pgtrigger.compiler.Trigger(
                name="moves_only_as",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{PROPOSED:APPROVED,PROPOSED:REJECTED}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="194808786147f0bf81b93f06167d08f9290749af",
                    operation="UPDATE",
                    pgid="pgtrigger_moves_only_as_5afed",
                    table="payouts_balancedecision",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="balancedecision",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "payouts_balancedecisionidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="84f3ad0abd6bec7f5aee316d029302c2ff8b2619",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_fecfb",
                    table="payouts_balancedecision",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="balancedecision",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."status" IS DISTINCT FROM (NEW."status"))',
                    func='INSERT INTO "payouts_balancedecisionidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="c3886e64d3115551d92a679cf1247fb6c3d63e6a",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_0a94e",
                    table="payouts_balancedecision",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="payer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reference", ""), _negated=True),
                fields=("reference",),
                name="payer_reference_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentmethod",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_default", True)),
                fields=("brand",),
                name="payment_method_one_default",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentmethod",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_default", False), ("status", "ACTIVE"), _connector="OR"),
                name="payment_method_default_is_active",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paymentmethod",
            trigger=pgtrigger.compiler.Trigger(
                name="moves_only_as",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{ACTIVE:REMOVED}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="7e46219a9fa7abe2e1d6222b04d835165e961973",
                    operation="UPDATE",
                    pgid="pgtrigger_moves_only_as_a3c47",
                    table="payouts_paymentmethod",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paymentmethod",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "payouts_paymentmethodidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="3cce18c261c7f0f4155633bf39474f323ff4b3a1",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_bad11",
                    table="payouts_paymentmethod",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paymentmethod",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."status" IS DISTINCT FROM (NEW."status"))',
                    func='INSERT INTO "payouts_paymentmethodidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="f8abc3be3061bf78f02854db7c1304b22e4780a0",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_9416b",
                    table="payouts_paymentmethod",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="brandpayment",
            index=models.Index(fields=["asked_at", "id"], name="brand_payment_newest"),
        ),
        migrations.AddIndex(
            model_name="brandpayment",
            index=models.Index(fields=["brand", "asked_at", "id"], name="brand_payment_by_brand"),
        ),
        migrations.AddIndex(
            model_name="brandpayment",
            index=models.Index(
                condition=models.Q(("status__in", ["REQUESTED", "PROCESSING", "NEEDS_BRAND"])),
                fields=["id"],
                name="brand_payment_live",
            ),
        ),
        migrations.AddConstraint(
            model_name="brandpayment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount_minor__gt", 0),
                    ("owed_minor__gte", 0),
                    ("owed_minor__lte", models.F("amount_minor")),
                ),
                name="brand_payment_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="brandpayment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reference", ""), _negated=True),
                fields=("rail", "reference"),
                name="brand_payment_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="brandpayment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["REQUESTED", "PROCESSING", "NEEDS_BRAND"])),
                fields=("invoice",),
                name="brand_payment_one_live",
            ),
        ),
        migrations.AddConstraint(
            model_name="brandpayment",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("purpose", "PREPAID"),
                    ("status__in", ["REQUESTED", "PROCESSING", "NEEDS_BRAND"]),
                ),
                fields=("brand", "currency"),
                name="brand_payment_one_live_top_up",
            ),
        ),
        migrations.AddConstraint(
            model_name="brandpayment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("received_at__isnull", False), ("status__in", ["SUCCEEDED", "RETURNED"])
                    ),
                    models.Q(
                        models.Q(("status__in", ["SUCCEEDED", "RETURNED"]), _negated=True),
                        ("received_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="brand_payment_received_has_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="brandpayment",
            constraint=models.CheckConstraint(
                condition=models.Q(("owed_minor", 0), ("status", "RETURNED"), _connector="OR"),
                name="brand_payment_owed_came_back",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="brandpayment",
            trigger=pgtrigger.compiler.Trigger(
                name="moves_only_as",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{NEEDS_BRAND:FAILED,NEEDS_BRAND:PROCESSING,NEEDS_BRAND:SUCCEEDED,PROCESSING:FAILED,PROCESSING:NEEDS_BRAND,PROCESSING:SUCCEEDED,REQUESTED:FAILED,REQUESTED:NEEDS_BRAND,REQUESTED:PROCESSING,REQUESTED:SUCCEEDED,SUCCEEDED:RETURNED}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="1edd819723b9fab46b03f134da178d0182535bc6",
                    operation="UPDATE",
                    pgid="pgtrigger_moves_only_as_7fbee",
                    table="payouts_brandpayment",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="brandpayment",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "payouts_brandpaymentidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="817e91ba1a3565f820343747b12a25faf70e11c2",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_5d164",
                    table="payouts_brandpayment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="brandpayment",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."status" IS DISTINCT FROM (NEW."status"))',
                    func='INSERT INTO "payouts_brandpaymentidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="267217efdfdac2cd5d90d7aa23f1ee66a60e3d98",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_15a12",
                    table="payouts_brandpayment",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="payoutdetails",
            index=models.Index(fields=["fingerprint"], name="payout_details_alike"),
        ),
        migrations.AddConstraint(
            model_name="payoutdetails",
            constraint=models.UniqueConstraint(
                fields=("payee", "version"), name="payout_details_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="payoutdetails",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "PROPOSED")),
                fields=("payee",),
                name="payout_details_one_proposed",
            ),
        ),
        migrations.AddConstraint(
            model_name="payoutdetails",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "CONFIRMED")),
                fields=("payee",),
                name="payout_details_one_confirmed",
            ),
        ),
        migrations.AddConstraint(
            model_name="payoutdetails",
            constraint=models.CheckConstraint(
                condition=models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                name="payout_details_four_eyes",
            ),
        ),
        migrations.AddConstraint(
            model_name="payoutdetails",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["PROPOSED", "REJECTED"]),
                    ("decided_by__isnull", False),
                    models.Q(("is_own", True), ("risks", "")),
                    _connector="OR",
                ),
                name="payout_details_second_look",
            ),
        ),
        migrations.AddConstraint(
            model_name="payoutdetails",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["CONFIRMED", "SUPERSEDED"]), _negated=True),
                    models.Q(
                        ("confirmed_at__isnull", False),
                        ("effective_at__gte", models.F("confirmed_at")),
                    ),
                    _connector="OR",
                ),
                name="payout_details_confirmed_has_dates",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payoutdetails",
            trigger=pgtrigger.compiler.Trigger(
                name="moves_only_as",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{CONFIRMED:REJECTED,CONFIRMED:SUPERSEDED,PROPOSED:CONFIRMED,PROPOSED:REJECTED}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="73e4d9148c717346f9610cbb0ea63e918f31e306",
                    operation="UPDATE",
                    pgid="pgtrigger_moves_only_as_044f6",
                    table="payouts_payoutdetails",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payoutdetails",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "payouts_payoutdetailsidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="a3d4fd30162ab16bf496099336fa6675de34c0b8",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_36aca",
                    table="payouts_payoutdetails",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payoutdetails",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."status" IS DISTINCT FROM (NEW."status"))',
                    func='INSERT INTO "payouts_payoutdetailsidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="2d0ae17ebe669620facdfbfc1c72a8c24d0e6e2e",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_17c82",
                    table="payouts_payoutdetails",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="payouthold",
            index=models.Index(
                condition=models.Q(("released_at__isnull", True)),
                fields=["payee"],
                name="payout_hold_standing",
            ),
        ),
        migrations.AddConstraint(
            model_name="payouthold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount_minor__isnull", True), ("currency", "")),
                    models.Q(
                        ("amount_minor__gt", 0),
                        ("amount_minor__isnull", False),
                        models.Q(("currency", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="payout_hold_amount_has_currency",
            ),
        ),
        migrations.AddConstraint(
            model_name="payoutminimum",
            constraint=models.UniqueConstraint(
                fields=("payee", "currency"), name="payout_minimum_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="payoutminimum",
            constraint=models.CheckConstraint(
                condition=models.Q(("minimum_minor__gt", 0)), name="payout_minimum_positive"
            ),
        ),
        migrations.AddIndex(
            model_name="payoutrun",
            index=models.Index(fields=["prepared_at", "id"], name="payout_run_newest"),
        ),
        migrations.AddConstraint(
            model_name="payoutrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["DRAFT", "COMPUTED", "CANCELLED"]),
                    models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                    _connector="OR",
                ),
                name="payout_run_approved_has_approver",
            ),
        ),
        migrations.AddConstraint(
            model_name="payoutrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("approved_by", models.F("prepared_by")), _negated=True),
                name="payout_run_four_eyes",
            ),
        ),
        migrations.AddConstraint(
            model_name="payoutrun",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "CANCELLED"), _negated=True),
                fields=("currency", "cutoff_at"),
                name="payout_run_once",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payoutrun",
            trigger=pgtrigger.compiler.Trigger(
                name="moves_only_as",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{APPROVED:CANCELLED,APPROVED:EXECUTING,COMPUTED:APPROVED,COMPUTED:CANCELLED,DRAFT:CANCELLED,DRAFT:COMPUTED,EXECUTING:COMPLETED,EXECUTING:PAUSED,PAUSED:EXECUTING}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="429aed5f3f0e5c99e6c880150d740d59546767e6",
                    operation="UPDATE",
                    pgid="pgtrigger_moves_only_as_08a98",
                    table="payouts_payoutrun",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payoutrun",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "payouts_payoutrunidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="667494acb93f21a7c269818c8de533446ef35ff8",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_4a706",
                    table="payouts_payoutrun",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payoutrun",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."status" IS DISTINCT FROM (NEW."status"))',
                    func='INSERT INTO "payouts_payoutrunidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="351f93b36555fb3ef9fb172c2eb644366da154a9",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_0884e",
                    table="payouts_payoutrun",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gt", 0)), name="payout_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.UniqueConstraint(fields=("run", "agent"), name="payout_once_a_run"),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["RESERVED", "SENDING", "UNKNOWN"])),
                fields=("agent", "currency"),
                name="payout_one_live",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("paid_at__isnull", False), ("status__in", ["PAID", "RETURNED"])),
                    models.Q(
                        models.Q(("status__in", ["PAID", "RETURNED"]), _negated=True),
                        ("paid_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="payout_paid_has_date",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payout",
            trigger=pgtrigger.compiler.Trigger(
                name="moves_only_as",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{PAID:RETURNED,PLANNED:CANCELLED,PLANNED:RESERVED,RESERVED:CANCELLED,RESERVED:SENDING,SENDING:PAID,SENDING:REJECTED,SENDING:RESERVED,SENDING:UNKNOWN,UNKNOWN:PAID,UNKNOWN:REJECTED,UNKNOWN:RESERVED}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="0a5d64db230f93de170c2f067eb7be3216fbcf95",
                    operation="UPDATE",
                    pgid="pgtrigger_moves_only_as_d1dcf",
                    table="payouts_payout",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payout",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "payouts_payoutidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="770e816d4424b33b00bca93bdc6691ea8165d62e",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_aabc0",
                    table="payouts_payout",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payout",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."status" IS DISTINCT FROM (NEW."status"))',
                    func='INSERT INTO "payouts_payoutidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="8d604e616470fa704ef2aa87147fcfb56020c1a8",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a42d4",
                    table="payouts_payout",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="payoutskip",
            constraint=models.UniqueConstraint(fields=("run", "agent"), name="payout_skip_once"),
        ),
        migrations.AddIndex(
            model_name="period",
            index=models.Index(
                condition=models.Q(("status", "CLOSED"), _negated=True),
                fields=["to_at"],
                name="period_to_close",
            ),
        ),
        migrations.AddIndex(
            model_name="period",
            index=models.Index(fields=["agent", "from_at"], name="period_by_agent"),
        ),
        migrations.AddIndex(
            model_name="period",
            index=models.Index(fields=["brand", "from_at"], name="period_by_brand"),
        ),
        migrations.AddConstraint(
            model_name="period",
            constraint=models.UniqueConstraint(
                fields=("kind", "brand", "agent", "currency", "from_at"),
                name="period_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="period",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("agent__isnull", True), ("brand__isnull", False), ("kind", "BILLING")
                    ),
                    models.Q(("agent__isnull", False), ("brand__isnull", True), ("kind", "PAY")),
                    _connector="OR",
                ),
                name="period_has_one_party",
            ),
        ),
        migrations.AddConstraint(
            model_name="period",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_at__gt", models.F("from_at"))), name="period_runs_forward"
            ),
        ),
        migrations.AddConstraint(
            model_name="period",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cutoff_at__isnull", True), ("status", "OPEN")),
                    models.Q(
                        ("cutoff_at__gte", models.F("to_at")),
                        ("cutoff_at__isnull", False),
                        ("status__in", ["CLOSING", "CLOSED"]),
                    ),
                    _connector="OR",
                ),
                name="period_closed_has_cutoff",
            ),
        ),
        migrations.AddConstraint(
            model_name="period",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("kind", "="),
                    (models.Func(models.F("brand"), models.Value(0), function="COALESCE"), "="),
                    (models.Func(models.F("agent"), models.Value(0), function="COALESCE"), "="),
                    ("currency", "="),
                    (
                        models.Func(
                            models.F("from_at"),
                            models.F("to_at"),
                            function="TSTZRANGE",
                            output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="period_no_overlap",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="period",
            trigger=pgtrigger.compiler.Trigger(
                name="moves_only_as",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{CLOSING:CLOSED,OPEN:CLOSING}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="031c8c035fc747dd17af48b2558b11eb1974e80c",
                    operation="UPDATE",
                    pgid="pgtrigger_moves_only_as_95d60",
                    table="payouts_period",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="period",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "payouts_periodidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="c4529ea8ebfbff9b52bfde51b4bde09b415dacbc",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_1d0d1",
                    table="payouts_period",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="period",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."status" IS DISTINCT FROM (NEW."status"))',
                    func='INSERT INTO "payouts_periodidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="a45565595f909d83cee46eabf6294eba96ea24f0",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_dafeb",
                    table="payouts_period",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="invoiceline",
            constraint=models.UniqueConstraint(
                fields=("invoice", "position"), name="invoice_line_position"
            ),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(fields=["brand", "drafted_at", "id"], name="invoice_by_brand"),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "DISCARDED"), _negated=True),
                fields=("period",),
                name="invoice_once_a_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "total_minor",
                        django.db.models.expressions.CombinedExpression(
                            models.F("net_minor"), "+", models.F("tax_minor")
                        ),
                    )
                ),
                name="invoice_total_adds_up",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("net_minor__gte", 0), ("tax_minor__gte", 0)),
                name="invoice_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("paid_minor__gte", 0), ("paid_minor__lte", models.F("total_minor"))
                ),
                name="invoice_paid_within_total",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("number__isnull", True), ("status__in", ["DRAFT", "DISCARDED"])),
                    models.Q(
                        models.Q(("status__in", ["DRAFT", "DISCARDED"]), _negated=True),
                        ("due_on__isnull", False),
                        ("issued_at__isnull", False),
                        ("number__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="invoice_issued_is_complete",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoice",
            trigger=pgtrigger.compiler.Trigger(
                name="moves_only_as",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{DRAFT:DISCARDED,DRAFT:ISSUED,ISSUED:PAID,ISSUED:PARTLY_PAID,ISSUED:UNCOLLECTIBLE,PAID:ISSUED,PAID:PARTLY_PAID,PARTLY_PAID:ISSUED,PARTLY_PAID:PAID,PARTLY_PAID:UNCOLLECTIBLE}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="83c46d92814171c793f221117760bfdc8297b49d",
                    operation="UPDATE",
                    pgid="pgtrigger_moves_only_as_48370",
                    table="payouts_invoice",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoice",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "payouts_invoiceidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="98184ed76d364aaa4bd3f4e427e3e6ceafa088ef",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_2eb37",
                    table="payouts_invoice",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoice",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."status" IS DISTINCT FROM (NEW."status"))',
                    func='INSERT INTO "payouts_invoiceidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="5f62c1e0629963e4ca43787e0b512c3d2b5f3a87",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_b7345",
                    table="payouts_invoice",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="extra",
            index=models.Index(fields=["recorded_at", "id"], name="extra_newest"),
        ),
        migrations.AddIndex(
            model_name="extra",
            index=models.Index(fields=["currency", "work_day"], name="extra_by_day"),
        ),
        migrations.AddConstraint(
            model_name="extra",
            constraint=models.CheckConstraint(
                condition=models.Q(("charge_minor", 0), ("pay_minor", 0), _negated=True),
                name="extra_moves_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="extra",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("pay_adjusts__isnull", True),
                        ("pay_minor", 0),
                        ("pay_period__isnull", True),
                    ),
                    models.Q(
                        models.Q(("pay_minor", 0), _negated=True),
                        ("agent__isnull", False),
                        ("pay_period__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="extra_pay_has_agent_and_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="extra",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("billing_period__isnull", True),
                        ("charge_minor", 0),
                        ("billing_adjusts__isnull", True),
                    ),
                    models.Q(
                        models.Q(("charge_minor", 0), _negated=True),
                        ("billing_period__isnull", False),
                        ("brand__isnull", False),
                        ("campaign__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="extra_charge_has_campaign_and_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="creditnote",
            constraint=models.UniqueConstraint(
                fields=("invoice", "period"), name="credit_note_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="creditnote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("net_minor__gt", 0),
                    (
                        "total_minor",
                        django.db.models.expressions.CombinedExpression(
                            models.F("net_minor"), "+", models.F("tax_minor")
                        ),
                    ),
                ),
                name="credit_note_adds_up",
            ),
        ),
        migrations.AddConstraint(
            model_name="accrual",
            constraint=models.UniqueConstraint(
                fields=("period", "campaign", "day", "n"), name="accrual_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="accrual",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("event_key", ""), ("posted_minor", 0)),
                    models.Q(
                        models.Q(("posted_minor", 0), _negated=True),
                        models.Q(("event_key", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="accrual_posted_has_key",
            ),
        ),
        migrations.AddConstraint(
            model_name="proofresult",
            constraint=models.UniqueConstraint(fields=("proof", "code"), name="proof_result_once"),
        ),
        migrations.AddIndex(
            model_name="taxform",
            index=models.Index(fields=["holds_until"], name="tax_form_ends"),
        ),
        migrations.AddConstraint(
            model_name="taxform",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "SUBMITTED")),
                fields=("payee",),
                name="tax_form_one_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="taxform",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "APPROVED")),
                fields=("payee",),
                name="tax_form_one_approved",
            ),
        ),
        migrations.AddConstraint(
            model_name="taxform",
            constraint=models.CheckConstraint(
                condition=models.Q(("decided_by", models.F("signed_by")), _negated=True),
                name="tax_form_four_eyes",
            ),
        ),
        migrations.AddConstraint(
            model_name="taxform",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "APPROVED"), _negated=True),
                    models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                    _connector="OR",
                ),
                name="tax_form_approved_has_decider",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="taxform",
            trigger=pgtrigger.compiler.Trigger(
                name="moves_only_as",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{APPROVED:SUPERSEDED,SUBMITTED:APPROVED,SUBMITTED:REJECTED,SUBMITTED:SUPERSEDED}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="71d518539b91339730b3ce3e162b258fb327e5b2",
                    operation="UPDATE",
                    pgid="pgtrigger_moves_only_as_d44d3",
                    table="payouts_taxform",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="taxform",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "payouts_taxformidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="9558d4240c18a96516e741709cc7d3542729fc24",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_fdfc1",
                    table="payouts_taxform",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="taxform",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."status" IS DISTINCT FROM (NEW."status"))',
                    func='INSERT INTO "payouts_taxformidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="9320b468bce2992b8c36228a0a764d3fffeb4aa3",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_55c5a",
                    table="payouts_taxform",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="termsproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("credit_limit_minor__isnull", True),
                    models.Q(("credit_limit_minor__gte", 0), ("mode", "POSTPAID")),
                    _connector="OR",
                ),
                name="terms_proposal_limit_of_postpaid",
            ),
        ),
        migrations.AddConstraint(
            model_name="termsproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("payment_terms_days__lte", 365)),
                name="terms_proposal_days_in_a_year",
            ),
        ),
        migrations.AddConstraint(
            model_name="termsproposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "OPEN")),
                fields=("brand",),
                name="terms_proposal_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="termsproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "APPROVED"), ("terms__isnull", False)),
                    models.Q(
                        models.Q(("status", "APPROVED"), _negated=True), ("terms__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="terms_proposal_approved_has_terms",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="termsproposal",
            trigger=pgtrigger.compiler.Trigger(
                name="moves_only_as",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{OPEN:APPROVED,OPEN:WITHDRAWN}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="9c15061f88b74e28f878a98a96caebe6d50238ab",
                    operation="UPDATE",
                    pgid="pgtrigger_moves_only_as_77709",
                    table="payouts_termsproposal",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="termsproposal",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "payouts_termsproposalidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="361c8fc2a8c222cf4457f3b61fd191aa8e6ed440",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_c175f",
                    table="payouts_termsproposal",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="termsproposal",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."status" IS DISTINCT FROM (NEW."status"))',
                    func='INSERT INTO "payouts_termsproposalidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="37310c30e081c7a351b82c7c3c6f07eca5ceb7dc",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_cd579",
                    table="payouts_termsproposal",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="topuprule",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gt", 0), ("threshold_minor__gte", 0)),
                name="top_up_rule_amounts",
            ),
        ),
        migrations.AddIndex(
            model_name="ratedwork",
            index=models.Index(fields=["pay_period", "campaign"], name="rated_by_pay_period"),
        ),
        migrations.AddIndex(
            model_name="ratedwork",
            index=models.Index(
                fields=["billing_period", "campaign"], name="rated_by_billing_period"
            ),
        ),
        migrations.AddConstraint(
            model_name="ratedwork",
            constraint=models.UniqueConstraint(
                condition=models.Q(("corrects__isnull", True)),
                fields=("usage",),
                name="rated_work_once",
            ),
        ),
    ]
