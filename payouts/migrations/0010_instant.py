"""What an instant payout costs from when on is never edited."""

from django.db import migrations

from onboarding.audit.guards import append_only


class Migration(migrations.Migration):
    dependencies = [("payouts", "0009_attempts_and_warnings")]

    operations = [append_only("payouts_instanttariff")]
