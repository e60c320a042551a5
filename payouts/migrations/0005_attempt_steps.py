"""What was sent and heard of an attempt is never edited."""

from django.db import migrations

from onboarding.audit.guards import append_only


class Migration(migrations.Migration):
    dependencies = [("payouts", "0004_run_warnings")]

    operations = [append_only("payouts_attemptstep")]
