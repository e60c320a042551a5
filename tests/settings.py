"""Settings of the tests: the application's own, told of services by the launcher if there is one.

Only the services' addresses come from outside. Everything else is fixed, so that a test does
not depend on whose machine it runs on; and without services the module still imports, for the
type checker and for ``makemigrations``.
"""

import os

os.environ.setdefault("DATABASE_URL", "postgresql://tallyline_web@127.0.0.1/tallyline")
os.environ.setdefault("DATABASE_OWNER_URL", "postgresql://tallyline@127.0.0.1/tallyline")
os.environ.setdefault("CACHE_URL", "redis://127.0.0.1:6379/1")
os.environ.update(
    {
        "DEBUG": "yes",
        "SECRET_KEY": "a key for tests, known to all: " + "x" * 32,
        "FIELD_KEYS": "test:dGhlIGtleSB0aGF0IG9wZW5zIHRlc3RzIGFuZCBubyA=",
        "FIELD_FINGERPRINT_KEY": "dGhlIGtleSB0aGF0IG5hbWVzIHZhbHVlcyBhbGlrZSA=",
        "ALLOWED_HOSTS": "testserver,127.0.0.1,localhost",
        "SERVED_OVER_HTTPS": "no",
        "CSRF_TRUSTED_ORIGINS": "",
        "BROKER_URL": "redis://127.0.0.1:1/0",
        "EMAIL_URL": "memorymail://",
        "STRIPE_API_KEY": "sk_test_tallyline",
        "STRIPE_API_BASE": "http://127.0.0.1:1",
        "STRIPE_WEBHOOK_SECRET": "whsec_for_tests",
        "STRIPE_CALLS_PER_SECOND": "100",
        "PAY_CALENDAR_COUNTRY": "US",
        "PLATFORM_COUNTRY": "US",
        "LOG_LEVEL": "WARNING",
    }
)

from marketplace.settings import *  # noqa: F403
from marketplace.settings import DATABASES, INSTALLED_APPS, MIDDLEWARE

# First, so that its way to empty the database is the one that is found.
INSTALLED_APPS = ["tests.settings_app", *INSTALLED_APPS, "zeal"]
# Outermost: a page that asks the same question once for each of its rows fails its test.
MIDDLEWARE = ["zeal.middleware.zeal_middleware", *MIDDLEWARE]
ZEAL_RAISE = True

# The owner makes the database of the tests; the application's role is tested in it.
DATABASES["default"]["TEST"] = {"MIRROR": "owner"}
DATABASES["default"]["CONN_MAX_AGE"] = 0

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CELERY_BROKER_URL = "memory://"
CELERY_TASK_ALWAYS_EAGER = False
