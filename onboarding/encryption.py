"""Values that are sealed before they are stored: bank accounts, tax numbers, addresses.

AES-256-GCM (NIST SP 800-38D) with a fresh nonce for each value. What is sealed is bound to the
key's name and to its table, column and row, so that an envelope copied to another row or column
does not open. The row is named by its ``public_id``, which is known before it is stored.

In Python a sealed column holds a ``Sealed``: it says nothing of itself to a log, a page or a
JSON encoder. ``reveal(row, "iban")`` opens it; whoever calls that writes down who asked and why.
"""

import hmac
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models, transaction

_NONCE_BYTES: Final = 12
_VERSION: Final = "1"
_BATCH: Final = 500


class SealBroken(Exception):
    """An envelope does not open: its key is gone, or it was moved or changed."""


class Sealed:
    """What stands in a sealed column. Only ``reveal`` says what is in it."""

    __slots__ = ("envelope",)

    def __init__(self, envelope: str) -> None:
        self.envelope = envelope

    @property
    def key_name(self) -> str:
        """The name of the key that opens it."""
        return self.envelope.split(".")[1]

    def __bool__(self) -> bool:
        return bool(self.envelope)

    def __str__(self) -> str:
        return "••••" if self.envelope else ""

    def __repr__(self) -> str:
        return "<sealed>"


class SealedField(models.TextField):  # type: ignore[type-arg]
    """A text that the database keeps sealed. Assign plain text; it is sealed as it is saved.

    The model has a ``public_id`` with a default. A sealed column cannot be searched: look for
    ``fingerprint_of`` the value in a column of its own.
    """

    def from_db_value(self, value: str | None, *_: Any) -> Sealed | None:
        """What stands in the database, unopened."""
        return None if value is None else Sealed(value)

    def to_python(self, value: Any) -> Any:
        """Leave a value as it is."""
        return value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Seal plain text as its row is saved, and have the row hold the envelope from then on."""
        value = getattr(model_instance, self.attname)
        if isinstance(value, str):
            value = seal(value, bound_to=_place(model_instance, self.attname))
            setattr(model_instance, self.attname, value)
        return value

    def get_prep_value(self, value: Any) -> str | None:
        """What is stored: an envelope and never a plain text."""
        if value is None or value == "":
            return value if value is None else ""
        if not isinstance(value, Sealed):
            raise TypeError(f"{self.name} is sealed: it is saved with its row and never searched.")
        return value.envelope

    def value_to_string(self, obj: models.Model) -> str:
        """The envelope, for a dump of the database."""
        value = self.value_from_object(obj)
        return value.envelope if isinstance(value, Sealed) else ""


def seal(plain: str, *, bound_to: str) -> Sealed:
    """Seal ``plain`` under the current key; it opens at the place named and nowhere else."""
    if not plain:
        return Sealed("")
    name, key = next(iter(settings.FIELD_KEYS.items()))
    nonce = os.urandom(_NONCE_BYTES)
    closed = AESGCM(key).encrypt(nonce, plain.encode(), _context(name, bound_to))
    return Sealed(f"{_VERSION}.{name}.{urlsafe_b64encode(nonce + closed).decode()}")


def unseal(sealed: Sealed, *, bound_to: str) -> str:
    """Open what was sealed for the place ``bound_to``.

    Raises:
        SealBroken: it was sealed for another place, or changed, or its key is not in the settings.
    """
    if not sealed.envelope:
        return ""
    try:
        _, name, body = sealed.envelope.split(".")
        raw = urlsafe_b64decode(body)
        key = settings.FIELD_KEYS[name]
        opened = AESGCM(key).decrypt(
            raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], _context(name, bound_to)
        )
    except (ValueError, KeyError, InvalidTag):
        raise SealBroken("A sealed value does not open at this place.") from None
    return opened.decode()


def reveal(row: models.Model, field: str) -> str:
    """What is sealed in ``field`` of ``row``.

    Raises:
        SealBroken: the envelope was not sealed for this row and column.
    """
    value = getattr(row, field)
    if isinstance(value, str):
        return value
    return unseal(value or Sealed(""), bound_to=_place(row, field))


def fingerprint_of(plain: str, *, subject: str) -> str:
    """A name for a value that is equal for equal values and says nothing of them: 64 hex digits.

    Keyed (HMAC-SHA256), because account and tax numbers are few enough to try them all.
    ``subject`` keeps the fingerprints of different things apart. The key is never changed.
    """
    said = f"{subject}\x00{plain}".encode()
    return hmac.new(settings.FIELD_FINGERPRINT_KEY, said, sha256).hexdigest()


def sealed_fields(model: type[models.Model]) -> list[str]:
    """The sealed columns of a model."""
    return [
        field.attname for field in model._meta.concrete_fields if isinstance(field, SealedField)
    ]


def reseal(model: type[models.Model]) -> int:
    """Seal every value of ``model`` that an older key opens under the current one; how many rows.

    In batches, each in a transaction of its own: may be stopped and begun again.
    """
    count = 0
    for keys in _outdated(model):
        with transaction.atomic():
            rows = list(model._base_manager.select_for_update(no_key=True).filter(pk__in=keys))
            for row in rows:
                for field in sealed_fields(model):
                    setattr(row, field, reveal(row, field))
                row.save(update_fields=sealed_fields(model))
            count += len(rows)
    return count


def _outdated(model: type[models.Model]) -> Iterator[list[Any]]:
    current = f"{_VERSION}.{next(iter(settings.FIELD_KEYS))}."
    last = 0
    while True:
        rows = list(model._base_manager.filter(pk__gt=last).order_by("pk")[:_BATCH])
        if not rows:
            return
        last = rows[-1].pk
        yield [
            row.pk
            for row in rows
            if any(
                getattr(row, field) and not getattr(row, field).envelope.startswith(current)
                for field in sealed_fields(model)
            )
        ]


def _place(row: models.Model, field: str) -> str:
    return f"{row._meta.label_lower}.{field}:{row.public_id}"  # type: ignore[attr-defined]


def _context(key_name: str, bound_to: str) -> bytes:
    return f"{_VERSION}.{key_name}.{bound_to}".encode()
