"""What was sent and heard of an attempt, and what an approver saw, is never edited."""

from django.db import migrations

from onboarding.audit.guards import append_only


class Migration(migrations.Migration):
    dependencies = [("payouts", "0008_bank_files")]

    operations = [
        *(
            append_only(f"payouts_{table}")
            for table in ("attemptstep", "runwarning", "warningtick")
        ),
    ]
