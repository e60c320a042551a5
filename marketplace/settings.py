"""Every setting, read from the environment, in one file.

``docs/settings.md`` lists them. A missing or wrong one is refused at start, by its name
and with an example.
"""

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import environ
import structlog
from csp.constants import NONE, SELF

from marketplace.environment import (
    bic,
    company_id,
    country,
    database_url,
    field_keys,
    flag,
    iban,
    key_of_32_bytes,
    one_of,
    origins,
    routing,
    secret,
    setting,
    share,
    url,
    whole,
    words,
)

BASE_DIR = Path(__file__).resolve().parent.parent
_font_package = find_spec("font_manrope")
assert _font_package is not None
assert _font_package.origin is not None

# ---------------------------------------------------------------- the process
DEBUG = setting("DEBUG", parse=flag, default="no", example="no")
SECRET_KEY = setting("SECRET_KEY", parse=secret(50), example="$(openssl rand -base64 48)")
ALLOWED_HOSTS = setting(
    "ALLOWED_HOSTS",
    parse=words,
    default="127.0.0.1,localhost" if DEBUG else None,
    example="tallyline.example.com",
)
CSRF_TRUSTED_ORIGINS = setting(
    "CSRF_TRUSTED_ORIGINS", parse=origins, default="", example="https://tallyline.example.com"
)
SERVED_OVER_HTTPS = setting(
    "SERVED_OVER_HTTPS", parse=flag, default="no" if DEBUG else "yes", example="yes"
)
# Where links in mails lead to; without it, the first name that the site answers to.
SITE_URL = setting(
    "SITE_URL",
    parse=url("https", "http"),
    default=f"{'https' if SERVED_OVER_HTTPS else 'http'}://{ALLOWED_HOSTS[0].lstrip('.')}",
    example="https://tallyline.example.com",
).rstrip("/")

# Where links in mails lead.
SITE_URL = setting(
    "SITE_URL",
    parse=url("https", "http"),
    default=f"{'https' if SERVED_OVER_HTTPS else 'http'}://{(ALLOWED_HOSTS or ['localhost'])[0]}"
    + (f":{os.environ['PORT']}" if DEBUG and os.environ.get("PORT") else ""),
    example="https://tallyline.example.com",
)
# What seals bank accounts and tax numbers: the current key first, older ones until everything is
# sealed anew (rotate_field_keys). The other names equal values alike and is never changed.
FIELD_KEYS = setting("FIELD_KEYS", parse=field_keys, example="2026-11:$(openssl rand -base64 32)")
FIELD_FINGERPRINT_KEY = setting(
    "FIELD_FINGERPRINT_KEY", parse=key_of_32_bytes, example="$(openssl rand -base64 32)"
)

# ---------------------------------------------------------------- what it is made of
INSTALLED_APPS = [
    "onboarding",
    "marketplace",
    "payouts",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "pgtrigger",
    "pghistory",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "lucide",
    "js_lib_bootstrap5",
    "django_structlog",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "onboarding.users.middleware.ActorMiddleware",
    "marketplace.problems.DomainErrorMiddleware",
]
ROOT_URLCONF = "marketplace.urls"
WSGI_APPLICATION = "marketplace.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "onboarding.portals.context.portals",
            ],
            "builtins": ["payouts.templatetags.money", "marketplace.templatetags.charts"],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# ---------------------------------------------------------------- database
_database_example = "postgresql://tallyline_web:PASSWORD@db.example.com/tallyline"


def _database(name: str, default: str | None = None) -> dict[str, Any]:
    address = setting(name, parse=database_url, default=default, example=_database_example)
    database = dict(environ.Env.db_url_config(address))
    database.setdefault("OPTIONS", {})
    database["TIME_ZONE"] = "UTC"
    return database


# The application's role may only add facts. Migrations run as the owner: migrate --database owner.
DATABASES = {
    "default": _database("DATABASE_URL") | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True},
    "owner": _database("DATABASE_OWNER_URL", default=os.environ.get("DATABASE_URL")),
}
DATABASE_ROUTERS = ["onboarding.audit.router.OwnerMigrates"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ---------------------------------------------------------------- jobs, cache, mail
BROKER_URL = setting(
    "BROKER_URL",
    parse=url("redis", "rediss", "redis+socket", "amqp", "amqps"),
    example="redis://redis.example.com:6379/0",
)
CACHE_URL = setting(
    "CACHE_URL", parse=url("redis", "rediss", "unix"), example="redis://redis.example.com:6379/1"
)
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL}
}
CELERY_BROKER_URL = BROKER_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_DB_REUSE_MAX = 1000
CELERY_TIMEZONE = "UTC"

EMAIL_URL = setting(
    "EMAIL_URL",
    parse=url("smtp", "smtps", "smtp+tls", "smtp+ssl", "consolemail", "memorymail"),
    default="consolemail://" if DEBUG else None,
    example="smtp+tls://USER:PASSWORD@mail.example.com:587",
)
vars().update(environ.Env.email_url_config(EMAIL_URL))
DEFAULT_FROM_EMAIL = setting(
    "DEFAULT_FROM_EMAIL",
    parse=str,
    default="Tallyline <no-reply@localhost>",
    example="Tallyline <no-reply@example.com>",
)

# ---------------------------------------------------------------- the payment processor
_STRIPE = "https://api.stripe.com"
STRIPE_API_KEY = setting("STRIPE_API_KEY", parse=secret(8), example="sk_live_…")
STRIPE_API_BASE = setting(
    "STRIPE_API_BASE", parse=url("https", "http"), default=_STRIPE, example=_STRIPE
)
STRIPE_WEBHOOK_SECRET = setting("STRIPE_WEBHOOK_SECRET", parse=secret(8), example="whsec_…")
# The highest rate of calls that the processor allows us, a second.
STRIPE_CALLS_PER_SECOND = setting(
    "STRIPE_CALLS_PER_SECOND", parse=whole(minimum=1), default="10", example="10"
)

# ---------------------------------------------------------------- our bank
# From which account bank files pay. What a format needs is refused by name when it is needed.
BANK_ORIGINATOR_NAME = setting(
    "BANK_ORIGINATOR_NAME", parse=str, default="Tallyline Inc.", example="Tallyline Inc."
)
BANK_IBAN = setting("BANK_IBAN", parse=iban, default="", example="IE29AIBK93115212345678")
BANK_BIC = setting("BANK_BIC", parse=bic, default="", example="AIBKIE2D")
BANK_ACH_ROUTING = setting("BANK_ACH_ROUTING", parse=routing, default="", example="021000021")
BANK_ACH_NAME = setting("BANK_ACH_NAME", parse=str, default="", example="JPMorgan Chase")
BANK_ACH_COMPANY_ID = setting(
    "BANK_ACH_COMPANY_ID", parse=company_id, default="", example="1234567890"
)
# Where released files are put, if they are to be put anywhere.
BANK_FILE_FOLDER = setting("BANK_FILE_FOLDER", parse=str, default="", example="/srv/to-the-bank")

# ---------------------------------------------------------------- people
AUTH_USER_MODEL = "onboarding.User"
# An address is one login however it is written: the unique index is on lower(email).
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
# Argon2id at OWASP's minimum: 23 ms against PBKDF2's 234 ms when a whole shift signs in.
PASSWORD_HASHERS = ["onboarding.users.hashers.Argon2id"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
    )
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_ADAPTER = "onboarding.users.adapter.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = "strict"
# An authenticator app, and codes on paper for the day on which it is lost.
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Tallyline"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

# ---------------------------------------------------------------- language, time, money
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español"), ("ru", "Русский"), ("ar", "العربية")]
LOCALE_PATHS = [BASE_DIR / "marketplace" / "locale"]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True
# Whose bank holidays move a pay day, and the platform's own particulars on invoices.
PAY_CALENDAR_COUNTRY = setting("PAY_CALENDAR_COUNTRY", parse=country, default="US", example="US")
PLATFORM_LEGAL_NAME = setting(
    "PLATFORM_LEGAL_NAME", parse=str, default="Tallyline Inc.", example="Tallyline Inc."
)
PLATFORM_ADDRESS = setting(
    "PLATFORM_ADDRESS",
    parse=str,
    default="548 Market Street, San Francisco, CA 94104, US",
    example="548 Market Street, San Francisco, CA 94104, US",
)
PLATFORM_COUNTRY = setting("PLATFORM_COUNTRY", parse=country, default="US", example="US")
# Printed on invoices, where it is set.
PLATFORM_BANK_DETAILS = setting(
    "PLATFORM_BANK_DETAILS",
    parse=str,
    default="",
    example="IBAN DE89 3704 0044 0532 0130 00, BIC COBADEFFXXX",
)
# A VAT number where the country has one: it decides whether reverse charge may be used.
PLATFORM_TAX_NUMBER = setting("PLATFORM_TAX_NUMBER", parse=str, default="", example="12-3456789")
# As a share of the net. Call handling is no taxable service in most of the United States (state
# sales tax laws name what they tax); a platform that must charge says so here.
US_SALES_TAX = setting("US_SALES_TAX", parse=share, default="0", example="0.08875")

# ---------------------------------------------------------------- static files
STATIC_URL = "/static/"
STATIC_ROOT = setting("STATIC_ROOT", parse=Path, default="staticfiles", example="/srv/static")
STATICFILES_DIRS = [("fonts", str(Path(_font_package.origin).parent / "files"))]
WHITENOISE_USE_FINDERS = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# ---------------------------------------------------------------- safety
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    "camera": [],
    "geolocation": [],
    "microphone": [],
    "payment": [],
    "usb": [],
}
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SERVED_OVER_HTTPS
SESSION_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = SERVED_OVER_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if SERVED_OVER_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SERVED_OVER_HTTPS
# Whoever asks whether the process lives asks it directly, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SECURE_REFERRER_POLICY = "same-origin"
if SERVED_OVER_HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

# ---------------------------------------------------------------- logs
# To standard error: a line for a person where one looks on, else a JSON object a line.
LOG_LEVEL = setting(
    "LOG_LEVEL",
    parse=one_of("DEBUG", "INFO", "WARNING", "ERROR"),
    default="WARNING" if DEBUG else "INFO",
    example="INFO",
)
_annotate: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]
_render: list[Any] = (
    [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    if DEBUG
    else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": _annotate,
            "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_render],
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {"django": {"handlers": [], "level": LOG_LEVEL, "propagate": True}},
}
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *_annotate,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
DJANGO_STRUCTLOG_CELERY_ENABLED = True
