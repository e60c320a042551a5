"""What must never be edited: terms of guarantees, what they rest on, and what was paid."""

from django.db import migrations

from onboarding.audit.guards import append_only


class Migration(migrations.Migration):
    dependencies = [("payouts", "0006_credit")]

    operations = [
        *(
            append_only(f"payouts_{table}")
            for table in (
                "floorterms",
                "committedinterval",
                "topup",
                "surgeoffer",
                "surgeend",
                "surgebonus",
                "bonusterms",
                "bonuscase",
                "bonus",
                "cancelledhours",
            )
        ),
    ]
