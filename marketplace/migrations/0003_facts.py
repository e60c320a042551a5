"""What must never be edited: what a source reported, and what a campaign agreed to pay."""

from django.db import migrations

from onboarding.audit.guards import append_only


class Migration(migrations.Migration):
    dependencies = [("marketplace", "0002_initial")]

    operations = [
        append_only(f"marketplace_{table}")
        for table in ("interactionrevision", "ratecardversion", "ratemultiplier")
    ]
