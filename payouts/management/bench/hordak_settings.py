"""Settings of the process in which django-hordak posts: its own app, its own tables."""

import json
import os

_address = json.loads(os.environ["BENCH_DATABASE"])

SECRET_KEY = "only for a benchmark"  # noqa: S105  # guards nothing
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.postgres",
    "mptt",
    "djmoney",
    "hordak",
]
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", **_address}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
HORDAK_CURRENCIES = ["USD"]
CURRENCIES = ["USD"]
DEFAULT_CURRENCY = "USD"
HORDAK_INTERNAL_CURRENCY = "USD"
