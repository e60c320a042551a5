"""Each language says what an agent reads, whole on statements, with the same figures."""

import re

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext, ngettext

from marketplace.management.commands.catalogues import merged, messages

LANGUAGES = [language for language, _ in settings.LANGUAGES if language != "en"]
STATEMENT = {"payouts/earnings/documents.py", "payouts/extras/models.py"}
FIGURE = re.compile(r"%\(\w+\)s|%%|%s")


@pytest.fixture(scope="module")
def said():
    return messages()


def is_sent(files: set[str]) -> bool:
    return bool(files & STATEMENT) or any(file.startswith("templates/emails/") for file in files)


def forms_of(message) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple | list) else [message.string]


def test_the_texts_of_statements_and_pages_are_among_what_is_translated(said):
    assert len(said) > 200
    assert "Pay statement" in said
    assert "Your payout came back to us" in said
    assert said["Campaign or reason"] == {"payouts/earnings/documents.py"}
    assert ("%(contacts)s contact", "%(contacts)s contacts") in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_statements_and_mails_are_translated_whole(language, said):
    """What is sent has no English word in it; a page may have one for a while."""
    catalogue = merged(language, {text: files for text, files in said.items() if is_sent(files)})

    unsaid = [one.id for one in catalogue if one.id and not all(forms_of(one))]
    short = [
        one.id
        for one in catalogue
        if isinstance(one.id, tuple) and len(forms_of(one)) != catalogue.num_plurals
    ]
    assert (unsaid, short) == ([], [])
    assert len(catalogue) > 20


@pytest.mark.parametrize("language", LANGUAGES)
def test_most_of_what_an_agent_reads_is_translated(language, said):
    catalogue = merged(language, said)

    unsaid = [one.id for one in catalogue if one.id and not all(forms_of(one))]
    assert len(unsaid) < len(said) / 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_keeps_every_figure_of_a_text(language, said):
    lost = []
    for one in merged(language, said):
        if one.id:
            original = one.id[-1] if isinstance(one.id, tuple) else one.id
            wanted = sorted(FIGURE.findall(original))
            lost += [
                one.id for form in forms_of(one) if form and sorted(FIGURE.findall(form)) != wanted
            ]

    assert lost == []


@pytest.mark.parametrize(
    ("language", "statement", "contacts"),
    [
        ("es", "Extracto de pago", {1: "1 contacto", 2: "2 contactos"}),
        ("ru", "Ведомость оплаты", {1: "1 контакт", 3: "3 контакта", 11: "11 контактов"}),
        ("ar", "كشف الأجر", {2: "2 اتصالان", 3: "3 اتصالات", 11: "11 اتصالاً"}),
    ],
)
def test_the_compiled_catalogues_speak(language, statement, contacts):
    with translation.override(language):
        assert gettext("Pay statement") == statement
        for count, words in contacts.items():
            counted = ngettext("%(contacts)s contact", "%(contacts)s contacts", count)
            assert counted % {"contacts": count} == words
