"""Text in the letters that banks take; what they do not take is written with those they do.

SEPA: EPC217-08, best practices: ``a-z A-Z 0-9 / - ? : ( ) . , ' +`` and the space; a field does
not begin or end with a slash and has no two in a row. NACHA: printable ASCII, in capitals as
every bank prints it. Names in Cyrillic, Greek, Hebrew, Arabic or with marks are transliterated
letter by letter, so a name is never refused; what has no reading at all becomes a full stop.
"""

import re
import unicodedata

from text_unidecode import unidecode

_NOT_SEPA = re.compile(r"[^a-zA-Z0-9/\-?:().,'+ ]")
_NOT_ASCII = re.compile(r"[^\x20-\x7e]")
_GAPS = re.compile(r"\s+")
_SLASHES = re.compile(r"/{2,}")
_NAMELESS = "."
# What has a better reading than its letters one by one.
_READ_AS = str.maketrans({"&": "+", "_": "-", "@": "(at)", "ß": "ss", "ẞ": "SS"})


def sepa_text(text: str, width: int) -> str:
    """``text`` in SEPA's letters, at most ``width`` long and never empty.

    >>> sepa_text("Łukasz Żółć & Söhne", 70), sepa_text("Юлія Ковальчук", 70), sepa_text("⁂", 70)
    ('Lukasz Zolc + Sohne', "Iuliia Koval'chuk", '.')
    """
    plain = _NOT_SEPA.sub(".", _plain(text.translate(_READ_AS)))
    plain = _SLASHES.sub("/", _GAPS.sub(" ", plain))[:width].strip("/ ")
    return plain if plain.strip(".") else _NAMELESS


def nacha_text(text: str, width: int) -> str:
    """``text`` in printable ASCII and capitals, exactly ``width`` places, filled with spaces.

    >>> nacha_text("José Núñez", 12)
    'JOSE NUNEZ  '
    """
    plain = _GAPS.sub(" ", _NOT_ASCII.sub(".", _plain(text))).strip().upper()
    return plain[:width].ljust(width)


def _plain(text: str) -> str:
    # Compatibility first: a ligature or a full-width letter is the letters it stands for.
    # Marks of direction and other invisible characters are no letters at all.
    folded = unicodedata.normalize("NFKC", text)
    visible = "".join(letter for letter in folded if unicodedata.category(letter) != "Cf")
    return str(unidecode(visible))
