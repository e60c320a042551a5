"""What must never be edited: terms of floors, committed hours, top-ups."""

from django.db import migrations

from onboarding.audit.guards import append_only


class Migration(migrations.Migration):
    dependencies = [("payouts", "0006_credit")]

    operations = [
        append_only("payouts_floorterms"),
        append_only("payouts_committedinterval"),
        append_only("payouts_topup"),
    ]
