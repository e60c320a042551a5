"""What a brand was allowed to owe and spend, when it came near, and
what banks said: never edited."""

from django.db import migrations

from onboarding.audit.guards import append_only


class Migration(migrations.Migration):
    dependencies = [("payouts", "0005_payees")]

    operations = [
        append_only(f"payouts_{table}")
        for table in (
            "billingterms",
            "campaignbudget",
            "limitcrossing",
            "bankstatement",
            "bankline",
        )
    ]
