"""What a stranger's clone shows: what stands at the top, and what stands in no file."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

TOP = {"marketplace", "onboarding", "payouts", "templates", "tests"} | {
    *("manage.py", "pyproject.toml", "README.md", "Makefile", "LICENSE", "requirements", "docs"),
    *(".ci", ".gitignore"),
}

# Written in pieces, so that this file does not contain what it looks for.
REGISTRIES = ["py" + "pi.org", "python" + "hosted.org", "registry.np" + "mjs", "deb.deb" + "ian"]
MACHINE = [r"/wo" + r"rk/", r"/ho" + r"me/[a-z]+/", r"/Us" + r"ers/[a-z]+/"]
ELSEWHERE = re.compile("|".join([*map(re.escape, REGISTRIES), *MACHINE]), re.IGNORECASE)
REFERENCE = re.compile(r"""(?:src|href)=["'](?:https?:)?//""")


def tracked():
    """Every file that belongs to the project: what is committed or would be."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("this is no clone: without git, nobody knows which files belong to it")
    paths = (ROOT / name for name in listed.stdout.decode().split("\0") if name)
    return [path for path in paths if path.is_file()]


def text_of(path):
    content = path.read_bytes()
    return "" if b"\0" in content else content.decode(errors="replace")


def test_the_top_level_holds_what_it_should_and_nothing_else():
    assert {path.relative_to(ROOT).parts[0] for path in tracked()} == TOP


def test_no_file_names_a_registry_or_somebodys_machine():
    found = {
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in tracked()
        for match in ELSEWHERE.finditer(text_of(path))
    }

    assert found == set()


def test_no_page_asks_another_host_for_a_part_of_itself():
    pages = [path for path in tracked() if path.suffix in {".html", ".css", ".svg"}]

    assert {
        str(page.relative_to(ROOT)) for page in pages if REFERENCE.search(text_of(page))
    } == set()


@pytest.mark.parametrize("name", ["base", "demo", "dev", "bench"])
def test_every_package_is_pinned_to_one_version_and_its_hashes(name):
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    entries = re.findall(r"^[a-z0-9].*(?:\n[ \t].*)*", text, re.MULTILINE | re.IGNORECASE)

    assert [
        e for e in entries if not re.match(r"[\w.\[\],-]+==[\w.]+ ", e) or "--hash" not in e
    ] == []
    assert not re.search(r"^\s*--?(i|index|find|extra)", text, re.MULTILINE)


def test_the_files_of_pins_agree_with_one_another():
    def pins(name):
        text = (ROOT / "requirements" / f"{name}.txt").read_text()
        return dict(re.findall(r"^([\w.\[\],-]+)==([\w.]+)", text, re.MULTILINE))

    base, demo, dev, bench = map(pins, ("base", "demo", "dev", "bench"))

    assert base.items() <= demo.items() <= dev.items()
    assert demo.items() <= bench.items()
