"""django-hordak beside us, in a process and with tables of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from django.db import connections

_SCHEMA = "hordak"
_ABSENT = "django-hordak is not installed: pip install -r requirements/bench.txt"


@dataclass(frozen=True, slots=True)
class Hordak:
    """``post(n)`` writes n transactions, a commit each, and returns the seconds; or ``note``."""

    post: Callable[[int], float] | None
    note: str = ""


@contextmanager
def hordak_beside(*, accounts: int) -> Iterator[Hordak]:
    """Run hordak on the scratch database for as long as the block, if it is installed."""
    if find_spec("hordak") is None:
        yield Hordak(None, _ABSENT)
        return
    owner = connections["owner"].settings_dict
    address = {name: owner[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
    # Tables of its own: its users and content types are not ours.
    address["OPTIONS"] = {**owner["OPTIONS"], "options": f"-c search_path={_SCHEMA}"}
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {_SCHEMA}")
    with _started(address, accounts) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        tell, hear = process.stdin, process.stdout
        greeting = hear.readline()
        if greeting != "ready\n":
            yield Hordak(None, "django-hordak did not start; its message stands above")
            return

        def post(how_many: int) -> float:
            tell.write(f"{how_many}\n")
            tell.flush()
            return float(hear.readline())

        yield Hordak(post)


@contextmanager
def _started(address: dict[str, Any], accounts: int) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(  # noqa: S603  # our own module, by our own interpreter
        [sys.executable, "-m", "payouts.management.bench.hordak_posting", str(accounts)],
        env={**os.environ, "BENCH_DATABASE": json.dumps(address)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=10)
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()
