"""What pages are drawn with comes from here, whole and known, and no page is an exception."""

import hashlib
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

ROOT = Path(__file__).resolve().parents[2]
OURS = ROOT / "marketplace" / "static" / "tallyline"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SHEETS = sorted(OURS.glob("*.css"))
DRAWN_FROM = [*SHEETS, *sorted(OURS.glob("*.js")), *sorted(OURS.glob("*.svg"))]

# Another release of these must not slip in with an upgrade: it could unstyle every page.
PINNED = {
    "js-lib-bootstrap5/css/bootstrap.min.css": (
        "3c8f27e6009ccfd710a905e6dcf12d0ee3c6f2ac7da05b0572d3e0d12e736fc8"
    ),
    "js-lib-bootstrap5/css/bootstrap.rtl.min.css": (
        "879944ecd9bc4a4788a411c763137df6ca4fdd5b8614a97935982ca1c8a5ef39"
    ),
    "js-lib-bootstrap5/js/bootstrap.bundle.min.js": (
        "0833b2e9c3a26c258476c46266e6877fc75218625162e0460be9a3a098a61c6c"
    ),
    "django_htmx/htmx-2.min.js": (
        "71ea67185bfa8c98c39d31717c6fce5d852370fcdfd129db4543774d3145c0de"
    ),
}

STATIC_TAG = re.compile(r"""\{%\s*static\s+["']([^"']+)["']""")
URL_IN_CSS = re.compile(r"""url\(["']?([^"')]+)""")
OTHER_HOST = re.compile(r"//[a-z0-9-]+\.[a-z]", re.IGNORECASE)
# The name of a vocabulary, which nobody asks for.
VOCABULARY = re.compile(r'xmlns="[^"]*"')
# What the content policy would block, so that it would look right in no browser.
BLOCKED = re.compile(
    r"""\sstyle\s*=|<style\b|\son[a-z]+\s*=\s*["']|javascript:|\shx-on\b"""
    r"""|<script\b(?![^>]*\ssrc=)[^>]*>""",
    re.IGNORECASE,
)
MOST_LINES = 120


def name_of(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
def test_a_template_names_only_files_that_are_there(template):
    named = STATIC_TAG.findall(template.read_text())

    assert [path for path in named if finders.find(path) is None] == []


@pytest.mark.parametrize("sheet", SHEETS, ids=name_of)
def test_a_style_sheet_names_only_files_that_are_there(sheet):
    named = [(Path("tallyline") / url).as_posix() for url in URL_IN_CSS.findall(sheet.read_text())]
    plain = [re.sub(r"^tallyline/\.\./", "", path) for path in named]

    assert [path for path in plain if finders.find(path) is None] == []


@pytest.mark.parametrize("path", PINNED)
def test_what_others_made_is_what_we_looked_at(path):
    content = Path(finders.find(path)).read_bytes()

    assert hashlib.sha256(content).hexdigest() == PINNED[path]


def test_every_page_asks_for_what_is_pinned():
    named = STATIC_TAG.findall((ROOT / "templates" / "base.html").read_text())

    assert PINNED.keys() <= set(named)


@pytest.mark.parametrize("path", [*TEMPLATES, *DRAWN_FROM], ids=name_of)
def test_no_file_names_another_host(path):
    assert OTHER_HOST.findall(VOCABULARY.sub("", path.read_text())) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
def test_a_template_holds_nothing_that_the_content_policy_blocks(template):
    assert BLOCKED.findall(template.read_text()) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
def test_a_template_can_be_read_at_a_glance(template):
    assert len(template.read_text().splitlines()) <= MOST_LINES


@pytest.mark.parametrize(
    "template",
    [path for path in TEMPLATES if path.name.startswith("_")],
    ids=name_of,
)
def test_a_partial_says_first_what_it_is(template):
    assert re.match(r"\{#.+#\}\n|\{% comment %\}", template.read_text())


@pytest.mark.parametrize("sheet", SHEETS, ids=name_of)
def test_only_the_tokens_and_paper_name_a_colour(sheet):
    colours = re.findall(r"#[0-9a-f]{3,8}\b", sheet.read_text(), re.IGNORECASE)

    assert sheet.name in {"tokens.css", "print.css"} or colours == []


@pytest.mark.parametrize("sheet", SHEETS, ids=name_of)
def test_every_token_that_is_used_is_given(sheet):
    given = set(re.findall(r"(--[\w-]+)\s*:", "".join(path.read_text() for path in SHEETS)))

    assert set(re.findall(r"var\((--[\w-]+)", sheet.read_text())) - given == set()


@pytest.mark.parametrize(
    "line",
    [
        '<p style="color: red">',
        "<script>alert(1)</script>",
        '<a onclick="go()">',
        '<script type="module">',
        '<a href="javascript:go()">',
        '<form hx-on:submit="go()">',
    ],
)
def test_what_the_content_policy_blocks_is_found(line):
    assert BLOCKED.search(line)


@pytest.mark.parametrize("line", ['<script defer src="/a.js"></script>', "<b>style = x</b>"])
def test_what_it_lets_through_is_not(line):
    assert not BLOCKED.search(line.replace("style =", "style-"))
