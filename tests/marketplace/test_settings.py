"""Settings, started as a shell starts them: in a process and an environment of their own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

PRODUCTION = {
    "SECRET_KEY": "nobody-signs-anything-real-with-this-one-" * 2,
    "FIELD_KEYS": "2026-11:bm9ib2R5IHNlYWxzIGFueXRoaW5nIHJlYWwgd2l0aCA=",
    "FIELD_FINGERPRINT_KEY": "bm9ib2R5IHNlYWxzIGFueXRoaW5nIHJlYWwgd2l0aCA=",
    "ALLOWED_HOSTS": "tallyline.example.com",
    "DATABASE_URL": "postgresql://tallyline_web:pw@db.example.com/tallyline",
    "DATABASE_OWNER_URL": "postgresql://tallyline:pw@db.example.com/tallyline",
    "BROKER_URL": "redis://redis.example.com:6379/0",
    "CACHE_URL": "redis://redis.example.com:6379/1",
    "EMAIL_URL": "smtp+tls://user:pw@mail.example.com:587",
    "STRIPE_API_KEY": "sk_live_nobody",
    "STRIPE_WEBHOOK_SECRET": "whsec_nobody",
}


def manage(*arguments, without=(), **changes):
    given = {**PRODUCTION, **changes}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        env={
            "PATH": os.environ["PATH"],
            "TALLYLINE_DATA": "/nonexistent",
            **{name: value for name, value in given.items() if name not in without},
        },
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("name", sorted(PRODUCTION.keys() - {"DATABASE_OWNER_URL"}))
def test_a_missing_setting_is_refused_by_its_name_and_with_an_example(name):
    refused = manage("check", without=[name])

    assert refused.returncode == 2
    assert refused.stdout == ""
    assert refused.stderr.count("\n") == 1
    assert refused.stderr.startswith(f"Setting {name} is missing. Example: {name}=")


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("DATABASE_URL", "mysql://db/x", "it must start with postgres:// or postgresql://"),
        ("DATABASE_URL", "postgresql://db.example.com", "it names no database"),
        ("DATABASE_URL", "postgresql://db:many/x", "Port could not be cast to integer value"),
        ("DATABASE_OWNER_URL", "sqlite:///x", "it must start with postgres://"),
        ("SECRET_KEY", "short", "it must have at least 50 characters"),
        ("SECRET_KEY", "ab" * 32, "it is too easy to guess"),
        ("BROKER_URL", "memory://", "it must start with redis://"),
        ("CACHE_URL", "locmem://", "it must start with redis://"),
        ("EMAIL_URL", "mail.example.com", "it must start with smtp://"),
        ("STRIPE_API_BASE", "api.example.com", "it must start with https:// or http://"),
        ("STRIPE_CALLS_PER_SECOND", "0", "it must be a whole number from 1 on"),
        ("STRIPE_CALLS_PER_SECOND", "ten", "it must be a whole number from 1 on"),
        ("CSRF_TRUSTED_ORIGINS", "example.com", "example.com must be https:// and a host"),
        ("PAY_CALENDAR_COUNTRY", "usa", "it must be a country's two capital letters"),
        ("LOG_LEVEL", "chatty", "it must be one of DEBUG, INFO, WARNING, ERROR"),
        ("DEBUG", "perhaps", "it must be yes or no"),
    ],
)
def test_a_wrong_setting_is_refused_with_the_reason_and_an_example(name, value, why):
    refused = manage("check", **{name: value})

    assert refused.returncode == 2
    assert refused.stderr.startswith(f"Setting {name} is wrong: {why}")
    assert f" Example: {name}=" in refused.stderr


def test_a_secret_is_not_repeated_in_its_refusal():
    refused = manage("check", SECRET_KEY="tiny-but-secret")

    assert "tiny-but-secret" not in refused.stderr


def test_production_settings_pass_the_deployment_check():
    checked = manage("check", "--deploy", "--fail-level", "WARNING")

    assert checked.stderr == ""
    assert checked.stdout == "System check identified no issues (1 silenced).\n"


def test_every_setting_is_documented():
    source = (ROOT / "marketplace" / "settings.py").read_text()
    documented = (ROOT / "docs" / "settings.md").read_text()
    names = {
        line.split('"')[1]
        for line in source.replace("setting(\n    ", "setting(").splitlines()
        if "setting(" in line and '"' in line
    }

    assert {name for name in names if f"`{name}`" not in documented} == set()
    assert {"SECRET_KEY", "STRIPE_API_BASE", "LOG_LEVEL"} <= names
