"""Names of people as others type them: cleaned, and compared without being clever.

Nothing is transliterated here: a name in another script than the one we know is another name,
and a person looks at it.
"""

import unicodedata
from typing import Final

LONGEST_NAME: Final = 140  # ISO 20022 allows that many characters (Max140Text).


class NameRefused(ValueError):
    """The name cannot be used. ``str(error)`` is fit to show."""


def clean_name(raw: str) -> str:
    """A name as it is kept: composed, with single spaces.

    Raises:
        NameRefused: it is empty, too long, has no letter, or holds what nobody can see. Invisible
            and direction-changing characters make one name look like another.

    >>> clean_name("  Zoe\u0308   Brou ")
    'Zoë Brou'
    """
    name = " ".join(unicodedata.normalize("NFC", raw).split())
    if any(unicodedata.category(letter) in {"Cf", "Cc", "Co", "Cn", "Cs"} for letter in name):
        raise NameRefused("This name contains an invisible character. Please type it anew.")
    if not any(letter.isalpha() for letter in name):
        raise NameRefused("Please give the name as the bank knows it.")
    if len(name) > LONGEST_NAME:
        raise NameRefused(f"A name has at most {LONGEST_NAME} letters here.")
    return name


def is_same_person(one: str, other: str) -> bool:
    """Whether one name could be the other, with names left out, in any order, without accents.

    >>> is_same_person("Ada Okafor", "OKAFOR Ada Ngozi"), is_same_person("Ada Okafor", "Eve Okafor")
    (True, False)
    """
    words, others = _words(one), _words(other)
    return bool(words) and bool(others) and (words <= others or others <= words)


def _words(name: str) -> frozenset[str]:
    bare = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", name.casefold())
        if not unicodedata.combining(letter)
    )
    return frozenset("".join(c if c.isalnum() else " " for c in bare).split())
