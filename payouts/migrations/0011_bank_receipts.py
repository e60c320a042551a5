"""What banks said is never edited; a statement's lines are kept as they came."""

from django.db import migrations

from onboarding.audit.guards import append_only


class Migration(migrations.Migration):
    dependencies = [("payouts", "0010_instant")]

    operations = [
        append_only(f"payouts_{table}") for table in ("csvlayout", "bankstatement", "bankline")
    ]
