import uuid
from decimal import Decimal

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="AgentAlias",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("external_ref", models.CharField(max_length=80)),
            ],
        ),
        migrations.CreateModel(
            name="Campaign",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=120)),
                (
                    "channel",
                    models.CharField(choices=[("VOICE", "Voice")], default="VOICE", max_length=8),
                ),
                ("timezone", models.CharField(max_length=64)),
                ("currency", models.CharField(help_text="ISO 4217.", max_length=3)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("DRAFT", "Draft"),
                            ("LIVE", "Live"),
                            ("PAUSED", "Paused"),
                            ("CLOSED", "Closed"),
                        ],
                        default="DRAFT",
                        max_length=8,
                    ),
                ),
                ("created_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="CampaignIdStatusEvent",
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
                            ("LIVE", "Live"),
                            ("PAUSED", "Paused"),
                            ("CLOSED", "Closed"),
                        ],
                        default="DRAFT",
                        max_length=8,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CampaignPause",
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
                            ("BY_PERSON", "Paused by a person"),
                            ("BUDGET_SPENT", "Its budget is spent"),
                            ("CREDIT_USED", "The credit limit is used up"),
                            ("PREPAID_USED", "The prepaid balance is used up"),
                            ("OVERDUE", "An invoice is long overdue"),
                        ],
                        max_length=12,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200)),
                ("paused_at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ImportFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=255)),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("rows", models.PositiveIntegerField(default=0)),
                ("new", models.PositiveIntegerField(default=0)),
                ("newer", models.PositiveIntegerField(default=0)),
                ("known", models.PositiveIntegerField(default=0)),
                ("rejected", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Interaction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("campaign_ref", models.CharField(max_length=40)),
                ("agent_ref", models.CharField(blank=True, max_length=80)),
                ("customer_ref", models.CharField(blank=True, help_text="Opaque.", max_length=80)),
                (
                    "channel",
                    models.CharField(choices=[("VOICE", "Voice")], default="VOICE", max_length=8),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("HANDLED", "Handled"),
                            ("ABANDONED", "Abandoned"),
                            ("PHANTOM", "Phantom"),
                        ],
                        max_length=9,
                    ),
                ),
                ("arrived_at", models.DateTimeField()),
                ("started_at", models.DateTimeField()),
                (
                    "ended_at",
                    models.DateTimeField(help_text="Decides the period and the rate in force."),
                ),
                ("queue_seconds", models.PositiveIntegerField()),
                ("talk_seconds", models.PositiveIntegerField()),
                ("hold_seconds", models.PositiveIntegerField()),
                ("wrap_seconds", models.PositiveIntegerField()),
                ("external_id", models.CharField(max_length=80)),
                ("revision", models.PositiveIntegerField(help_text="The newest known.")),
                ("recorded_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="InteractionRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("campaign_ref", models.CharField(max_length=40)),
                ("agent_ref", models.CharField(blank=True, max_length=80)),
                ("customer_ref", models.CharField(blank=True, help_text="Opaque.", max_length=80)),
                (
                    "channel",
                    models.CharField(choices=[("VOICE", "Voice")], default="VOICE", max_length=8),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("HANDLED", "Handled"),
                            ("ABANDONED", "Abandoned"),
                            ("PHANTOM", "Phantom"),
                        ],
                        max_length=9,
                    ),
                ),
                ("arrived_at", models.DateTimeField()),
                ("started_at", models.DateTimeField()),
                (
                    "ended_at",
                    models.DateTimeField(help_text="Decides the period and the rate in force."),
                ),
                ("queue_seconds", models.PositiveIntegerField()),
                ("talk_seconds", models.PositiveIntegerField()),
                ("hold_seconds", models.PositiveIntegerField()),
                ("wrap_seconds", models.PositiveIntegerField()),
                ("revision", models.PositiveIntegerField()),
                ("record", models.TextField(help_text="As it came.")),
                (
                    "content_hash",
                    models.UUIDField(help_text="MD5 of the record: the same content is known."),
                ),
                ("line_number", models.PositiveIntegerField(null=True)),
                ("recorded_at", models.DateTimeField(help_text="When we learned of it.")),
            ],
        ),
        migrations.CreateModel(
            name="RateCardVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("effective_from", models.DateTimeField()),
                (
                    "bill_per_minute",
                    models.DecimalField(
                        decimal_places=9,
                        help_text="Charged to the brand, major units per productive minute.",
                        max_digits=18,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0")),
                            django.core.validators.MaxValueValidator(Decimal("10000")),
                        ],
                    ),
                ),
                (
                    "pay_per_minute",
                    models.DecimalField(
                        decimal_places=9,
                        help_text="Paid to the agent, major units per productive minute.",
                        max_digits=18,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0")),
                            django.core.validators.MaxValueValidator(Decimal("10000")),
                        ],
                    ),
                ),
                (
                    "hold_cap_seconds",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="Hold that counts at most; empty: all of it.",
                        null=True,
                    ),
                ),
                (
                    "wrap_cap_seconds",
                    models.PositiveIntegerField(
                        default=60,
                        help_text="Wrap-up that counts at most.",
                        validators=[django.core.validators.MaxValueValidator(86400)],
                    ),
                ),
                ("bill_increment_seconds", models.PositiveSmallIntegerField(default=1)),
                (
                    "bill_minimum_seconds",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="A contact bills at least so much.",
                        validators=[django.core.validators.MaxValueValidator(86400)],
                    ),
                ),
                (
                    "bill_short_seconds",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="A contact shorter than this is not billed.",
                        validators=[django.core.validators.MaxValueValidator(86400)],
                    ),
                ),
                (
                    "bill_free_seconds",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="The first seconds of a contact that are not billed.",
                        validators=[django.core.validators.MaxValueValidator(86400)],
                    ),
                ),
                ("pay_increment_seconds", models.PositiveSmallIntegerField(default=1)),
                (
                    "pay_minimum_seconds",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="A contact pays at least so much.",
                        validators=[django.core.validators.MaxValueValidator(86400)],
                    ),
                ),
                (
                    "pay_short_seconds",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="A contact shorter than this is not paid.",
                        validators=[django.core.validators.MaxValueValidator(86400)],
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("currency", models.CharField(help_text="ISO 4217.", max_length=3)),
                ("published_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="RateMultiplier",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                (
                    "weekdays",
                    models.PositiveSmallIntegerField(
                        default=127, help_text="Bit 0 is Monday, bit 6 Sunday."
                    ),
                ),
                ("on_date", models.DateField(help_text="Only on this date.", null=True)),
                (
                    "from_minute",
                    models.PositiveSmallIntegerField(default=0, help_text="Of the day, inclusive."),
                ),
                (
                    "to_minute",
                    models.PositiveSmallIntegerField(
                        default=1440, help_text="Of the day, exclusive."
                    ),
                ),
                ("pay_factor", models.DecimalField(decimal_places=6, default=1, max_digits=9)),
                ("bill_factor", models.DecimalField(decimal_places=6, default=1, max_digits=9)),
            ],
        ),
        migrations.CreateModel(
            name="RateProposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("effective_from", models.DateTimeField()),
                (
                    "bill_per_minute",
                    models.DecimalField(
                        decimal_places=9,
                        help_text="Charged to the brand, major units per productive minute.",
                        max_digits=18,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0")),
                            django.core.validators.MaxValueValidator(Decimal("10000")),
                        ],
                    ),
                ),
                (
                    "pay_per_minute",
                    models.DecimalField(
                        decimal_places=9,
                        help_text="Paid to the agent, major units per productive minute.",
                        max_digits=18,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0")),
                            django.core.validators.MaxValueValidator(Decimal("10000")),
                        ],
                    ),
                ),
                (
                    "hold_cap_seconds",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="Hold that counts at most; empty: all of it.",
                        null=True,
                    ),
                ),
                (
                    "wrap_cap_seconds",
                    models.PositiveIntegerField(
                        default=60,
                        help_text="Wrap-up that counts at most.",
                        validators=[django.core.validators.MaxValueValidator(86400)],
                    ),
                ),
                ("bill_increment_seconds", models.PositiveSmallIntegerField(default=1)),
                (
                    "bill_minimum_seconds",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="A contact bills at least so much.",
                        validators=[django.core.validators.MaxValueValidator(86400)],
                    ),
                ),
                (
                    "bill_short_seconds",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="A contact shorter than this is not billed.",
                        validators=[django.core.validators.MaxValueValidator(86400)],
                    ),
                ),
                (
                    "bill_free_seconds",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="The first seconds of a contact that are not billed.",
                        validators=[django.core.validators.MaxValueValidator(86400)],
                    ),
                ),
                ("pay_increment_seconds", models.PositiveSmallIntegerField(default=1)),
                (
                    "pay_minimum_seconds",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="A contact pays at least so much.",
                        validators=[django.core.validators.MaxValueValidator(86400)],
                    ),
                ),
                (
                    "pay_short_seconds",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="A contact shorter than this is not paid.",
                        validators=[django.core.validators.MaxValueValidator(86400)],
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("OPEN", "Waiting for the other side"),
                            ("PUBLISHED", "Published"),
                            ("WITHDRAWN", "Withdrawn"),
                        ],
                        default="OPEN",
                        max_length=10,
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="RateProposalIdStatusEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("OPEN", "Waiting for the other side"),
                            ("PUBLISHED", "Published"),
                            ("WITHDRAWN", "Withdrawn"),
                        ],
                        default="OPEN",
                        max_length=10,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Source",
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
                        choices=[("anonymous-bank", "Anonymous Bank file")], max_length=24
                    ),
                ),
                ("timezone", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField()),
            ],
        ),
    ]
