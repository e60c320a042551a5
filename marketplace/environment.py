"""Settings come from the environment; a missing or wrong one is refused with an example.

A parser takes what stands in the environment and returns the value, or raises ``ValueError``
with a reason that completes the sentence "Setting X is wrong: …".
"""

import os
import re
import sys
from base64 import b64decode
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit

T = TypeVar("T")
_DIFFERENT_CHARACTERS = 5
_KEY_BYTES = 32


class SettingRefused(SystemExit):
    """A setting is missing or unusable. Ends the process with exit code 2 and one clear line."""

    def __init__(self, name: str, why: str, example: str) -> None:
        self.message = f"Setting {name} {why}. Example: {name}={example}"
        super().__init__(2)

    def __str__(self) -> str:
        return self.message


def setting(
    name: str,
    *,
    example: str,
    parse: Callable[[str], T],
    default: str | None = None,
) -> T:
    """Return environment variable ``name``, parsed; refuse it by name if it is missing or wrong."""
    raw = os.environ.get(name, default)
    if raw is None or (raw == "" and default is None):
        raise _refused(name, "is missing", example)
    try:
        return parse(raw)
    except ValueError as wrong:
        raise _refused(name, f"is wrong: {wrong}", example) from None


def _refused(name: str, why: str, example: str) -> SettingRefused:
    refusal = SettingRefused(name, why, example)
    sys.stderr.write(f"{refusal.message}\n")
    return refusal


def url(*schemes: str) -> Callable[[str], str]:
    """A parser that accepts an address with one of ``schemes``."""

    def parse(raw: str) -> str:
        if urlsplit(raw).scheme not in schemes or "://" not in raw:
            raise ValueError(f"it must start with {' or '.join(f'{s}://' for s in schemes)}")
        _ = urlsplit(raw).port  # Raises on a port that is no number.
        return raw

    return parse


def database_url(raw: str) -> str:
    """Accept the address of a PostgreSQL database that names the database."""
    address = url("postgres", "postgresql")(raw)
    if not urlsplit(address).path.strip("/"):
        raise ValueError("it names no database")
    return address


def origins(raw: str) -> list[str]:
    """Read a comma-separated list of places that pages are served from."""
    found = words(raw)
    for origin in found:
        if not re.fullmatch(r"https?://[^/]+", origin):
            raise ValueError(f"{origin} must be https:// and a host, with nothing after it")
    return found


def whole(*, minimum: int) -> Callable[[str], int]:
    """A parser that accepts a whole number from ``minimum`` on."""

    def parse(raw: str) -> int:
        if not re.fullmatch(r"\d{1,9}", raw) or int(raw) < minimum:
            raise ValueError(f"it must be a whole number from {minimum} on")
        return int(raw)

    return parse


def one_of(*choices: str) -> Callable[[str], str]:
    """A parser that accepts one of ``choices``, in capitals or not."""

    def parse(raw: str) -> str:
        if raw.upper() not in choices:
            raise ValueError(f"it must be one of {', '.join(choices)}")
        return raw.upper()

    return parse


def country(raw: str) -> str:
    """Accept a country's two letters (ISO 3166-1)."""
    if not re.fullmatch(r"[A-Z]{2}", raw):
        raise ValueError("it must be a country's two capital letters")
    return raw


def secret(minimum: int) -> Callable[[str], str]:
    """A parser that accepts at least ``minimum`` characters."""

    def parse(raw: str) -> str:
        if len(raw) < minimum:
            raise ValueError(f"it must have at least {minimum} characters")
        if len(set(raw)) < _DIFFERENT_CHARACTERS:
            raise ValueError("it is too easy to guess")
        return raw

    return parse


def field_keys(raw: str) -> dict[str, bytes]:
    """Read ``name:key`` pairs with commas, the current one first; a key is 32 bytes in base64."""
    keys: dict[str, bytes] = {}
    for pair in words(raw):
        name, _, key = pair.partition(":")
        if not re.fullmatch(r"[a-z0-9-]{1,20}", name) or name in keys:
            raise ValueError("each key has a name of its own in small letters, digits and hyphens")
        keys[name] = key_of_32_bytes(key)
    if not keys:
        raise ValueError("it names no key")
    return keys


def key_of_32_bytes(raw: str) -> bytes:
    """Read 32 bytes in base64."""
    try:
        key = b64decode(raw, validate=True)
    except ValueError:
        key = b""
    if len(key) != _KEY_BYTES:
        raise ValueError(f"a key is {_KEY_BYTES} random bytes in base64")
    return key


def flag(raw: str) -> bool:
    """Read yes or no."""
    if raw.lower() in {"1", "true", "yes", "on"}:
        return True
    if raw.lower() in {"0", "false", "no", "off", ""}:
        return False
    raise ValueError("it must be yes or no")


def words(raw: str) -> list[str]:
    """Read a comma-separated list."""
    return [word.strip() for word in raw.split(",") if word.strip()]
