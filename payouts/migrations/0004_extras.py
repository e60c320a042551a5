"""What must never be edited: sums that no contact made."""

from django.db import migrations

from onboarding.audit.guards import append_only


class Migration(migrations.Migration):
    dependencies = [("payouts", "0003_facts")]

    operations = [append_only("payouts_extra")]
