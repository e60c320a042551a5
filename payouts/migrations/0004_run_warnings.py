"""What an approver was warned of, and that they saw it, is never edited."""

from django.db import migrations

from onboarding.audit.guards import append_only


class Migration(migrations.Migration):
    dependencies = [("payouts", "0003_facts")]

    operations = [
        append_only("payouts_runwarning"),
        append_only("payouts_warningtick"),
    ]
