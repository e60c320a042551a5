"""The launcher as a shell meets it: every test starts a real one, in a process of its own."""

import json
import os
import pty
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from marketplace.devstack_cluster import cluster_of, is_open_to_all, plain_locale
from marketplace.devstack_folder import make
from marketplace.devstack_keeper import command_of

ROOT = Path(__file__).resolve().parents[2]
IS_ROOT = os.geteuid() == 0
NOBODY = (65534, 65534)

TELL = "import json, os; print(json.dumps(dict(os.environ)))"
ASK = """
import os, psycopg, sys
with psycopg.connect(os.environ[sys.argv[1]]) as connection:
    for statement in sys.argv[2:]:
        found = connection.execute(statement)
        if found.description:
            print(found.fetchone()[0])
"""
LEAVE = """
import pathlib, subprocess, sys, time
child = subprocess.Popen(["sleep", "300"], start_new_session=True)
pathlib.Path(sys.argv[1]).write_text(str(child.pid))
time.sleep(300)
"""
STAY = """
import pathlib, signal, sys, time
heard = []
signal.signal(signal.SIGINT, lambda *_: heard.append("SIGINT"))
signal.signal(signal.SIGTERM, lambda *_: heard.append("SIGTERM"))
pathlib.Path(sys.argv[1]).touch()
while not heard:
    time.sleep(0.02)
time.sleep(0.3)
print(*heard)
"""


@pytest.fixture
def home():
    """A folder that other users may pass through, as the tests' own are not."""
    with tempfile.TemporaryDirectory(prefix="home-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


@pytest.fixture
def folder(home):
    return home / "data"


def environment(**more):
    """A bare environment: nothing of what a launcher around the tests has provided."""
    return {"PATH": os.environ["PATH"], "HOME": "/", "PYTHONPATH": str(ROOT), **more}


def launcher(*options, command):
    words = (sys.executable, "-m", "marketplace.devstack", *options, "--", *command)
    return [str(word) for word in words]


def run(*options, command, **more):
    return subprocess.run(
        launcher(*options, command=command),
        env=environment(**more),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def python(code, *arguments):
    return [sys.executable, "-c", code, *arguments]


def ask(folder, *statements, role="DATABASE_OWNER_URL"):
    done = run("--data", folder, command=python(ASK, role, *statements))
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@contextmanager
def running(folder, command, **how):
    """A launcher whose command has begun. It is killed at the end, if it still lives."""
    started = folder.parent / "started"
    process = subprocess.Popen(
        launcher("--data", folder, command=[*command, str(started)]),
        env=environment(),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        **how,
    )
    try:
        wait_until(started.exists)
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=60)


def wait_until(holds):
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def servers_of(folder):
    """The living processes that serve ``folder``'s cluster."""
    everybody = (int(entry.name) for entry in Path("/proc").glob("[0-9]*"))
    return {pid for pid in everybody if f"-D {folder}/postgres" in command_of(pid)}


# ---------------------------------------------------------------- what it provides
def test_a_throw_away_stack_tells_all_addresses_and_leaves_nothing():
    done = run("--ephemeral", command=python(TELL))

    told = json.loads(done.stdout)
    data = Path(done.stderr.rsplit("data in ", 1)[1].strip().rstrip("."))
    sockets = Path(told["DATABASE_URL"].split("host=")[1]).parent
    assert told["DATABASE_URL"] == f"postgresql://tallyline_web@/tallyline?host={sockets}/s"
    assert told["DATABASE_OWNER_URL"] == f"postgresql://tallyline@/tallyline?host={sockets}/s"
    assert told["BROKER_URL"] == f"redis+socket://{sockets}/valkey"
    assert told["CACHE_URL"] == f"unix://{sockets}/valkey?db=1"
    assert (told["DEBUG"], told["EMAIL_URL"], told["PORT"]) == ("yes", "consolemail://", "8000")
    assert len(told["SECRET_KEY"]) == 64
    assert (data.exists(), sockets.exists()) == (False, False)


def test_what_is_given_is_left_alone_and_not_started(folder):
    given = "postgresql://someone@db.example.com/theirs"

    done = run("--data", folder, command=python(TELL), DATABASE_URL=given)

    told = json.loads(done.stdout)
    assert told["DATABASE_URL"] == given
    assert "DATABASE_OWNER_URL" not in told
    assert not (folder / "postgres").exists()


def test_the_processor_is_started_on_request_and_answers(folder):
    code = (
        "import os, urllib.request as u\n"
        "ask = u.Request(os.environ['STRIPE_API_BASE'] + '/v1/balance',"
        " headers={'Authorization': 'Bearer ' + os.environ['STRIPE_API_KEY']})\n"
        "print(u.urlopen(ask).status, os.environ['STRIPE_WEBHOOK_SECRET'][:6])"
    )

    done = run("--data", folder, "--processor", command=python(code))

    assert done.stdout.split() == ["200", "whsec_"]


def test_neither_role_is_a_superuser_and_the_application_owns_nothing(folder):
    rights = "SELECT string_agg(concat(rolsuper, rolcreatedb, rolcreaterole), '') FROM pg_roles "

    assert ask(folder, rights + "WHERE rolname = 'tallyline'") == ["ftt"]
    assert ask(folder, rights + "WHERE rolname = 'tallyline_web'") == ["fff"]
    refused = run(
        "--data", folder, command=python(ASK, "DATABASE_URL", "CREATE TABLE public.mine ()")
    )
    assert "permission denied for schema public" in refused.stderr


def test_data_and_secrets_stay_from_start_to_start(folder):
    first = ask(folder, "CREATE TABLE kept AS SELECT 7 AS seven", "SELECT seven FROM kept")
    secret = (folder / "secrets.json").read_text()

    assert first == ask(folder, "SELECT seven FROM kept") == ["7"]
    assert (folder / "secrets.json").read_text() == secret
    assert (folder / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_a_deep_folder_is_no_obstacle_to_sockets(home):
    deep = home / ("d" * 60) / ("e" * 60)

    assert len(str(deep)) > 107
    assert ask(deep, "SELECT 1") == ["1"]


# ---------------------------------------------------------------- how it ends
@pytest.mark.parametrize(
    ("command", "code"),
    [
        (python("raise SystemExit(7)"), 7),
        (python("import os; os.kill(os.getpid(), 9)"), 128 + 9),
        (["no-such-program"], 127),
    ],
)
def test_the_exit_code_is_the_commands_own(folder, command, code):
    given = {"DATABASE_URL": "postgresql://a@b/c", "BROKER_URL": "x", "CACHE_URL": "y"}

    assert run("--data", folder, command=command, **given).returncode == code


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_reaches_the_command_once_and_everything_stops(folder, number):
    with running(folder, python(STAY)) as process:
        process.send_signal(number)
        heard, _ = process.communicate(timeout=60)

    assert heard.split() == [number.name]
    assert process.returncode == 0
    assert servers_of(folder) == set()
    assert not (folder / "env.json").exists()


def test_ctrl_c_in_a_terminal_reaches_the_command_once(folder):
    started = folder.parent / "started"
    pid, terminal = pty.fork()
    if pid == 0:
        argv = launcher("--data", folder, command=[*python(STAY), started])
        os.execve(argv[0], argv, environment())

    wait_until(started.exists)
    os.write(terminal, b"\x03")
    _, status = os.waitpid(pid, 0)

    assert os.waitstatus_to_exitcode(status) == 0
    assert os.read(terminal, 4096).decode().replace("^C", "").split("\n")[1:] == ["SIGINT\r", ""]
    os.close(terminal)


def test_a_killed_launcher_takes_its_command_and_its_services_along(folder):
    ask(folder, "CREATE TABLE kept AS SELECT 7 AS seven")
    with running(folder, python(STAY)) as process:
        sockets = Path(
            json.loads((folder / "env.json").read_text())["DATABASE_URL"].split("host=")[1]
        ).parent
        assert servers_of(folder) != set()
        process.kill()

        # The lock comes free when all of it has ended, so the next one need not wait or ask.
        assert ask(folder, "SELECT seven FROM kept") == ["7"]
        assert set(process.stdout.read().split()) == {"SIGTERM"}

    assert servers_of(folder) == set()
    assert not sockets.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere environments are not shown")
@pytest.mark.parametrize("is_launcher_killed", [True, False])
def test_whoever_dies_the_commands_own_children_do_not_stay(folder, is_launcher_killed):
    with running(folder, python(LEAVE)) as process:
        wait_until(lambda: text_of(folder.parent / "started"))
        child = int(text_of(folder.parent / "started"))
        if is_launcher_killed:
            process.kill()
        else:
            os.kill(parent_of(child), signal.SIGKILL)

        wait_until(lambda: command_of(child) == "")

    assert process.returncode in {-signal.SIGKILL, 128 + signal.SIGKILL}


def parent_of(pid):
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def test_an_orphan_is_stopped_before_its_data_is_served_again(folder):
    cluster = cluster_of(make(folder), is_durable=False)
    sockets = make(folder.parent / "s")
    if IS_ROOT:
        os.chown(sockets, cluster.account["user"], cluster.account["group"])
    orphan = subprocess.Popen(
        [
            *(cluster.programs / "postgres", "-D", cluster.data),
            *("-c", "listen_addresses=", "-k", sockets),
        ],
        env=plain_locale(),
        stderr=subprocess.DEVNULL,
        **cluster.account,
    )
    wait_until(lambda: "ready" in text_of(cluster.data / "postmaster.pid"))

    assert ask(folder, "SELECT 1") == ["1"]

    assert orphan.wait(timeout=30) == 0


def test_another_process_under_the_number_of_an_old_server_is_spared(folder):
    ask(folder, "SELECT 1")
    bystander = subprocess.Popen(["sleep", "60"])
    try:
        (cluster_of(folder, is_durable=True).data / "postmaster.pid").write_text(
            f"{bystander.pid}\n"
        )

        assert ask(folder, "SELECT 1") == ["1"]
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_half_a_cluster_is_made_again(folder):
    make(folder)
    unfinished = folder / "postgres.unfinished"
    unfinished.mkdir()
    (unfinished / "PG_VERSION").write_text("18\n")

    assert ask(folder, "SELECT 1") == ["1"]
    assert not unfinished.exists()


def text_of(path):
    try:
        return path.read_text()
    except OSError:
        return ""


# ---------------------------------------------------------------- who else is there
def test_a_second_launcher_on_the_same_data_is_refused_and_harms_nobody(folder):
    with running(folder, python(STAY)) as process:
        second = run("--data", folder, command=["true"])

        assert second.returncode == 2
        assert second.stderr == (
            f"Another launcher (process {process.pid}) is using {folder}. "
            "Stop it, or set TALLYLINE_DATA to another folder.\n"
        )
        process.send_signal(signal.SIGINT)
        heard, _ = process.communicate(timeout=60)

    assert heard == "SIGINT\n"


@pytest.mark.skipif(not IS_ROOT, reason="only root's folders are closed to the server's account")
def test_roots_closed_folders_stay_closed_and_a_deleted_one_takes_its_cluster_along(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    folder = closed / "data"

    assert ask(folder, "CREATE TABLE kept AS SELECT 7", "SELECT 1") == ["1"]
    elsewhere = Path((folder / "postgres.elsewhere").read_text().strip())
    try:
        assert closed.stat().st_mode & 0o777 == 0o700
        assert not (folder / "postgres").exists()
        assert ask(folder, "SELECT to_regclass('kept')::text") == ["kept"]
        (folder / "postgres.elsewhere").unlink()
        assert ask(folder, "SELECT to_regclass('kept') IS NULL") == ["True"]
    finally:
        subprocess.run(["rm", "-rf", elsewhere], check=True)


@pytest.mark.skipif(not IS_ROOT, reason="the other tests run as an ordinary user already")
def test_an_ordinary_user_needs_nothing_of_roots(home):
    # Root's own interpreter and packages may be out of reach for anybody else.
    interpreter = Path(f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}")
    packages = Path(psycopg.__file__).parents[1]
    if not (interpreter.exists() and is_open_to_all(packages) and is_open_to_all(ROOT)):
        pytest.skip("this checkout, or every interpreter, is closed to other users")
    os.chown(home, *NOBODY)
    command = launcher("--data", home / "data", command=[interpreter, "-c", ASK, "DATABASE_URL"])
    user, group = NOBODY

    done = subprocess.run(
        [interpreter, *command[1:], "SELECT session_user"],
        env=environment() | {"PYTHONPATH": f"{ROOT}:{packages}"},
        cwd="/",
        user=user,
        group=group,
        extra_groups=[],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (done.stdout, done.returncode) == ("tallyline_web\n", 0)


# ---------------------------------------------------------------- commands without settings
ADOPT = """
import os, sys
from marketplace.devstack import adopt_demo
adopt_demo(sys.argv)
print(os.environ.get("DATABASE_URL"))
"""


def adopt(tmp_path, folder, **more):
    """What a management command would find, started as one."""
    script = tmp_path / "command.py"
    script.write_text(ADOPT)
    return subprocess.run(
        [sys.executable, str(script)],
        env=environment(
            TALLYLINE_DATA=str(folder), DJANGO_SETTINGS_MODULE="marketplace.settings", **more
        ),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_command_finds_the_demo_that_is_running(tmp_path, folder):
    with running(folder, python(STAY)):
        address = json.loads((folder / "env.json").read_text())["DATABASE_URL"]

        done = adopt(tmp_path, folder)

    assert done.stdout == f"{address}\n"
    assert done.stderr == f"Using the database of the demo that is running in {folder}.\n"


def test_a_command_starts_what_the_demo_has_left(tmp_path, folder):
    ask(folder, "SELECT 1")

    done = adopt(tmp_path, folder)

    assert done.stdout.startswith("postgresql://tallyline_web@/tallyline?host=/")
    assert done.stderr == f"Using the demo's database in {folder}.\n"


def test_without_a_demo_a_command_is_told_nothing(tmp_path, folder):
    done = adopt(tmp_path, folder)

    assert (done.stdout, done.stderr) == ("None\n", "")
    assert not folder.exists()


def test_a_command_that_has_been_told_of_a_database_uses_that_one(tmp_path, folder):
    ask(folder, "SELECT 1")

    done = adopt(tmp_path, folder, DATABASE_URL="postgresql://a@b/c")

    assert (done.stdout, done.stderr) == ("postgresql://a@b/c\n", "")
