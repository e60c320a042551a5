"""Settings come from the environment; a missing or wrong one is refused with an example."""

import os
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit

T = TypeVar("T")


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
    os.write(2, f"{refusal.message}\n".encode())
    return refusal


def url(*schemes: str) -> Callable[[str], str]:
    """A parser that accepts an address with one of ``schemes``."""

    def parse(raw: str) -> str:
        if urlsplit(raw).scheme not in schemes:
            raise ValueError(f"it must start with {' or '.join(f'{s}://' for s in schemes)}")
        return raw

    return parse


def secret(minimum: int) -> Callable[[str], str]:
    """A parser that accepts at least ``minimum`` characters."""

    def parse(raw: str) -> str:
        if len(raw) < minimum:
            raise ValueError(f"it must have at least {minimum} characters")
        return raw

    return parse


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
