import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.operations
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.fields.json
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import onboarding.encryption
import payouts.buyers.tax_rules
import payouts.gateway.bank_files.answers
import payouts.gateway.bank_files.orders
import payouts.payees.rails
import payouts.receivables.limits


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("marketplace", "0002_initial"),
        ("onboarding", "0001_initial"),
        ("onboarding", "__first__"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        django.contrib.postgres.operations.BtreeGistExtension(),
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
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("currency__regex", "^[A-Z]{3}$")),
                        name="bank_account_currency_code",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BankReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("kind", models.CharField(max_length=12)),
                ("name", models.CharField(help_text="What the bank calls it.", max_length=80)),
                ("file_name", models.CharField(max_length=200)),
                ("row_count", models.PositiveIntegerField()),
                (
                    "left_out",
                    models.PositiveIntegerField(help_text="Entries that concern no payout."),
                ),
                ("received_at", models.DateTimeField()),
                (
                    "received_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["received_at", "id"], name="bank_report_newest")],
            },
        ),
        migrations.CreateModel(
            name="BillingProfile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("legal_name", models.CharField(max_length=200)),
                ("street", models.TextField(help_text="Up to three lines.")),
                ("postal_code", models.CharField(blank=True, max_length=16)),
                ("city", models.CharField(max_length=80)),
                ("region", models.CharField(blank=True, max_length=80)),
                ("country", models.CharField(help_text="ISO 3166-1 alpha-2.", max_length=2)),
                ("vat_number", models.CharField(blank=True, max_length=32)),
                (
                    "vat_number_is_valid",
                    models.BooleanField(
                        default=False, help_text="By its country's rule for form and check digits."
                    ),
                ),
                ("invoice_email", models.EmailField(blank=True, max_length=254)),
                ("language", models.CharField(default="en", max_length=12)),
                ("updated_at", models.DateTimeField()),
                (
                    "brand",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="billing_profile",
                        to="onboarding.brand",
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("country__regex", "^[A-Z]{2}$")),
                        name="billing_profile_country",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("vat_number_is_valid", False),
                            models.Q(("vat_number", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="billing_profile_valid_number_is_there",
                    ),
                ],
            },
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
                (
                    "approved_by",
                    models.ForeignKey(
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
                        related_name="billing_terms",
                        to="onboarding.brand",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("credit_limit_minor__isnull", True),
                            models.Q(("credit_limit_minor__gte", 0), ("mode", "POSTPAID")),
                            _connector="OR",
                        ),
                        name="billing_terms_limit_of_postpaid",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("payment_terms_days__lte", 365)),
                        name="billing_terms_days_in_a_year",
                    ),
                    models.UniqueConstraint(fields=("brand", "number"), name="billing_terms_once"),
                    models.CheckConstraint(
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
                ],
            },
        ),
        migrations.CreateModel(
            name="BonusCase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("REFERRAL", "Referral"),
                            ("CERTIFICATION", "Certification"),
                            ("TRAINING", "Paid training"),
                        ],
                        max_length=13,
                    ),
                ),
                ("reference", models.CharField(max_length=80)),
                ("happened_at", models.DateTimeField()),
                ("seconds", models.PositiveIntegerField(default=0, help_text="Of training.")),
                ("source", models.CharField(max_length=40)),
                ("recorded_at", models.DateTimeField()),
                (
                    "about",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="onboarding.agent",
                    ),
                ),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="onboarding.agent",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="marketplace.campaign",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["happened_at", "id"], name="bonus_case_newest")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agent", "kind", "reference"), name="bonus_case_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "REFERRAL")),
                        fields=("about",),
                        name="bonus_case_referred_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("about__isnull", False),
                                ("kind", "REFERRAL"),
                                models.Q(("about", models.F("agent")), _negated=True),
                            ),
                            models.Q(
                                models.Q(("kind", "REFERRAL"), _negated=True),
                                ("about__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="bonus_case_refers_somebody_else",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "TRAINING"), ("seconds__gt", 0)),
                            models.Q(models.Q(("kind", "TRAINING"), _negated=True), ("seconds", 0)),
                            _connector="OR",
                        ),
                        name="bonus_case_of_training_has_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BonusTerms",
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
                            ("REFERRAL", "Referral"),
                            ("CERTIFICATION", "Certification"),
                            ("TRAINING", "Paid training"),
                        ],
                        max_length=13,
                    ),
                ),
                ("effective_from", models.DateTimeField()),
                ("pay", models.DecimalField(decimal_places=9, max_digits=18)),
                ("charge", models.DecimalField(decimal_places=9, max_digits=18)),
                (
                    "funded_by",
                    models.CharField(
                        choices=[("BRAND", "The brand"), ("PLATFORM", "The platform")], max_length=8
                    ),
                ),
                ("needed_seconds", models.PositiveIntegerField(default=0)),
                ("within_days", models.PositiveSmallIntegerField(default=0)),
                ("set_at", models.DateTimeField()),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="marketplace.campaign",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "kind", "effective_from"), name="bonus_terms_one_start"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("charge__gte", 0), ("pay__gte", 0)),
                        name="bonus_terms_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("funded_by", "BRAND"), ("charge", 0), _connector="OR"),
                        name="bonus_terms_charge_who_funds_them",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("effective_from__gte", models.F("set_at"))),
                        name="bonus_terms_not_of_the_past",
                    ),
                ],
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
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="budgets",
                        to="marketplace.campaign",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "number"), name="campaign_budget_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_minor__isnull", True),
                            ("amount_minor__gte", 0),
                            _connector="OR",
                        ),
                        name="campaign_budget_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CommittedInterval",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(help_text="Exclusive.")),
                ("staffed_seconds", models.PositiveIntegerField()),
                (
                    "booked_at",
                    models.DateTimeField(help_text="Unknown counts as in time.", null=True),
                ),
                ("source", models.CharField(max_length=40)),
                ("recorded_at", models.DateTimeField()),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="onboarding.agent",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="marketplace.campaign",
                    ),
                ),
                (
                    "supersedes",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="payouts.committedinterval",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["agent", "starts_at"], name="committed_by_agent")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="committed_interval_runs_forward",
                    )
                ],
            },
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
                            ("STATEMENT", "A statement's lines are not what the books hold of it"),
                            (
                                "AGENT",
                                "What an agent has is not what they earned less what they were paid",
                            ),
                            ("BANK_OURS", "In the books; no line of our bank's is it"),
                            (
                                "BANK_THEIRS",
                                "On a line of our bank's; the books know nothing of it",
                            ),
                            ("BANK_AMOUNT", "In the books and at our bank, with different amounts"),
                            (
                                "BANK_BALANCE",
                                "A bank statement does not follow from the one before it",
                            ),
                            ("BANK_OPENING", "Stood in an account before its first statement"),
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
                (
                    "accepted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "explained_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["found_at", "id"], name="difference_by_find")],
                "constraints": [
                    models.UniqueConstraint(fields=("subject", "currency"), name="difference_once"),
                    models.CheckConstraint(
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
                    models.CheckConstraint(
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
                ],
            },
        ),
        migrations.CreateModel(
            name="DisputeBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.UUIDField(
                        help_text="Of the form: sent twice, it opens once.", unique=True
                    ),
                ),
                ("asked", models.JSONField(help_text="The filter, as plain data.")),
                ("opened_at", models.DateTimeField()),
                ("dispute_count", models.PositiveIntegerField()),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="onboarding.brand",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DunningTerms",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("currency", models.CharField(blank=True, max_length=3)),
                ("from_on", models.DateField()),
                (
                    "friendly_days",
                    models.PositiveSmallIntegerField(
                        help_text="After the due date; empty: this step is left out.", null=True
                    ),
                ),
                (
                    "first_days",
                    models.PositiveSmallIntegerField(
                        help_text="After the due date; empty: this step is left out.", null=True
                    ),
                ),
                (
                    "second_days",
                    models.PositiveSmallIntegerField(
                        help_text="After the due date; empty: this step is left out.", null=True
                    ),
                ),
                (
                    "final_days",
                    models.PositiveSmallIntegerField(
                        help_text="After the due date; empty: this step is left out.", null=True
                    ),
                ),
                (
                    "stop_days",
                    models.PositiveSmallIntegerField(
                        help_text="After the due date; empty: this step is left out.", null=True
                    ),
                ),
                ("reason", models.CharField(max_length=200)),
                ("set_at", models.DateTimeField()),
                (
                    "brand",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dunning_terms",
                        to="onboarding.brand",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("brand__isnull", True), ("currency", ""), _connector="OR"
                        ),
                        name="dunning_terms_of_brand_or_currency",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EventPoll",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateTimeField()),
                ("begun_at", models.DateTimeField()),
                ("event_count", models.PositiveIntegerField()),
                (
                    "new_count",
                    models.PositiveIntegerField(help_text="Messages that had not arrived."),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["begun_at"], name="event_poll_newest")],
            },
        ),
        migrations.CreateModel(
            name="EvidenceFile",
            fields=[
                ("sha256", models.CharField(max_length=64, primary_key=True, serialize=False)),
                (
                    "media_type",
                    models.CharField(help_text="By its bytes, not by its name.", max_length=40),
                ),
                ("size", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
                ("stored_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="FloorTerms",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("effective_from", models.DateTimeField()),
                ("per_hour", models.DecimalField(decimal_places=9, max_digits=18)),
                ("multiplier", models.DecimalField(decimal_places=6, default=1, max_digits=9)),
                ("per_contact", models.DecimalField(decimal_places=9, default=0, max_digits=18)),
                (
                    "funded_by",
                    models.CharField(
                        choices=[("BRAND", "The brand"), ("PLATFORM", "The platform")], max_length=8
                    ),
                ),
                ("set_at", models.DateTimeField()),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="marketplace.campaign",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "effective_from"), name="floor_terms_one_start"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("multiplier__gt", 0), ("per_contact__gte", 0), ("per_hour__gte", 0)
                        ),
                        name="floor_terms_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("effective_from__gte", models.F("set_at"))),
                        name="floor_terms_not_of_the_past",
                    ),
                ],
            },
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
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("handled_at__isnull", True)),
                        fields=["id"],
                        name="gateway_event_unhandled",
                    ),
                    models.Index(
                        django.db.models.fields.json.KeyTextTransform(
                            "transfer_group",
                            django.db.models.fields.json.KeyTextTransform(
                                "object",
                                django.db.models.fields.json.KeyTextTransform("data", "payload"),
                            ),
                        ),
                        name="gateway_event_group",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InstantTariff",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("effective_from", models.DateTimeField()),
                (
                    "is_offered",
                    models.BooleanField(help_text="Not offered: nobody can ask from then on."),
                ),
                ("percent", models.DecimalField(decimal_places=4, max_digits=6)),
                ("minimum_minor", models.BigIntegerField(help_text="The least that is charged.")),
                (
                    "day_limit_minor",
                    models.BigIntegerField(help_text="What an agent may ask for in one day."),
                ),
                ("set_at", models.DateTimeField()),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("currency", "effective_from"), name="instant_tariff_one_start"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("day_limit_minor__gt", 0),
                            ("minimum_minor__gte", 0),
                            ("percent__gte", 0),
                            ("percent__lte", 25),
                        ),
                        name="instant_tariff_in_bounds",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("effective_from__gte", models.F("set_at"))),
                        name="instant_tariff_not_of_the_past",
                    ),
                ],
            },
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
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last_id__gte", models.F("after_id")),
                            ("seen_id__gte", models.F("last_id")),
                        ),
                        name="journal_seal_span",
                    )
                ],
            },
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
                (
                    "actor",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="reversed_by",
                        to="payouts.journaltransaction",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["effective_at", "id"], name="journal_by_effect"),
                    models.Index(fields=["kind", "id"], name="journal_by_kind"),
                ],
            },
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
                            ("PAYOUT_FEES", "PAYOUT_FEES"),
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
            options={
                "indexes": [
                    models.Index(fields=["kind", "owner_id"], name="ledger_account_by_owner")
                ],
            },
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
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="limit_crossings",
                        to="onboarding.brand",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="marketplace.campaign",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["brand", "id"], name="limit_crossing_by_brand")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("brand", "campaign", "measure", "number"),
                        name="limit_crossing_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("campaign__isnull", False), ("measure", "BUDGET")),
                            models.Q(
                                models.Q(("measure", "BUDGET"), _negated=True),
                                ("campaign__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="limit_crossing_of_a_budget_names_it",
                    ),
                ],
            },
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
                    "instant_currencies",
                    models.JSONField(
                        default=list,
                        help_text="In which the account takes a payout within minutes.",
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
                (
                    "agent",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payee",
                        to="onboarding.agent",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("account", ""), _negated=True),
                        fields=("account",),
                        name="payee_account_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("transfers_enabled", False),
                            models.Q(("account", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="payee_enabled_has_account",
                    ),
                ],
            },
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
                (
                    "brand",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payer",
                        to="onboarding.brand",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("reference", ""), _negated=True),
                        fields=("reference",),
                        name="payer_reference_once",
                    )
                ],
            },
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
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payment_methods",
                        to="onboarding.brand",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_default", True)),
                        fields=("brand",),
                        name="payment_method_one_default",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_default", False), ("status", "ACTIVE"), _connector="OR"
                        ),
                        name="payment_method_default_is_active",
                    ),
                ],
            },
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
                    "kind",
                    models.CharField(
                        choices=[("REGULAR", "Pay day"), ("INSTANT", "On request")],
                        default="REGULAR",
                        max_length=8,
                    ),
                ),
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
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "confirmation",
                    models.OneToOneField(
                        help_text="The second factor of whoever approved, for this very list.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="onboarding.confirmation",
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["prepared_at", "id"], name="payout_run_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["DRAFT", "COMPUTED", "CANCELLED"]),
                            models.Q(("approved_at__isnull", False), ("kind", "INSTANT")),
                            models.Q(
                                ("approved_at__isnull", False),
                                ("approved_by__isnull", False),
                                ("confirmation__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="payout_run_approved_has_approver",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("approved_by", models.F("prepared_by")), _negated=True),
                        name="payout_run_four_eyes",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            models.Q(("status", "CANCELLED"), _negated=True), ("kind", "REGULAR")
                        ),
                        fields=("currency", "cutoff_at"),
                        name="payout_run_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("kind", "REGULAR"),
                            ("status__in", ["COMPUTED", "APPROVED", "EXECUTING", "PAUSED"]),
                        ),
                        fields=("currency",),
                        name="payout_run_one_live",
                    ),
                ],
            },
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
                (
                    "agent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="periods",
                        to="onboarding.agent",
                    ),
                ),
                (
                    "brand",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="periods",
                        to="onboarding.brand",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["kind", "brand", "agent", "currency", "from_at"],
                        name="period_of_party",
                    ),
                    models.Index(
                        condition=models.Q(("status", "CLOSED"), _negated=True),
                        fields=["to_at"],
                        name="period_to_close",
                    ),
                    models.Index(fields=["agent", "from_at"], name="period_by_agent"),
                    models.Index(fields=["brand", "from_at"], name="period_by_brand"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("agent__isnull", True),
                                ("brand__isnull", False),
                                ("kind", "BILLING"),
                            ),
                            models.Q(
                                ("agent__isnull", False), ("brand__isnull", True), ("kind", "PAY")
                            ),
                            _connector="OR",
                        ),
                        name="period_has_one_party",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("to_at__gt", models.F("from_at"))),
                        name="period_runs_forward",
                    ),
                    models.CheckConstraint(
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
                ],
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
            options={
                "indexes": [
                    models.Index(fields=["source"], name="processor_movement_by_source"),
                    models.Index(fields=["created_at"], name="processor_movement_by_time"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "net_minor",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("amount_minor"), "-", models.F("fee_minor")
                                ),
                            )
                        ),
                        name="processor_movement_adds_up",
                    )
                ],
            },
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
            name="PurchaseOrder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(max_length=60)),
                ("from_on", models.DateField(null=True)),
                ("to_on", models.DateField(help_text="Exclusive.", null=True)),
                (
                    "amount_minor",
                    models.BigIntegerField(help_text="Of net, in ``currency``.", null=True),
                ),
                ("currency", models.CharField(max_length=3)),
                ("added_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "added_by",
                    models.ForeignKey(
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
                        related_name="purchase_orders",
                        to="onboarding.brand",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("brand", "number"), name="purchase_order_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("from_on__isnull", True),
                            ("to_on__isnull", True),
                            models.Q(
                                ("from_on__isnull", False),
                                ("to_on__gt", models.F("from_on")),
                                ("to_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="purchase_order_runs_forward",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_minor__isnull", True),
                            models.Q(("amount_minor__gt", 0), ("amount_minor__isnull", False)),
                            _connector="OR",
                        ),
                        name="purchase_order_amount",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RefusedMessages",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(help_text="UTC.")),
                ("code", models.CharField(max_length=20)),
                ("count", models.PositiveBigIntegerField()),
                ("last_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("on", "code"), name="refused_messages_once"),
                    models.CheckConstraint(
                        condition=models.Q(("count__gte", 1)), name="refused_messages_counted"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Ruling",
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
                        help_text="What it was decided in.", max_length=80, unique=True
                    ),
                ),
                ("payable_seconds", models.PositiveIntegerField(null=True)),
                ("billable_seconds", models.PositiveIntegerField(null=True)),
                ("pay_exact", models.DecimalField(decimal_places=9, max_digits=24, null=True)),
                ("charge_exact", models.DecimalField(decimal_places=9, max_digits=24, null=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "agent",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="onboarding.agent",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="marketplace.campaign",
                    ),
                ),
                (
                    "interaction",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="marketplace.interaction",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("payable_seconds__isnull", False),
                            ("billable_seconds__isnull", False),
                            ("pay_exact__isnull", False),
                            ("charge_exact__isnull", False),
                            _connector="OR",
                        ),
                        name="ruling_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("pay_exact__isnull", True), ("pay_exact__gte", 0), _connector="OR"
                            ),
                            models.Q(
                                ("charge_exact__isnull", True),
                                ("charge_exact__gte", 0),
                                _connector="OR",
                            ),
                        ),
                        name="ruling_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StatementFile",
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
                (
                    "receipt_count",
                    models.PositiveIntegerField(help_text="New lines by which money came in."),
                ),
                ("taken_at", models.DateTimeField()),
                (
                    "taken_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["taken_at", "id"], name="statement_file_newest")],
            },
        ),
        migrations.CreateModel(
            name="SurgeOffer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=80)),
                ("from_at", models.DateTimeField()),
                ("to_at", models.DateTimeField(help_text="Exclusive.")),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("PER_HOUR", "An amount for each staffed hour"),
                            ("SHARE", "A share of what contacts earn in those hours"),
                        ],
                        max_length=8,
                    ),
                ),
                ("pay_rate", models.DecimalField(decimal_places=9, max_digits=18)),
                ("charge_rate", models.DecimalField(decimal_places=9, max_digits=18)),
                (
                    "funded_by",
                    models.CharField(
                        choices=[("BRAND", "The brand"), ("PLATFORM", "The platform")], max_length=8
                    ),
                ),
                (
                    "min_seconds",
                    models.PositiveIntegerField(help_text="Staffed in the span, at least."),
                ),
                (
                    "min_adherence",
                    models.PositiveSmallIntegerField(help_text="Percent of committed, at least."),
                ),
                (
                    "booked_before",
                    models.DateTimeField(help_text="Only hours booked before this.", null=True),
                ),
                (
                    "budget_minor",
                    models.BigIntegerField(help_text="Taken up, it takes no bookings.", null=True),
                ),
                ("published_at", models.DateTimeField()),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="marketplace.campaign",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["campaign", "from_at"], name="surge_by_campaign"),
                    models.Index(fields=["from_at", "id"], name="surge_newest"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("from_at__gte", models.F("published_at")),
                            ("to_at__gt", models.F("from_at")),
                        ),
                        name="surge_offer_begins_later_and_runs_forward",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("charge_rate__gte", 0),
                            ("min_adherence__lte", 100),
                            ("pay_rate__gt", 0),
                        ),
                        name="surge_offer_pays",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("funded_by", "BRAND"), ("charge_rate", 0), _connector="OR"
                        ),
                        name="surge_offer_charges_who_funds_it",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("budget_minor__isnull", True),
                            ("budget_minor__gte", 0),
                            _connector="OR",
                        ),
                        name="surge_offer_budget_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TaxDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("S", "Standard rate"),
                            ("Z", "Zero rate"),
                            ("E", "Exempt"),
                            ("AE", "Reverse charge"),
                            ("G", "Service abroad"),
                            ("O", "Not subject to tax"),
                        ],
                        max_length=2,
                    ),
                ),
                (
                    "rate",
                    models.DecimalField(
                        decimal_places=5, help_text="Share of the net.", max_digits=6
                    ),
                ),
                ("reason", models.CharField(help_text="Stands on the invoice.", max_length=200)),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(help_text="Exclusive.", null=True)),
                ("decided_at", models.DateTimeField()),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tax_decisions",
                        to="onboarding.brand",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("category", payouts.buyers.tax_rules.Category["STANDARD"]),
                                ("rate__gt", 0),
                                ("rate__lt", 1),
                            ),
                            models.Q(
                                models.Q(
                                    ("category", payouts.buyers.tax_rules.Category["STANDARD"]),
                                    _negated=True,
                                ),
                                ("rate", 0),
                            ),
                            _connector="OR",
                        ),
                        name="tax_decision_rate_fits_category",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="tax_decision_has_reason",
                    ),
                ],
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
                (
                    "brand",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="top_up_rule",
                        to="onboarding.brand",
                    ),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0), ("threshold_minor__gte", 0)),
                        name="top_up_rule_amounts",
                    )
                ],
            },
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
                (
                    "agent",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="onboarding.agent",
                    ),
                ),
                (
                    "brand",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="onboarding.brand",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="marketplace.campaign",
                    ),
                ),
                (
                    "interaction",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="usage",
                        to="marketplace.interaction",
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
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="payouts.attempt",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AttemptStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("SENT", "Sent"),
                            ("ANSWERED", "Answered"),
                            ("LOOKED_UP", "Looked up"),
                            ("CLOSED", "Closed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "words",
                    models.CharField(
                        blank=True, help_text="In the processor's own words.", max_length=300
                    ),
                ),
                (
                    "attempt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="payouts.attempt",
                    ),
                ),
            ],
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
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "payee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="payouts.payee",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)),
                        name="balance_decision_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                        name="balance_decision_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status", "PROPOSED"), ("decided_by__isnull", False), _connector="OR"
                        ),
                        name="balance_decision_approved_has_decider",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "PROPOSED")),
                        fields=("payee", "currency"),
                        name="balance_decision_one_open",
                    ),
                ],
            },
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
                (
                    "format",
                    models.CharField(
                        choices=[
                            (
                                payouts.gateway.bank_files.orders.BankFormat["SEPA"],
                                "SEPA credit transfer",
                            ),
                            (
                                payouts.gateway.bank_files.orders.BankFormat["PAIN_WITH_BIC"],
                                "Cross-border transfer",
                            ),
                            (payouts.gateway.bank_files.orders.BankFormat["NACHA"], "ACH credit"),
                        ],
                        max_length=16,
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                (
                    "number",
                    models.PositiveIntegerField(
                        help_text="Of the run's files in this format, from 1."
                    ),
                ),
                ("message_id", models.CharField(max_length=35, unique=True)),
                ("modifier", models.CharField(default="A", max_length=1)),
                ("originator", models.JSONField(help_text="Who pays and from where, as it was.")),
                (
                    "debtor",
                    models.CharField(help_text="The account that pays, masked.", max_length=40),
                ),
                ("execute_on", models.DateField()),
                (
                    "settles_on",
                    models.DateField(
                        help_text="Where the network reports returns alone: paid from this day on.",
                        null=True,
                    ),
                ),
                ("entry_count", models.PositiveIntegerField()),
                ("total_minor", models.BigIntegerField()),
                (
                    "content_hash",
                    models.CharField(
                        help_text="Of references, amounts and destinations, in order.",
                        max_length=64,
                    ),
                ),
                ("sha256", models.CharField(help_text="Of the exact bytes.", max_length=64)),
                ("byte_count", models.PositiveIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("MADE", "Waiting for release"),
                            ("RELEASED", "Released"),
                            ("ACCEPTED", "With the bank"),
                            ("REFUSED", "Refused by the bank"),
                            ("SETTLED", "Settled"),
                            ("WITHDRAWN", "Withdrawn"),
                            ("NOT_EXECUTED", "Not executed"),
                        ],
                        default="MADE",
                        max_length=12,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("released_at", models.DateTimeField(null=True)),
                (
                    "dropping_at",
                    models.DateTimeField(help_text="Writing it to the folder began.", null=True),
                ),
                (
                    "dropped_at",
                    models.DateTimeField(help_text="It stands in the folder.", null=True),
                ),
                (
                    "acknowledged_as",
                    models.CharField(
                        blank=True,
                        help_text="What the bank calls it, or how it was confirmed.",
                        max_length=80,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True, help_text="Why it stands where it does.", max_length=300
                    ),
                ),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "released_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bank_files",
                        to="payouts.payoutrun",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["made_at", "id"], name="bank_file_newest"),
                    models.Index(
                        condition=models.Q(
                            ("status__in", ["MADE", "RELEASED", "ACCEPTED", "REFUSED"])
                        ),
                        fields=["status"],
                        name="bank_file_live",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("run", "format", "currency", "number"), name="bank_file_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("entry_count__gt", 0), ("total_minor__gt", 0)),
                        name="bank_file_pays",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("released_at__isnull", True),
                                ("released_by__isnull", True),
                                ("status__in", ["MADE", "WITHDRAWN"]),
                            ),
                            models.Q(
                                models.Q(("status", "MADE"), _negated=True),
                                ("released_at__isnull", False),
                                ("released_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="bank_file_released_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "NOT_EXECUTED"), _negated=True),
                            models.Q(
                                ("confirmed_by__isnull", False),
                                models.Q(("confirmed_by", models.F("released_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="bank_file_four_eyes",
                    ),
                ],
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
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="payouts.bankaccount",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="payouts.statementfile",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BillingProfileIdLegalNameStreetPostalCodeCityRegionCountryVatNumberInvoiceEmailLanguageEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("legal_name", models.CharField(max_length=200)),
                ("street", models.TextField(help_text="Up to three lines.")),
                ("postal_code", models.CharField(blank=True, max_length=16)),
                ("city", models.CharField(max_length=80)),
                ("region", models.CharField(blank=True, max_length=80)),
                ("country", models.CharField(help_text="ISO 3166-1 alpha-2.", max_length=2)),
                ("vat_number", models.CharField(blank=True, max_length=32)),
                ("invoice_email", models.EmailField(blank=True, max_length=254)),
                ("language", models.CharField(default="en", max_length=12)),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="payouts.billingprofile",
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
                (
                    "transaction",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payouts.journaltransaction",
                    ),
                ),
                (
                    "period",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clearing",
                        to="payouts.period",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CsvLayout",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("delimiter", models.CharField(default=",", max_length=1)),
                ("decimal_mark", models.CharField(default=".", max_length=1)),
                ("date_format", models.CharField(default="%Y-%m-%d", max_length=20)),
                ("encoding", models.CharField(default="utf-8-sig", max_length=20)),
                ("date_column", models.CharField(max_length=80)),
                ("amount_column", models.CharField(blank=True, max_length=80)),
                ("credit_column", models.CharField(blank=True, max_length=80)),
                ("debit_column", models.CharField(blank=True, max_length=80)),
                ("text_column", models.CharField(blank=True, max_length=80)),
                ("payer_column", models.CharField(blank=True, max_length=80)),
                ("payer_account_column", models.CharField(blank=True, max_length=80)),
                ("reference_column", models.CharField(blank=True, max_length=80)),
                ("set_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="layouts",
                        to="payouts.bankaccount",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("account", "number"), name="csv_layout_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("amount_column", ""), _negated=True),
                                ("credit_column", ""),
                                ("debit_column", ""),
                            ),
                            models.Q(
                                ("amount_column", ""),
                                models.Q(("credit_column", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="csv_layout_says_amounts",
                    ),
                ],
            },
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
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="payouts.difference",
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
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "agent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="onboarding.agent",
                    ),
                ),
                (
                    "brand",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="onboarding.brand",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="marketplace.campaign",
                    ),
                ),
                (
                    "corrects",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="payouts.extra",
                    ),
                ),
                (
                    "billing_adjusts",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payouts.period",
                    ),
                ),
                (
                    "billing_period",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payouts.period",
                    ),
                ),
                (
                    "pay_adjusts",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payouts.period",
                    ),
                ),
                (
                    "pay_period",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payouts.period",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["recorded_at", "id"], name="extra_newest"),
                    models.Index(fields=["currency", "work_day"], name="extra_by_day"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("charge_minor", 0), ("pay_minor", 0), _negated=True),
                        name="extra_moves_something",
                    ),
                    models.CheckConstraint(
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
                    models.CheckConstraint(
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
                ],
            },
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
                (
                    "taxes",
                    models.JSONField(
                        help_text="Net and tax of each category and rate, with the reason."
                    ),
                ),
                (
                    "tax_basis",
                    models.CharField(
                        help_text="Digest of the rules it was taxed by.", max_length=64
                    ),
                ),
                (
                    "seller",
                    models.JSONField(help_text="Name, address, country, tax number, as issued."),
                ),
                (
                    "buyer",
                    models.JSONField(help_text="Name, address, country, tax number, as issued."),
                ),
                ("po_number", models.CharField(blank=True, help_text="As issued.", max_length=60)),
                ("language", models.CharField(default="en", max_length=12)),
                (
                    "issued_hash",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="Of what never changes; the database's.",
                        max_length=64,
                    ),
                ),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices",
                        to="onboarding.brand",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices",
                        to="payouts.period",
                    ),
                ),
                (
                    "purchase_order",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices",
                        to="payouts.purchaseorder",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["brand", "drafted_at", "id"], name="invoice_by_brand")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "DISCARDED"), _negated=True),
                        fields=("period",),
                        name="invoice_once_a_period",
                    ),
                    models.CheckConstraint(
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
                    models.CheckConstraint(
                        condition=models.Q(("net_minor__gte", 0), ("total_minor__gte", 0)),
                        name="invoice_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("paid_minor__gte", 0), ("paid_minor__lte", models.F("total_minor"))
                        ),
                        name="invoice_paid_within_total",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("number__isnull", True), ("status__in", ["DRAFT", "DISCARDED"])
                            ),
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
                ],
            },
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
                (
                    "transaction",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="entries",
                        to="payouts.journaltransaction",
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="entries",
                        to="payouts.ledgeraccount",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["transaction"],
                        include=("currency", "amount_minor"),
                        name="journal_entry_by_transaction",
                    ),
                    models.Index(
                        fields=["account", "id"],
                        include=("amount_minor",),
                        name="journal_entry_by_account",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor", 0), _negated=True),
                        name="journal_entry_moves",
                    )
                ],
            },
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
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="payouts.paymentmethod",
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
                    "fee_minor",
                    models.BigIntegerField(
                        default=0,
                        help_text="Kept by us beside the amount, for a payout on request.",
                    ),
                ),
                (
                    "returned_minor",
                    models.BigIntegerField(default=0, help_text="What of the amount came back."),
                ),
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
                    "destination",
                    models.CharField(help_text="Where it goes, as approved.", max_length=64),
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
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payouts",
                        to="onboarding.agent",
                    ),
                ),
                (
                    "payee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payouts",
                        to="payouts.payee",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payouts",
                        to="payouts.payoutrun",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)), name="payout_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("fee_minor", 0),
                            models.Q(("fee_minor__gt", 0), ("rail", "PROCESSOR")),
                            _connector="OR",
                        ),
                        name="payout_fee_by_processor",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("returned_minor", models.F("amount_minor")), ("status", "RETURNED")
                            ),
                            models.Q(
                                ("returned_minor__gte", 0),
                                ("returned_minor__lt", models.F("amount_minor")),
                                ("status", "PAID"),
                            ),
                            models.Q(
                                models.Q(("status__in", ["PAID", "RETURNED"]), _negated=True),
                                ("returned_minor", 0),
                            ),
                            _connector="OR",
                        ),
                        name="payout_returned_is_whole",
                    ),
                    models.UniqueConstraint(fields=("run", "agent"), name="payout_once_a_run"),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["RESERVED", "SENDING", "UNKNOWN"])),
                        fields=("agent", "currency"),
                        name="payout_one_live",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("paid_at__isnull", False), ("status__in", ["PAID", "RETURNED"])
                            ),
                            models.Q(
                                models.Q(("status__in", ["PAID", "RETURNED"]), _negated=True),
                                ("paid_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="payout_paid_has_date",
                    ),
                ],
            },
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
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "payee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="details",
                        to="payouts.payee",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["fingerprint"], name="payout_details_alike")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("payee", "version"), name="payout_details_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "PROPOSED")),
                        fields=("payee",),
                        name="payout_details_one_proposed",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "CONFIRMED")),
                        fields=("payee",),
                        name="payout_details_one_confirmed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                        name="payout_details_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["PROPOSED", "REJECTED"]),
                            ("decided_by__isnull", False),
                            models.Q(("is_own", True), ("risks", "")),
                            _connector="OR",
                        ),
                        name="payout_details_second_look",
                    ),
                    models.CheckConstraint(
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
                ],
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
                (
                    "payee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holds",
                        to="payouts.payee",
                    ),
                ),
                (
                    "placed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "released_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("released_at__isnull", True)),
                        fields=["payee"],
                        name="payout_hold_standing",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
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
                    )
                ],
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
                (
                    "payee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="minimums",
                        to="payouts.payee",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("payee", "currency"), name="payout_minimum_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minimum_minor__gt", 0)), name="payout_minimum_positive"
                    ),
                ],
            },
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
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="payouts.payoutrun",
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
                            ("TAX_FORM_MISSING", "No approved tax form"),
                            ("NEGATIVE", "The balance is below zero"),
                            ("ALREADY_LIVE", "Another payout is under way"),
                        ],
                        max_length=16,
                    ),
                ),
                ("amount_minor", models.BigIntegerField(help_text="What stays payable.")),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="onboarding.agent",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="skips",
                        to="payouts.payoutrun",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("run", "agent"), name="payout_skip_once")
                ],
            },
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
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="payouts.period",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
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
                (
                    "proof",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="results",
                        to="payouts.proof",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("proof", "code"), name="proof_result_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="PurchaseOrderIdClosedAtEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="payouts.purchaseorder",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
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
                (
                    "agent",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="onboarding.agent",
                    ),
                ),
                (
                    "billing_period",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="payouts.period",
                    ),
                ),
                (
                    "brand",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="onboarding.brand",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="marketplace.campaign",
                    ),
                ),
                (
                    "corrects",
                    models.OneToOneField(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="corrected_by",
                        to="payouts.ratedwork",
                    ),
                ),
                (
                    "interaction",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="marketplace.interaction",
                    ),
                ),
                (
                    "pay_period",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="payouts.period",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="marketplace.ratecardversion",
                    ),
                ),
                (
                    "ruling",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="payouts.ruling",
                    ),
                ),
                (
                    "usage",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="rated",
                        to="payouts.usagerecord",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["pay_period", "campaign"], name="rated_by_pay_period"),
                    models.Index(
                        fields=[
                            "billing_period",
                            "campaign",
                            "occurred_at",
                            "version",
                            "bill_factor",
                            "id",
                        ],
                        name="rated_by_billing_period",
                    ),
                    models.Index(
                        condition=models.Q(("corrects__isnull", False)),
                        fields=["billing_period"],
                        name="rated_corrections",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("corrects__isnull", True)),
                        fields=("usage", "ruling"),
                        name="rated_work_once",
                        nulls_distinct=False,
                    )
                ],
            },
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
                (
                    "payee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reveals",
                        to="payouts.payee",
                    ),
                ),
                (
                    "revealed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RunWarning",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("NEW_PAYEES", "Never paid before"),
                            ("NEW_ACCOUNTS", "Another account than last time"),
                            ("MOVED", "Much more or less than last time"),
                            ("GONE", "Paid last time and not now"),
                            ("TOTAL", "The total is far from the last one's"),
                        ],
                        max_length=16,
                    ),
                ),
                ("count", models.PositiveIntegerField(help_text="How many agents it concerns.")),
                (
                    "amount_minor",
                    models.BigIntegerField(help_text="What they are paid, or what is different."),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="warnings",
                        to="payouts.payoutrun",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("run", "kind"), name="run_warning_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SurgeEnd",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ended_at", models.DateTimeField()),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("BUDGET", "Its budget is taken up"),
                            ("BY_PERSON", "Ended by a person"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "offer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="end",
                        to="payouts.surgeoffer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_by__isnull", True), ("reason", "BUDGET")),
                            models.Q(("ended_by__isnull", False), ("reason", "BY_PERSON")),
                            _connector="OR",
                        ),
                        name="surge_end_by_person_or_budget",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TaxDecisionIdToOnEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("to_on", models.DateField(help_text="Exclusive.", null=True)),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="payouts.taxdecision",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
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
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "payee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tax_forms",
                        to="payouts.payee",
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["holds_until"], name="tax_form_ends")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "SUBMITTED")),
                        fields=("payee",),
                        name="tax_form_one_waiting",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "APPROVED")),
                        fields=("payee",),
                        name="tax_form_one_approved",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decided_by", models.F("signed_by")), _negated=True),
                        name="tax_form_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "APPROVED"), _negated=True),
                            models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="tax_form_approved_has_decider",
                    ),
                ],
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
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="terms_proposals",
                        to="onboarding.brand",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "terms",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposal",
                        to="payouts.billingterms",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("credit_limit_minor__isnull", True),
                            models.Q(("credit_limit_minor__gte", 0), ("mode", "POSTPAID")),
                            _connector="OR",
                        ),
                        name="terms_proposal_limit_of_postpaid",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("payment_terms_days__lte", 365)),
                        name="terms_proposal_days_in_a_year",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "OPEN")),
                        fields=("brand",),
                        name="terms_proposal_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "APPROVED"), ("terms__isnull", False)),
                            models.Q(
                                models.Q(("status", "APPROVED"), _negated=True),
                                ("terms__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="terms_proposal_approved_has_terms",
                    ),
                ],
            },
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
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accruals",
                        to="payouts.period",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("period", "campaign", "day", "n"), name="accrual_once"
                    ),
                    models.CheckConstraint(
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
                ],
            },
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
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="payouts.balancedecision",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="BankFileDownload",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("taken_at", models.DateTimeField()),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="downloads",
                        to="payouts.bankfile",
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BankFileEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "position",
                    models.PositiveIntegerField(help_text="From 1, in the order of the file."),
                ),
                ("reference", models.CharField(max_length=35, unique=True)),
                ("amount_minor", models.BigIntegerField()),
                ("destination", models.CharField(max_length=64)),
                (
                    "attempt",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bank_entry",
                        to="payouts.attempt",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="payouts.bankfile",
                    ),
                ),
                (
                    "payout",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bank_entries",
                        to="payouts.payout",
                    ),
                ),
                (
                    "details",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payouts.payoutdetails",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("file", "position"), name="bank_entry_position"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)), name="bank_entry_pays"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BankFileIdStatusEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("MADE", "Waiting for release"),
                            ("RELEASED", "Released"),
                            ("ACCEPTED", "With the bank"),
                            ("REFUSED", "Refused by the bank"),
                            ("SETTLED", "Settled"),
                            ("WITHDRAWN", "Withdrawn"),
                            ("NOT_EXECUTED", "Not executed"),
                        ],
                        default="MADE",
                        max_length=12,
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="payouts.bankfile",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
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
                ("key", models.CharField(max_length=160)),
                ("place", models.PositiveIntegerField(default=1)),
                ("booked_on", models.DateField()),
                ("currency", models.CharField(max_length=3)),
                ("amount_minor", models.BigIntegerField()),
                (
                    "reference",
                    models.CharField(blank=True, help_text="The bank's own.", max_length=80),
                ),
                ("remittance", models.CharField(blank=True, max_length=500)),
                ("end_to_end", models.CharField(blank=True, max_length=80)),
                ("counterparty", models.CharField(blank=True, max_length=140)),
                ("counterparty_account", models.CharField(blank=True, max_length=40)),
                (
                    "is_reversal",
                    models.BooleanField(
                        help_text="It takes an earlier movement back, ours or the bank's."
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="payouts.bankaccount",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="payouts.bankstatement",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["account", "amount_minor"], name="bank_line_by_amount"),
                    models.Index(
                        condition=models.Q(("counterparty_account", ""), _negated=True),
                        fields=["counterparty_account"],
                        name="bank_line_by_payer",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("account", "key", "place"), name="bank_line_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor", 0), _negated=True),
                        name="bank_line_moves",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BankReportRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("position", models.PositiveIntegerField()),
                (
                    "says",
                    models.CharField(
                        choices=[
                            (payouts.gateway.bank_files.answers.Says["NOTED"], "NOTED"),
                            (payouts.gateway.bank_files.answers.Says["ACCEPTED"], "ACCEPTED"),
                            (payouts.gateway.bank_files.answers.Says["REJECTED"], "REJECTED"),
                            (payouts.gateway.bank_files.answers.Says["BOOKED"], "BOOKED"),
                            (payouts.gateway.bank_files.answers.Says["RETURNED"], "RETURNED"),
                            (payouts.gateway.bank_files.answers.Says["CHANGED"], "CHANGED"),
                        ],
                        max_length=8,
                    ),
                ),
                ("reference", models.CharField(blank=True, max_length=35)),
                ("message_id", models.CharField(blank=True, max_length=35)),
                ("code", models.CharField(blank=True, max_length=35)),
                (
                    "words",
                    models.CharField(blank=True, help_text="The bank's own.", max_length=300),
                ),
                ("amount_minor", models.BigIntegerField(null=True)),
                ("currency", models.CharField(blank=True, max_length=3)),
                ("booked_on", models.DateField(null=True)),
                ("bank_reference", models.CharField(blank=True, max_length=80)),
                ("corrected", onboarding.encryption.SealedField(blank=True, default="")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("NEW", "Not looked at yet"),
                            ("APPLIED", "Applied"),
                            ("NOTED", "Noted"),
                            ("REPEATED", "Known already"),
                            ("WAITING", "Needs a person"),
                            ("CLOSED", "Dealt with"),
                        ],
                        default="NEW",
                        max_length=8,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True, help_text="What followed, or why not.", max_length=300
                    ),
                ),
                ("handled_at", models.DateTimeField(null=True)),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rows",
                        to="payouts.bankfile",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rows",
                        to="payouts.bankreport",
                    ),
                ),
                (
                    "payout",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bank_rows",
                        to="payouts.payout",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "NEW")), fields=["id"], name="bank_row_new"
                    ),
                    models.Index(
                        condition=models.Q(("status", "WAITING")),
                        fields=["id"],
                        name="bank_row_waiting",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("report", "position"), name="bank_row_position"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "CLOSED"), _negated=True),
                            models.Q(
                                ("closed_by__isnull", False), models.Q(("note", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="bank_row_closed_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Bonus",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bonus",
                        to="payouts.bonuscase",
                    ),
                ),
                (
                    "terms",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payouts.bonusterms",
                    ),
                ),
                (
                    "extra",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bonus",
                        to="payouts.extra",
                    ),
                ),
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
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "brand",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="onboarding.brand",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        help_text="Which it was asked for. What it paid say its allocations.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="payouts.invoice",
                    ),
                ),
                (
                    "method",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="payouts.paymentmethod",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["asked_at", "id"], name="brand_payment_newest"),
                    models.Index(fields=["brand", "asked_at", "id"], name="brand_payment_by_brand"),
                    models.Index(
                        condition=models.Q(
                            ("status__in", ["REQUESTED", "PROCESSING", "NEEDS_BRAND"])
                        ),
                        fields=["id"],
                        name="brand_payment_live",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_minor__gt", 0),
                            ("owed_minor__gte", 0),
                            ("owed_minor__lte", models.F("amount_minor")),
                        ),
                        name="brand_payment_positive",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("reference", ""), _negated=True),
                        fields=("rail", "reference"),
                        name="brand_payment_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("status__in", ["REQUESTED", "PROCESSING", "NEEDS_BRAND"])
                        ),
                        fields=("invoice",),
                        name="brand_payment_one_live",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("purpose", "PREPAID"),
                            ("status__in", ["REQUESTED", "PROCESSING", "NEEDS_BRAND"]),
                        ),
                        fields=("brand", "currency"),
                        name="brand_payment_one_live_top_up",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("received_at__isnull", False),
                                ("status__in", ["SUCCEEDED", "RETURNED"]),
                            ),
                            models.Q(
                                models.Q(("status__in", ["SUCCEEDED", "RETURNED"]), _negated=True),
                                ("received_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="brand_payment_received_has_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("owed_minor", 0), ("status", "RETURNED"), _connector="OR"
                        ),
                        name="brand_payment_owed_came_back",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CancelledHours",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(help_text="Exclusive.")),
                ("cancelled_at", models.DateTimeField()),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("FLOOR", "The earnings floor"),
                            ("TRAILING", "The average of that interval"),
                            ("CAMPAIGN", "The average of the campaign"),
                            ("RATE", "An hour at the full rate"),
                        ],
                        max_length=8,
                    ),
                ),
                ("per_hour", models.DecimalField(decimal_places=9, max_digits=24)),
                (
                    "share",
                    models.PositiveSmallIntegerField(
                        help_text="Percent of their worth that is paid."
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="onboarding.agent",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="marketplace.campaign",
                    ),
                ),
                (
                    "extra",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cancelled_hours",
                        to="payouts.extra",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["starts_at", "id"], name="cancelled_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cancelled_at__lte", models.F("starts_at")),
                            ("ends_at__gt", models.F("starts_at")),
                        ),
                        name="cancelled_hours_are_ahead",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("share__in", [0, 50, 100])),
                        name="cancelled_hours_share_known",
                    ),
                ],
            },
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
                (
                    "taxes",
                    models.JSONField(
                        help_text="Net and tax of each category and rate, as the invoice's."
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit_notes",
                        to="payouts.invoice",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        help_text="The billing period in which the correction became known.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit_notes",
                        to="payouts.period",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("invoice", "period"), name="credit_note_once"),
                    models.CheckConstraint(
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
                ],
            },
        ),
        migrations.CreateModel(
            name="Dispute",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "opener",
                    models.CharField(
                        choices=[("BRAND", "Brand"), ("AGENT", "Agent")], max_length=5
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("NOT_SERVED", "Nobody was served"),
                            ("TOO_LONG", "Longer than it was"),
                            ("DUPLICATE", "Charged twice"),
                            ("NOT_OURS", "Not our contact"),
                            ("OTHER", "Another reason"),
                            ("WRONG_SECONDS", "Wrong seconds"),
                            ("NOT_COUNTED", "Not counted"),
                            ("WRONG_CAMPAIGN", "Wrong campaign"),
                            ("MISSING", "A contact is missing"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("OPEN", "Waiting for an answer"),
                            ("ANSWERED", "Waiting for a decision"),
                            ("DECIDED", "Decided"),
                            ("LAPSED", "Settled by silence"),
                            ("WITHDRAWN", "Withdrawn"),
                        ],
                        default="OPEN",
                        max_length=10,
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("pay_exact", models.DecimalField(decimal_places=9, default=0, max_digits=24)),
                ("charge_exact", models.DecimalField(decimal_places=9, default=0, max_digits=24)),
                ("claimed_seconds", models.PositiveIntegerField(null=True)),
                ("at_stake_exact", models.DecimalField(decimal_places=9, default=0, max_digits=24)),
                (
                    "contact_ref",
                    models.CharField(
                        blank=True, help_text="As the opener knows it.", max_length=80
                    ),
                ),
                (
                    "contact_at",
                    models.DateTimeField(help_text="When the contact ended, or is said to have."),
                ),
                ("opened_at", models.DateTimeField()),
                ("answer_due_at", models.DateTimeField(help_text="Exclusive.")),
                ("remind_at", models.DateTimeField()),
                ("reminded_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="onboarding.agent",
                    ),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
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
                        related_name="+",
                        to="onboarding.brand",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="marketplace.campaign",
                    ),
                ),
                (
                    "interaction",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="disputes",
                        to="marketplace.interaction",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disputes",
                        to="payouts.disputebatch",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disputes",
                        to="payouts.invoice",
                    ),
                ),
                (
                    "work",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="payouts.ratedwork",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["brand", "opened_at", "id"], name="dispute_by_brand"),
                    models.Index(fields=["agent", "opened_at", "id"], name="dispute_by_agent"),
                    models.Index(
                        condition=models.Q(("status__in", ["OPEN", "ANSWERED"])),
                        fields=["answer_due_at", "id"],
                        name="dispute_by_urgency",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("interaction__isnull", False),
                            ("status__in", ["OPEN", "ANSWERED"]),
                            models.Q(("ground", "MISSING"), _negated=True),
                        ),
                        fields=("interaction", "opener"),
                        name="dispute_one_live",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("work__isnull", False),
                            models.Q(("status", "WITHDRAWN"), _negated=True),
                        ),
                        fields=("work", "opener"),
                        name="dispute_price_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ground", "MISSING"), ("work__isnull", True)),
                            models.Q(
                                models.Q(("ground", "MISSING"), _negated=True),
                                ("interaction__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="dispute_speaks_of_a_contact",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("invoice__isnull", True), ("opener", "AGENT")),
                            models.Q(
                                ("invoice__isnull", False),
                                ("opener", "BRAND"),
                                ("work__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="dispute_of_a_brand_is_on_an_invoice",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "ANSWERED"), _negated=True),
                            models.Q(
                                ("answered_at__isnull", False), ("answered_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="dispute_answered_has_answer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("settled_at__isnull", True), ("status__in", ["OPEN", "ANSWERED"])
                            ),
                            models.Q(
                                models.Q(("status__in", ["OPEN", "ANSWERED"]), _negated=True),
                                ("settled_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="dispute_settled_has_date",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DunningNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("FRIENDLY", "Friendly reminder"),
                            ("FIRST", "First reminder"),
                            ("SECOND", "Second reminder"),
                            ("FINAL", "Final notice"),
                            ("STOP", "Stop of new contacts, handed over"),
                        ],
                        max_length=8,
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                (
                    "open_minor",
                    models.BigIntegerField(help_text="Of the invoice, when it was sent."),
                ),
                (
                    "contested_minor",
                    models.BigIntegerField(help_text="Of that: contested, and not asked for."),
                ),
                ("days_overdue", models.PositiveIntegerField()),
                ("sent_to", models.PositiveIntegerField(help_text="How many people were told.")),
                ("sent_on", models.DateField(help_text="In the brand's zone.")),
                ("sent_at", models.DateTimeField()),
                (
                    "invoice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="payouts.invoice",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["sent_at", "id"], name="dunning_notice_newest")],
                "constraints": [
                    models.UniqueConstraint(fields=("invoice", "step"), name="dunning_notice_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("contested_minor__gte", 0),
                            ("open_minor__gt", models.F("contested_minor")),
                        ),
                        name="dunning_notice_asks_for_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DunningPause",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("reason", models.CharField(max_length=200)),
                ("until_on", models.DateField(help_text="The first day without it.", null=True)),
                ("placed_at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(null=True)),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dunning_pauses",
                        to="onboarding.brand",
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "placed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dunning_pauses",
                        to="payouts.invoice",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at__isnull", True)),
                        fields=("brand", "invoice"),
                        name="dunning_pause_one_standing",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lifted_at__isnull", True), ("lifted_by__isnull", True)),
                            models.Q(("lifted_at__isnull", False), ("lifted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="dunning_pause_lifted_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InstantPayout",
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
                    models.UUIDField(
                        help_text="Of the page that was confirmed: once, however often sent."
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("asked_minor", models.BigIntegerField()),
                ("fee_minor", models.BigIntegerField()),
                ("requested_at", models.DateTimeField()),
                ("requested_on", models.DateField(help_text="The day in the agent's own zone.")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("REQUESTED", "Asked for"),
                            ("ON_ITS_WAY", "On its way to the bank"),
                            ("ARRIVED", "At the bank"),
                            ("SLOW", "Not instant: by the ordinary way"),
                            ("WITHDRAWN", "Not made"),
                        ],
                        default="REQUESTED",
                        max_length=10,
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        blank=True, help_text="The payout at the processor.", max_length=64
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("arrived_at", models.DateTimeField(null=True)),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="instant_payouts",
                        to="onboarding.agent",
                    ),
                ),
                (
                    "tariff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payouts.instanttariff",
                    ),
                ),
                (
                    "payout",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="instant",
                        to="payouts.payout",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["requested_at", "id"], name="instant_payout_newest"),
                    models.Index(
                        fields=["agent", "currency", "requested_on"], name="instant_payout_of_day"
                    ),
                    models.Index(
                        condition=models.Q(("status", "REQUESTED")),
                        fields=["id"],
                        name="instant_payout_waiting",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("agent", "key"), name="instant_payout_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("asked_minor__gt", models.F("fee_minor")), ("fee_minor__gte", 0)
                        ),
                        name="instant_payout_leaves_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "ARRIVED"), _negated=True),
                            ("arrived_at__isnull", False),
                            _connector="OR",
                        ),
                        name="instant_payout_arrived_has_date",
                    ),
                ],
            },
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
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="payouts.invoice",
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
                (
                    "tax_category",
                    models.CharField(
                        choices=[
                            ("S", "Standard rate"),
                            ("Z", "Zero rate"),
                            ("E", "Exempt"),
                            ("AE", "Reverse charge"),
                            ("G", "Service abroad"),
                            ("O", "Not subject to tax"),
                        ],
                        max_length=2,
                    ),
                ),
                ("tax_rate", models.DecimalField(decimal_places=5, max_digits=6)),
                (
                    "work_from_on",
                    models.DateField(help_text="Where tax changed: its first day.", null=True),
                ),
                (
                    "work_to_on",
                    models.DateField(help_text="Where tax changes: exclusive.", null=True),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="marketplace.campaign",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="payouts.invoice",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="marketplace.ratecardversion",
                    ),
                ),
                (
                    "adjusts",
                    models.ForeignKey(
                        help_text="The closed period whose work became known or was corrected later.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payouts.period",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("invoice", "position"), name="invoice_line_position"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PaymentPromise",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("promised_on", models.DateField()),
                ("words", models.CharField(max_length=200)),
                ("noted_at", models.DateTimeField()),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="promises",
                        to="payouts.invoice",
                    ),
                ),
                (
                    "noted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="payouts.payoutdetails",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
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
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="payouts.payout",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SurgeBonus",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="onboarding.agent",
                    ),
                ),
                (
                    "extra",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="surge_bonus",
                        to="payouts.extra",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payouts.period",
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bonuses",
                        to="payouts.surgeoffer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("offer", "agent", "period", "number"), name="surge_bonus_once"
                    )
                ],
            },
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
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="payouts.taxform",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
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
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="payouts.termsproposal",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TopUp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="marketplace.campaign",
                    ),
                ),
                (
                    "extra",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="top_up",
                        to="payouts.extra",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payouts.period",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("period", "campaign", "number"), name="top_up_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TransferDoubt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("references", models.JSONField(help_text="What the processor named.")),
                ("found_at", models.DateTimeField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("OPEN", "Somebody has to look"),
                            ("PROPOSED", "Waiting for a second person"),
                            ("DECIDED", "Decided"),
                        ],
                        default="OPEN",
                        max_length=8,
                    ),
                ),
                (
                    "evidence",
                    models.JSONField(
                        default=list, help_text="Each transfer as the proposer saw it."
                    ),
                ),
                (
                    "chosen",
                    models.CharField(blank=True, help_text="Empty: none of them.", max_length=64),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("proposed_at", models.DateTimeField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "attempt",
                    models.ForeignKey(
                        help_text="Whose outcome it is; nothing where every attempt was closed already.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payouts.attempt",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "payout",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="doubts",
                        to="payouts.payout",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["OPEN", "PROPOSED"])),
                        fields=("payout",),
                        name="transfer_doubt_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                        name="transfer_doubt_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_by__isnull", True),
                                ("proposed_by__isnull", True),
                                ("status", "OPEN"),
                            ),
                            models.Q(
                                ("decided_by__isnull", True),
                                ("proposed_by__isnull", False),
                                ("status", "PROPOSED"),
                            ),
                            models.Q(
                                ("decided_by__isnull", False),
                                ("proposed_by__isnull", False),
                                ("status", "DECIDED"),
                            ),
                            _connector="OR",
                        ),
                        name="transfer_doubt_says_who",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WarningTick",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ticked_at", models.DateTimeField()),
                (
                    "ticked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "warning",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tick",
                        to="payouts.runwarning",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Withholding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("cause", models.CharField(max_length=80, unique=True)),
                ("amount_minor", models.BigIntegerField()),
                ("withheld_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("released_at", models.DateTimeField(null=True)),
                (
                    "clearing",
                    models.ForeignKey(
                        help_text="The clearing that went without it.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withholdings",
                        to="payouts.clearing",
                    ),
                ),
                (
                    "ends_with",
                    models.ForeignKey(
                        help_text="Clears together with it.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payouts.period",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withholdings",
                        to="payouts.period",
                    ),
                ),
                (
                    "transaction",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payouts.journaltransaction",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("released_at__isnull", True)),
                        fields=["period"],
                        name="withholding_standing",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)), name="withholding_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("released_at__isnull", True),
                            ("ended_at__isnull", False),
                            _connector="OR",
                        ),
                        name="withholding_ends_before_release",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("transaction__isnull", True),
                            models.Q(("clearing__isnull", False), ("released_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="withholding_released_is_posted",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WriteOff",
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
                    "status",
                    models.CharField(
                        choices=[
                            ("PROPOSED", "Waiting for approval"),
                            ("BOOKED", "Written off"),
                            ("WITHDRAWN", "Withdrawn"),
                            ("REINSTATED", "Owed again"),
                        ],
                        default="PROPOSED",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(max_length=300)),
                (
                    "needs_second",
                    models.BooleanField(help_text="It is above what one person may give up."),
                ),
                ("proposed_at", models.DateTimeField()),
                ("booked_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="write_offs",
                        to="payouts.invoice",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["proposed_at", "id"], name="write_off_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)), name="write_off_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("approved_by", models.F("proposed_by")), _negated=True),
                        name="write_off_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("booked_at__isnull", True),
                                ("status__in", ["PROPOSED", "WITHDRAWN"]),
                            ),
                            models.Q(
                                models.Q(
                                    ("needs_second", False),
                                    ("approved_by__isnull", False),
                                    _connector="OR",
                                ),
                                ("booked_at__isnull", False),
                                ("status__in", ["BOOKED", "REINSTATED"]),
                            ),
                            _connector="OR",
                        ),
                        name="write_off_booked_has_approver",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["PROPOSED", "BOOKED"])),
                        fields=("invoice",),
                        name="write_off_one_live",
                    ),
                ],
            },
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
                    "part",
                    models.PositiveIntegerField(
                        default=0, help_text="Of a split line; 0 is the whole."
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("amount_minor", models.BigIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("WAITING", "Waiting for a match"),
                            ("BOOKED", "Booked"),
                            ("PARKED", "Parked"),
                            ("SENDING_BACK", "To be sent back"),
                            ("WENT_BACK", "Went back"),
                            ("SPLIT", "Split"),
                        ],
                        default="WAITING",
                        max_length=12,
                    ),
                ),
                (
                    "bookings",
                    models.PositiveIntegerField(default=0, help_text="How often it was booked."),
                ),
                ("why", models.CharField(blank=True, max_length=300)),
                ("decided_at", models.DateTimeField(null=True)),
                ("taken_at", models.DateTimeField()),
                (
                    "brand",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bank_receipts",
                        to="onboarding.brand",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="payouts.bankline",
                    ),
                ),
                (
                    "line_back",
                    models.ForeignKey(
                        help_text="The line by which the money left our account again.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="took_back",
                        to="payouts.bankline",
                    ),
                ),
                (
                    "part_of",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="payouts.bankreceipt",
                    ),
                ),
                (
                    "payment",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bank_receipt",
                        to="payouts.brandpayment",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["taken_at", "id"], name="bank_receipt_newest"),
                    models.Index(
                        fields=["status", "taken_at", "id"], name="bank_receipt_by_status"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("line", "part"), name="bank_receipt_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("line_back__isnull", False)),
                        fields=("line_back",),
                        name="bank_receipt_one_line_back",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)), name="bank_receipt_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("brand__isnull", False),
                                ("payment__isnull", False),
                                ("status", "BOOKED"),
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
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("line_back__isnull", False), ("status", "WENT_BACK")),
                            models.Q(
                                models.Q(("status", "WENT_BACK"), _negated=True),
                                ("line_back__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="bank_receipt_went_back_has_line",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BankReportRowIdStatusEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("NEW", "Not looked at yet"),
                            ("APPLIED", "Applied"),
                            ("NOTED", "Noted"),
                            ("REPEATED", "Known already"),
                            ("WAITING", "Needs a person"),
                            ("CLOSED", "Dealt with"),
                        ],
                        default="NEW",
                        max_length=8,
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="payouts.bankreportrow",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
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
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="payouts.brandpayment",
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
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunds",
                        to="payouts.brandpayment",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["proposed_at", "id"], name="brand_refund_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)), name="brand_refund_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("approved_by", models.F("proposed_by")), _negated=True),
                        name="brand_refund_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["PROPOSED", "WITHDRAWN"]),
                            models.Q(
                                ("approved_at__isnull", False), ("approved_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="brand_refund_approved_has_approver",
                    ),
                ],
            },
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
                (
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="chargebacks",
                        to="payouts.brandpayment",
                    ),
                ),
                (
                    "resolved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["opened_at", "id"], name="chargeback_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0), ("fee_minor__gte", 0)),
                        name="chargeback_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("resolution", ""),
                            models.Q(("resolved_at__isnull", False), ("status", "LOST")),
                            _connector="OR",
                        ),
                        name="chargeback_resolved_when_lost",
                    ),
                    models.CheckConstraint(
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
                ],
            },
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
                (
                    "tax_category",
                    models.CharField(
                        choices=[
                            ("S", "Standard rate"),
                            ("Z", "Zero rate"),
                            ("E", "Exempt"),
                            ("AE", "Reverse charge"),
                            ("G", "Service abroad"),
                            ("O", "Not subject to tax"),
                        ],
                        max_length=2,
                    ),
                ),
                ("tax_rate", models.DecimalField(decimal_places=5, max_digits=6)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="marketplace.campaign",
                    ),
                ),
                (
                    "credit_note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="payouts.creditnote",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="marketplace.ratecardversion",
                    ),
                ),
                (
                    "invoice_line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credits",
                        to="payouts.invoiceline",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("credit_note", "position"), name="credit_note_line_position"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DisputeIdStatusEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("OPEN", "Waiting for an answer"),
                            ("ANSWERED", "Waiting for a decision"),
                            ("DECIDED", "Decided"),
                            ("LAPSED", "Settled by silence"),
                            ("WITHDRAWN", "Withdrawn"),
                        ],
                        default="OPEN",
                        max_length=10,
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="payouts.dispute",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[("BRAND", "Brand"), ("AGENT", "Agent")], max_length=5
                    ),
                ),
                ("words", models.TextField(blank=True)),
                (
                    "file_name",
                    models.CharField(blank=True, help_text="As it was called.", max_length=120),
                ),
                ("given_at", models.DateTimeField()),
                (
                    "batch",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="payouts.disputebatch",
                    ),
                ),
                (
                    "dispute",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="payouts.dispute",
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payouts.evidencefile",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("words", ""), _negated=True),
                            ("file__isnull", False),
                            _connector="OR",
                        ),
                        name="evidence_says_or_shows",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("batch__isnull", True), ("dispute__isnull", False)),
                            models.Q(("batch__isnull", False), ("dispute__isnull", True)),
                            _connector="OR",
                        ),
                        name="evidence_of_one_thing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InstantPayoutIdStatusEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("REQUESTED", "Asked for"),
                            ("ON_ITS_WAY", "On its way to the bank"),
                            ("ARRIVED", "At the bank"),
                            ("SLOW", "Not instant: by the ordinary way"),
                            ("WITHDRAWN", "Not made"),
                        ],
                        default="REQUESTED",
                        max_length=10,
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="payouts.instantpayout",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="IssuedFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("pdf", models.BinaryField()),
                ("pdf_sha256", models.CharField(max_length=64)),
                (
                    "xml",
                    models.BinaryField(
                        help_text="EN 16931; empty where the currency has three digits."
                    ),
                ),
                ("xml_sha256", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                (
                    "credit_note",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="file",
                        to="payouts.creditnote",
                    ),
                ),
                (
                    "invoice",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="file",
                        to="payouts.invoice",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("credit_note__isnull", False), ("invoice__isnull", True)),
                            models.Q(("credit_note__isnull", True), ("invoice__isnull", False)),
                            _connector="OR",
                        ),
                        name="issued_file_of_one_document",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TransferDoubtIdStatusEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("OPEN", "Somebody has to look"),
                            ("PROPOSED", "Waiting for a second person"),
                            ("DECIDED", "Decided"),
                        ],
                        default="OPEN",
                        max_length=8,
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="payouts.transferdoubt",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Verdict",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("favours", models.CharField(max_length=12)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("RECORD_STANDS", "The record shows the work"),
                            ("RECORD_WRONG", "The record was wrong"),
                            ("EVIDENCE_CONVINCES", "The evidence shows it"),
                            ("EVIDENCE_WANTING", "Nothing shows it"),
                            ("CHARGED_TWICE", "The same contact was charged twice"),
                            ("OUR_FAILURE", "A failure on the platform's side"),
                            ("SILENCE", "Nobody answered in time"),
                        ],
                        max_length=20,
                    ),
                ),
                ("words", models.TextField(blank=True)),
                ("pay_seconds", models.PositiveIntegerField(null=True)),
                ("pay_exact", models.DecimalField(decimal_places=9, max_digits=24, null=True)),
                ("charge_seconds", models.PositiveIntegerField(null=True)),
                ("charge_exact", models.DecimalField(decimal_places=9, max_digits=24, null=True)),
                ("revision", models.PositiveIntegerField(null=True)),
                ("extra_key", models.CharField(blank=True, max_length=120)),
                ("decided_at", models.DateTimeField()),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "dispute",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verdict",
                        to="payouts.dispute",
                    ),
                ),
                (
                    "interaction",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="marketplace.interaction",
                    ),
                ),
                (
                    "ruling",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payouts.ruling",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_by__isnull", True), ("reason", "SILENCE")),
                            models.Q(
                                ("decided_by__isnull", False),
                                models.Q(("reason", "SILENCE"), _negated=True),
                                models.Q(("words", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="verdict_of_a_person_has_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("charge_exact__isnull", True),
                                ("charge_seconds__isnull", True),
                                ("pay_exact__isnull", True),
                                ("pay_seconds__isnull", True),
                                ("ruling__isnull", True),
                            ),
                            ("ruling__isnull", False),
                            _connector="OR",
                        ),
                        name="verdict_rules_by_a_ruling",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WriteOffIdStatusEvent",
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
                            ("BOOKED", "Written off"),
                            ("WITHDRAWN", "Withdrawn"),
                            ("REINSTATED", "Owed again"),
                        ],
                        default="PROPOSED",
                        max_length=10,
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="payouts.writeoff",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
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
                (
                    "payment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="payouts.brandpayment",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="payouts.invoice",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount_minor__gt", 0), ("undoes__isnull", True)),
                            models.Q(("amount_minor__lt", 0), ("undoes__isnull", False)),
                            _connector="OR",
                        ),
                        name="allocation_undo_is_negative",
                    )
                ],
            },
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
                            ("PARKED", "Parked"),
                            ("SENDING_BACK", "To be sent back"),
                            ("WENT_BACK", "Went back"),
                            ("SPLIT", "Split"),
                        ],
                        default="WAITING",
                        max_length=12,
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="payouts.bankreceipt",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
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
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="payouts.brandrefund",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
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
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="payouts.chargeback",
                    ),
                ),
            ],
            options={
                "abstract": False,
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
        pgtrigger.migrations.AddTrigger(
            model_name="billingprofile",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "payouts_billingprofileidlegalnamestreetpostalcodecityregion2270" ("city", "country", "id", "invoice_email", "language", "legal_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postal_code", "region", "street", "vat_number") VALUES (NEW."city", NEW."country", NEW."id", NEW."invoice_email", NEW."language", NEW."legal_name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."postal_code", NEW."region", NEW."street", NEW."vat_number"); RETURN NULL;',
                    hash="d2f69be6573c0da7bcb7c1e42fcd8c9b5fd10a21",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_d97f8",
                    table="payouts_billingprofile",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="billingprofile",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."city" IS DISTINCT FROM (NEW."city") OR OLD."country" IS DISTINCT FROM (NEW."country") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."invoice_email" IS DISTINCT FROM (NEW."invoice_email") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."legal_name" IS DISTINCT FROM (NEW."legal_name") OR OLD."postal_code" IS DISTINCT FROM (NEW."postal_code") OR OLD."region" IS DISTINCT FROM (NEW."region") OR OLD."street" IS DISTINCT FROM (NEW."street") OR OLD."vat_number" IS DISTINCT FROM (NEW."vat_number"))',
                    func='INSERT INTO "payouts_billingprofileidlegalnamestreetpostalcodecityregion2270" ("city", "country", "id", "invoice_email", "language", "legal_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postal_code", "region", "street", "vat_number") VALUES (NEW."city", NEW."country", NEW."id", NEW."invoice_email", NEW."language", NEW."legal_name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."postal_code", NEW."region", NEW."street", NEW."vat_number"); RETURN NULL;',
                    hash="3e7db5b8130095b3b2efe3a51d9dc0ffd62d7974",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d3b31",
                    table="payouts_billingprofile",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bankreceipt",
            trigger=pgtrigger.compiler.Trigger(
                name="moves_only_as",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{BOOKED:WAITING,PARKED:WAITING,SENDING_BACK:WAITING,SENDING_BACK:WENT_BACK,WAITING:BOOKED,WAITING:PARKED,WAITING:SENDING_BACK,WAITING:SPLIT,WAITING:WENT_BACK}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="cc4a6d7473cff60bcd4d03cac2f18ec81dabf11c",
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
        migrations.AddConstraint(
            model_name="committedinterval",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("supersedes__isnull", True)),
                expressions=[
                    ("agent", "="),
                    (
                        models.Func(
                            models.F("starts_at"),
                            models.F("ends_at"),
                            function="TSTZRANGE",
                            output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="committed_interval_no_overlap",
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
            model_name="cancelledhours",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("agent", "="),
                    (
                        models.Func(
                            models.F("starts_at"),
                            models.F("ends_at"),
                            function="TSTZRANGE",
                            output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="cancelled_hours_once",
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
        pgtrigger.migrations.AddTrigger(
            model_name="instantpayout",
            trigger=pgtrigger.compiler.Trigger(
                name="moves_only_as",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{ARRIVED:SLOW,ON_ITS_WAY:ARRIVED,ON_ITS_WAY:SLOW,REQUESTED:ON_ITS_WAY,REQUESTED:SLOW,REQUESTED:WITHDRAWN}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="96428a7827b0d1991227b188de50fc9a5edb423a",
                    operation="UPDATE",
                    pgid="pgtrigger_moves_only_as_5e8c9",
                    table="payouts_instantpayout",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="instantpayout",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "payouts_instantpayoutidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="7f8a5a94aad1cd2438cb1a3a09745432d88678ea",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_f1ce8",
                    table="payouts_instantpayout",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="instantpayout",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."status" IS DISTINCT FROM (NEW."status"))',
                    func='INSERT INTO "payouts_instantpayoutidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="48a14dc11427c624ed56c01b3ca5f00db034bad3",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_7c86b",
                    table="payouts_instantpayout",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bankreportrow",
            trigger=pgtrigger.compiler.Trigger(
                name="moves_only_as",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{NEW:APPLIED,NEW:NOTED,NEW:REPEATED,NEW:WAITING,WAITING:CLOSED}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="fe298bcf61d5ec3675081349b0531e69969e6f37",
                    operation="UPDATE",
                    pgid="pgtrigger_moves_only_as_0b8e0",
                    table="payouts_bankreportrow",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bankreportrow",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "payouts_bankreportrowidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="1c209266e0450fb3d4ae84d58c0215cc579b118b",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_2f3f1",
                    table="payouts_bankreportrow",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bankreportrow",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."status" IS DISTINCT FROM (NEW."status"))',
                    func='INSERT INTO "payouts_bankreportrowidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="546bc41635c9b80b7ca48c5701bc1995310da1b0",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d7b3a",
                    table="payouts_bankreportrow",
                    when="AFTER",
                ),
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
        pgtrigger.migrations.AddTrigger(
            model_name="bankfile",
            trigger=pgtrigger.compiler.Trigger(
                name="moves_only_as",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{ACCEPTED:NOT_EXECUTED,ACCEPTED:REFUSED,ACCEPTED:SETTLED,MADE:RELEASED,MADE:WITHDRAWN,REFUSED:ACCEPTED,REFUSED:NOT_EXECUTED,REFUSED:SETTLED,RELEASED:ACCEPTED,RELEASED:NOT_EXECUTED,RELEASED:REFUSED,RELEASED:SETTLED}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="ad3c2a88c4ab6e154c86bb0150859433cd404d4f",
                    operation="UPDATE",
                    pgid="pgtrigger_moves_only_as_2b0ea",
                    table="payouts_bankfile",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bankfile",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "payouts_bankfileidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="c61fa3731c069596c916608f003195cf6a6a7613",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_f2600",
                    table="payouts_bankfile",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bankfile",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."status" IS DISTINCT FROM (NEW."status"))',
                    func='INSERT INTO "payouts_bankfileidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="b773daa5d7e18c737f4632459250ddab99589d02",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_3a86b",
                    table="payouts_bankfile",
                    when="AFTER",
                ),
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
        pgtrigger.migrations.AddTrigger(
            model_name="purchaseorder",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "payouts_purchaseorderidclosedatevent" ("closed_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."closed_at", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                    hash="82116df154c168458f3435cfd8e24c3e21f3099c",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_0b750",
                    table="payouts_purchaseorder",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="purchaseorder",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."closed_at" IS DISTINCT FROM (NEW."closed_at") OR OLD."id" IS DISTINCT FROM (NEW."id"))',
                    func='INSERT INTO "payouts_purchaseorderidclosedatevent" ("closed_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."closed_at", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                    hash="e6ef10fb8468b0aca08c6eb20bec6044f0492518",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_92f27",
                    table="payouts_purchaseorder",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoice",
            trigger=pgtrigger.compiler.Trigger(
                name="moves_only_as",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{DRAFT:DISCARDED,DRAFT:ISSUED,ISSUED:PAID,ISSUED:PARTLY_PAID,ISSUED:UNCOLLECTIBLE,PAID:ISSUED,PAID:PARTLY_PAID,PARTLY_PAID:ISSUED,PARTLY_PAID:PAID,PARTLY_PAID:UNCOLLECTIBLE,UNCOLLECTIBLE:ISSUED,UNCOLLECTIBLE:PAID,UNCOLLECTIBLE:PARTLY_PAID}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="ef59cf42868caf496e2894215f342e4df5516a7c",
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
        pgtrigger.migrations.AddTrigger(
            model_name="dispute",
            trigger=pgtrigger.compiler.Trigger(
                name="moves_only_as",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{ANSWERED:DECIDED,ANSWERED:WITHDRAWN,OPEN:ANSWERED,OPEN:DECIDED,OPEN:LAPSED,OPEN:WITHDRAWN}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="0897fa93ac4926bfbd8619a4a3a7748572e29f84",
                    operation="UPDATE",
                    pgid="pgtrigger_moves_only_as_03092",
                    table="payouts_dispute",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dispute",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "payouts_disputeidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="abd462d74c00788d46b93a6e531c084db870cbee",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_b8893",
                    table="payouts_dispute",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dispute",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."status" IS DISTINCT FROM (NEW."status"))',
                    func='INSERT INTO "payouts_disputeidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="1375e43f5d83f1d7a238f456ed0c1e0a42425721",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a7b46",
                    table="payouts_dispute",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="taxdecision",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("brand", "="),
                    (
                        models.Func(
                            models.F("from_on"),
                            models.F("to_on"),
                            function="DATERANGE",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="tax_decision_no_overlap",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="taxdecision",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "payouts_taxdecisionidtoonevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "to_on") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."to_on"); RETURN NULL;',
                    hash="dfa0bd00f00f2a8a296123afe9cdccf2290f5f26",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_b5b6e",
                    table="payouts_taxdecision",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="taxdecision",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."to_on" IS DISTINCT FROM (NEW."to_on"))',
                    func='INSERT INTO "payouts_taxdecisionidtoonevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "to_on") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."to_on"); RETURN NULL;',
                    hash="ff8ca63a0f1ce61dc610a111e53e9347ed500ebb",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a50e6",
                    table="payouts_taxdecision",
                    when="AFTER",
                ),
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
        pgtrigger.migrations.AddTrigger(
            model_name="transferdoubt",
            trigger=pgtrigger.compiler.Trigger(
                name="moves_only_as",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{OPEN:PROPOSED,PROPOSED:DECIDED,PROPOSED:OPEN}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="1ea6b4e1d783baea2a0f02aa8cd231c4b5e7d374",
                    operation="UPDATE",
                    pgid="pgtrigger_moves_only_as_8ab11",
                    table="payouts_transferdoubt",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="transferdoubt",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "payouts_transferdoubtidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="f3de56b9166a61aabdd6e170dd809cae4313f639",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_efaa6",
                    table="payouts_transferdoubt",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="transferdoubt",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."status" IS DISTINCT FROM (NEW."status"))',
                    func='INSERT INTO "payouts_transferdoubtidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="97fb43d836a03bca7dbecdc34c97dc5cdbdcfeb3",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_818a7",
                    table="payouts_transferdoubt",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="writeoff",
            trigger=pgtrigger.compiler.Trigger(
                name="moves_only_as",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{BOOKED:REINSTATED,PROPOSED:BOOKED,PROPOSED:WITHDRAWN}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="6392642ed5c1bc012da1782f659f0be9db08e491",
                    operation="UPDATE",
                    pgid="pgtrigger_moves_only_as_2eddc",
                    table="payouts_writeoff",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="writeoff",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "payouts_writeoffidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="8b631a51850a15088367cae08cf483e09597b466",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_1a36c",
                    table="payouts_writeoff",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="writeoff",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."status" IS DISTINCT FROM (NEW."status"))',
                    func='INSERT INTO "payouts_writeoffidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="f09be91e767675d96d79b546e829cbefc6a6770f",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_0336e",
                    table="payouts_writeoff",
                    when="AFTER",
                ),
            ),
        ),
    ]
