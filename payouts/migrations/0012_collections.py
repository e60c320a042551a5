"""When brands are reminded, what they were sent, and what they promised is never edited."""

from django.db import migrations

from onboarding.audit.guards import append_only


class Migration(migrations.Migration):
    dependencies = [("payouts", "0011_bank_receipts")]

    operations = [
        append_only(f"payouts_{table}")
        for table in ("dunningterms", "dunningnotice", "paymentpromise")
    ]
