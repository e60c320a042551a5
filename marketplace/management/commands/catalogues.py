"""``manage.py catalogues``: the texts of agents' pages and statements, in every language's file.

Texts are read from templates and modules by Babel, which a fresh machine has, and not by
gettext's tools. A text that is new has no translation yet; one that is gone leaves the file.
"""

from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation.template import templatize

# What an agent reads: patterns below the project's folder.
SOURCES: Final = (
    "templates/base.html",
    *(
        f"templates/emails/payouts/{of}/*.txt"
        for of in ("banking", "guarantees", "instant", "payees")
    ),
    "templates/base_agent.html",
    "templates/_*.html",
    "templates/payouts/earnings/*.html",
    "templates/payouts/extras/_paid.html",
    "templates/payouts/extras/agent_extra.html",
    "templates/users/preferences.html",
    "marketplace/templatetags/*.py",
    "onboarding/users/forms.py",
    "onboarding/users/views.py",
    "payouts/earnings/**/*.py",
    "payouts/extras/models.py",
)
_NOT_THEIRS: Final = ("templates/_nav_brand.html", "templates/_nav_staff.html")
_WORDS: Final[dict[str, Any]] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
}
# The history says when a text changed.
_UNDATED: Final = datetime(2026, 1, 1, tzinfo=UTC)
Message = str | tuple[str, ...]


class Command(BaseCommand):
    """Write every language's catalogue anew, keeping what is translated."""

    help = "Update the catalogues of texts. Exit code 1 with --check where one is not whole."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="Change nothing.")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        said = messages()
        missing = 0
        for language, _ in settings.LANGUAGES[1:]:
            catalogue = merged(language, said)
            untranslated = [one.id for one in catalogue if one.id and not _is_whole(one)]
            missing += len(untranslated)
            for text in untranslated:
                self.stdout.write(f"{language}: {text!r}")
            if not check:
                with path_of(language).open("wb") as file:
                    write_po(file, catalogue, width=100, sort_output=True, include_lineno=False)
        if check and missing:
            raise CommandError(f"{missing} texts are not translated.", returncode=1)


def path_of(language: str) -> Path:
    """Where a language's catalogue stands."""
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


def messages() -> dict[Message, set[str]]:
    """Every text of ``SOURCES`` (of counted ones both forms), and the files that say it."""
    said: dict[Message, set[str]] = {}
    for pattern in SOURCES:
        for file in sorted(settings.BASE_DIR.glob(pattern)):
            name = file.relative_to(settings.BASE_DIR).as_posix()
            if name not in _NOT_THEIRS:
                for message in _texts_of(file):
                    said.setdefault(message, set()).add(name)
    return said


def merged(language: str, said: dict[Message, set[str]]) -> Catalog:
    """A language's catalogue with exactly these texts, translated as far as it was."""
    with path_of(language).open("rb") as file:
        before = read_po(file, locale=language)
    after = Catalog(
        locale=language,
        project="Tallyline",
        version="1",
        header_comment="# What agents read, in their language.",
        msgid_bugs_address="no-reply@localhost",
        last_translator="Tallyline",
        language_team=language,
        creation_date=_UNDATED,
        revision_date=_UNDATED,
        fuzzy=False,
    )
    for message, files in said.items():
        known = before.get(message if isinstance(message, str) else message[0])
        after.add(
            message,
            known.string if known and not known.fuzzy else "",
            locations=[(name, 0) for name in sorted(files)],
        )
    return after


def _texts_of(file: Path) -> Iterator[Message]:
    source = file.read_text()
    if file.suffix in {".html", ".txt"}:
        # What stands between the texts is blotted out; only its indentation would disturb.
        lines = templatize(source, origin=str(file)).splitlines()
        source = "\n".join(line.lstrip() for line in lines)
    # One text comes as it is, several as a tuple, whatever the library's types say.
    found: Iterator[Any] = extract_python(BytesIO(source.encode()), _WORDS, [], {})
    for _, function, message, _ in found:
        if function and message:
            texts = [text for text in ([message] if isinstance(message, str) else message) if text]
            wanted = 2 if function == "ngettext" else 1
            if len(texts) >= wanted:
                yield (texts[0], texts[1]) if wanted == 2 else texts[0]


def _is_whole(message: Any) -> bool:
    said = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(said)
