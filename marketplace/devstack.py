"""Run a command beside embedded services, for the demo, the tests and the benchmarks.

    python -m marketplace.devstack [--data DIR | --ephemeral] [--processor] -- COMMAND…

Starts a PostgreSQL, a Valkey and, if asked, the stand-in processor, tells the command where
they are by its environment, and stops them when it ends. A variable that is set already is
left as it is, and what it names is not started: with ``DATABASE_URL`` given, there is no
embedded PostgreSQL. What the launcher has to say goes to standard error.

Data stands in ``--data``, else in ``TALLYLINE_DATA``, else in the user's data folder.
"""

import argparse
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from marketplace import devstack_folder as folders
from marketplace.devstack_cluster import holds_a_cluster
from marketplace.devstack_folder import NotAvailable, data_folder
from marketplace.devstack_processes import Processes
from marketplace.devstack_services import Place, provide

SETTINGS = "marketplace.settings"
_ROOT = Path(__file__).resolve().parent.parent


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command beside the services, and return its exit code; 2 if they cannot run."""
    parser = _parser()
    arguments = parser.parse_args(argv)
    if arguments.command[:1] == ["--"]:
        del arguments.command[0]
    if not arguments.command:
        parser.error("there is no command to run")
    try:
        return _run(arguments)
    except NotAvailable as refusal:
        _say(str(refusal))
    except OSError as wrong:
        _say(f"The embedded services cannot run: {wrong}.")
    return 2


def adopt_demo(argv: Sequence[str]) -> None:
    """Give a management command the demo's database, if it has been told of no other.

    Where the demo is running, its services are used; where it has run before, the same command
    is run again beside them. Without a demo nothing happens, and the settings say what is missing.
    """
    if os.environ.get("DATABASE_URL") or os.environ.get("DJANGO_SETTINGS_MODULE") != SETTINGS:
        return
    folder = data_folder()
    variables = folders.variables_of_the_running(folder)
    if variables is not None:
        os.environ.update({**variables, **_given()})
        _say(f"Using the database of the demo that is running in {folder}.")
    elif holds_a_cluster(folder):
        _say(f"Using the demo's database in {folder}.")
        places = (str(_ROOT), os.environ.get("PYTHONPATH"))
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, places))
        launcher = ["-m", "marketplace.devstack", "--data", str(folder), "--processor", "--quiet"]
        again = [sys.executable, *launcher, "--", sys.executable, *argv]
        os.execv(sys.executable, again)  # noqa: S606


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m marketplace.devstack",
        description="Run a command beside an embedded PostgreSQL, Valkey and processor.",
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--data", type=Path, metavar="DIR", help="where data stands and stays")
    where.add_argument("--ephemeral", action="store_true", help="fast, and gone at the end")
    parser.add_argument("--processor", action="store_true", help="start a stand-in processor, too")
    parser.add_argument("--quiet", action="store_true", help="say nothing while all is well")
    parser.add_argument("command", nargs=argparse.REMAINDER, metavar="-- COMMAND")
    return parser


def _run(arguments: argparse.Namespace) -> int:
    began = time.monotonic()
    if arguments.ephemeral:
        data = folders.make_temporary("tallyline-")
    else:
        data = folders.make(data_folder(arguments.data))
    lock = folders.take(data)
    sockets = folders.make_temporary("tl-")
    logs = data / "logs"
    logs.mkdir(mode=0o700, exist_ok=True)
    processes = Processes(lock=lock, leftovers=[sockets, *([data] if arguments.ephemeral else [])])
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # Whoever asked to outlive the terminal (nohup) is taken at their word.
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, processes.pass_on)
    try:
        variables = provide(
            Place(data, sockets, logs, is_durable=not arguments.ephemeral),
            processes,
            given=_given(),
            has_processor=arguments.processor,
        )
        folders.announce(data, variables)
        if not arguments.quiet:
            _say(f"Services ready in {time.monotonic() - began:.1f} s; data in {data}.")
        return processes.run(arguments.command, environment={**os.environ, **variables})
    finally:
        folders.withdraw(data)
        processes.stop()


def _given() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if value}


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
