"""Seal everything that an older key opens under the current one."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand

from onboarding.encryption import reseal, sealed_fields


class Command(BaseCommand):
    help = "Seal every sealed value anew under the first key of FIELD_KEYS. May be repeated."

    def handle(self, *args: Any, **options: Any) -> None:
        for model in apps.get_models():
            if sealed_fields(model):
                self.stdout.write(f"{model._meta.verbose_name_plural}: {reseal(model)} sealed anew")
