"""What was confirmed, and what was tried, is never edited."""

from django.db import migrations

from onboarding.audit.guards import append_only


class Migration(migrations.Migration):
    dependencies = [("onboarding", "0001_initial")]

    operations = [
        append_only("onboarding_confirmation"),
        append_only("onboarding_wrongcode"),
    ]
