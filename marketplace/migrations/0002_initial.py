import django.contrib.postgres.indexes
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("marketplace", "0001_initial"),
        ("onboarding", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="agentalias",
            name="agent",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="aliases",
                to="onboarding.agent",
            ),
        ),
        migrations.AddField(
            model_name="campaign",
            name="brand",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="campaigns",
                to="onboarding.brand",
            ),
        ),
        migrations.AddField(
            model_name="campaignidstatusevent",
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
            model_name="campaignidstatusevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="marketplace.campaign",
            ),
        ),
        migrations.AddField(
            model_name="campaignpause",
            name="campaign",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="pauses",
                to="marketplace.campaign",
            ),
        ),
        migrations.AddField(
            model_name="campaignpause",
            name="lifted_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="campaignpause",
            name="paused_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="interaction",
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
            model_name="interaction",
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
            model_name="interaction",
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
            model_name="interactionrevision",
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
            model_name="interactionrevision",
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
            model_name="interactionrevision",
            name="file",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="marketplace.importfile",
            ),
        ),
        migrations.AddField(
            model_name="interactionrevision",
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
            model_name="ratecardversion",
            name="campaign",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rate_versions",
                to="marketplace.campaign",
            ),
        ),
        migrations.AddField(
            model_name="ratecardversion",
            name="proposed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="ratecardversion",
            name="published_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="ratemultiplier",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="multipliers",
                to="marketplace.ratecardversion",
            ),
        ),
        migrations.AddField(
            model_name="rateproposal",
            name="campaign",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rate_proposals",
                to="marketplace.campaign",
            ),
        ),
        migrations.AddField(
            model_name="rateproposal",
            name="proposed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="rateproposal",
            name="version",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="proposal",
                to="marketplace.ratecardversion",
            ),
        ),
        migrations.AddField(
            model_name="rateproposalidstatusevent",
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
            model_name="rateproposalidstatusevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="marketplace.rateproposal",
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="brand",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sources",
                to="onboarding.brand",
            ),
        ),
        migrations.AddField(
            model_name="interaction",
            name="source",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="interactions",
                to="marketplace.source",
            ),
        ),
        migrations.AddField(
            model_name="importfile",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="files",
                to="marketplace.source",
            ),
        ),
        migrations.AddField(
            model_name="agentalias",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="aliases",
                to="marketplace.source",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.UniqueConstraint(fields=("brand", "code"), name="campaign_code_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="campaign",
            trigger=pgtrigger.compiler.Trigger(
                name="moves_only_as",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{DRAFT:CLOSED,DRAFT:LIVE,LIVE:CLOSED,LIVE:PAUSED,PAUSED:CLOSED,PAUSED:LIVE}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="b9bcfae85b41b35842dd0a673922f0debc27300c",
                    operation="UPDATE",
                    pgid="pgtrigger_moves_only_as_9fddc",
                    table="marketplace_campaign",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="campaign",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "marketplace_campaignidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="2c6c663c28fb94503c8eb1a713b8f6a11d6adda1",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_597ac",
                    table="marketplace_campaign",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="campaign",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."status" IS DISTINCT FROM (NEW."status"))',
                    func='INSERT INTO "marketplace_campaignidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="c7d938849d714f004e4dde34f6ffae3e0e1866f2",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_0371b",
                    table="marketplace_campaign",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="campaignpause",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lifted_at__isnull", True)),
                fields=("campaign", "reason"),
                name="campaign_pause_one_of_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaignpause",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("lifted_at__isnull", True),
                    ("lifted_at__gte", models.F("paused_at")),
                    _connector="OR",
                ),
                name="campaign_pause_runs_forward",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaignpause",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason", "BY_PERSON"), _negated=True),
                    ("paused_by__isnull", False),
                    _connector="OR",
                ),
                name="campaign_pause_by_somebody",
            ),
        ),
        migrations.AddIndex(
            model_name="interactionrevision",
            index=django.contrib.postgres.indexes.BrinIndex(
                fields=["recorded_at"], name="revision_by_knowledge"
            ),
        ),
        migrations.AddConstraint(
            model_name="interactionrevision",
            constraint=models.UniqueConstraint(
                fields=("interaction", "revision"), name="interaction_revision_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="ratecardversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("bill_per_minute__gte", 0), ("pay_per_minute__gte", 0)),
                name="rate_version_rates_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="ratecardversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("bill_increment_seconds__in", [1, 6, 30, 60]),
                    ("pay_increment_seconds__in", [1, 6, 30, 60]),
                ),
                name="rate_version_increments_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="ratecardversion",
            constraint=models.UniqueConstraint(
                fields=("campaign", "number"), name="rate_version_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="ratecardversion",
            constraint=models.UniqueConstraint(
                fields=("campaign", "effective_from"), name="rate_version_one_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="ratecardversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("proposed_by__isnull", True),
                    models.Q(("published_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="rate_version_four_eyes",
            ),
        ),
        migrations.AddConstraint(
            model_name="ratemultiplier",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("pay_factor__gt", 0),
                    ("pay_factor__lte", 100),
                    ("bill_factor__gt", 0),
                    ("bill_factor__lte", 100),
                ),
                name="rate_multiplier_factors",
            ),
        ),
        migrations.AddConstraint(
            model_name="ratemultiplier",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("from_minute__lt", models.F("to_minute")),
                    ("to_minute__lte", 1440),
                    ("weekdays__gte", 1),
                    ("weekdays__lte", 127),
                ),
                name="rate_multiplier_window",
            ),
        ),
        migrations.AddConstraint(
            model_name="rateproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("bill_per_minute__gte", 0), ("pay_per_minute__gte", 0)),
                name="rate_proposal_rates_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="rateproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("bill_increment_seconds__in", [1, 6, 30, 60]),
                    ("pay_increment_seconds__in", [1, 6, 30, 60]),
                ),
                name="rate_proposal_increments_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="rateproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "PUBLISHED"), ("version__isnull", False)),
                    models.Q(
                        models.Q(("status", "PUBLISHED"), _negated=True), ("version__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="rate_proposal_published_has_version",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rateproposal",
            trigger=pgtrigger.compiler.Trigger(
                name="moves_only_as",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{OPEN:PUBLISHED,OPEN:WITHDRAWN}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="f1bdd4581186d234070f603b10ac82a3988d5f8b",
                    operation="UPDATE",
                    pgid="pgtrigger_moves_only_as_2c7c2",
                    table="marketplace_rateproposal",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rateproposal",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "marketplace_rateproposalidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="c1c19fa57df24329df3ea021a30b3d4b81cc56da",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_29aba",
                    table="marketplace_rateproposal",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rateproposal",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."status" IS DISTINCT FROM (NEW."status"))',
                    func='INSERT INTO "marketplace_rateproposalidstatusevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="5c0ace66588c4643b5057cf2b287d4deca85e0da",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_20ad5",
                    table="marketplace_rateproposal",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="source",
            constraint=models.UniqueConstraint(fields=("brand", "kind"), name="source_once"),
        ),
        migrations.AddIndex(
            model_name="interaction",
            index=models.Index(fields=["brand", "ended_at", "id"], name="interaction_by_brand"),
        ),
        migrations.AddIndex(
            model_name="interaction",
            index=models.Index(
                condition=models.Q(("agent__isnull", False)),
                fields=["agent", "ended_at", "id"],
                name="interaction_by_agent",
            ),
        ),
        migrations.AddIndex(
            model_name="interaction",
            index=models.Index(
                condition=models.Q(("revision__gt", 1)),
                fields=["recorded_at"],
                name="interaction_revised",
            ),
        ),
        migrations.AddConstraint(
            model_name="interaction",
            constraint=models.UniqueConstraint(
                fields=("source", "external_id"), name="interaction_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="interaction",
            constraint=models.CheckConstraint(
                condition=models.Q(("ended_at__gte", models.F("started_at"))),
                name="interaction_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="agentalias",
            constraint=models.UniqueConstraint(
                fields=("source", "external_ref"), name="agent_alias_once"
            ),
        ),
    ]
