"""Sealed values: opened at their own place by their own key, and silent everywhere else."""

import json
from base64 import b64encode

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from onboarding.encryption import SealBroken, Sealed, fingerprint_of, reseal, reveal, seal, unseal
from payouts.payees.models import PayoutDetails
from tests.payouts.payees.people import ada_by_bank_file, iban_of
from tests.times import NOON

OLD, NEW = b"o" * 32, b"n" * 32


def keys(settings, **named):
    settings.FIELD_KEYS = named


@given(st.text(min_size=1, max_size=80))
def test_what_is_sealed_opens_at_its_place(plain):
    assert unseal(seal(plain, bound_to="here"), bound_to="here") == plain


def test_the_same_value_is_never_sealed_twice_alike():
    assert seal("DE89", bound_to="x").envelope != seal("DE89", bound_to="x").envelope


@pytest.mark.parametrize(
    "spoil",
    [
        lambda envelope: envelope[:-6] + "AAAAAA",
        lambda envelope: envelope.replace("1.test.", "1.gone."),
        lambda envelope: "nonsense",
        lambda envelope: envelope.rsplit(".", 1)[0] + ".",
    ],
)
def test_a_spoiled_envelope_does_not_open(spoil):
    sealed = seal("DE89370400440532013000", bound_to="here")

    with pytest.raises(SealBroken):
        unseal(Sealed(spoil(sealed.envelope)), bound_to="here")


def test_an_envelope_does_not_open_elsewhere():
    with pytest.raises(SealBroken):
        unseal(seal("DE89370400440532013000", bound_to="row 1"), bound_to="row 2")


def test_an_envelope_of_another_row_does_not_open(db):
    ada = ada_by_bank_file(iban=iban_of(1))
    bea = ada_by_bank_file("Bea", iban=iban_of(2))
    PayoutDetails.objects.filter(pk=ada.pk).update(number=bea.number)

    with pytest.raises(SealBroken):
        reveal(PayoutDetails.objects.get(pk=ada.pk), "number")


def test_a_sealed_value_says_nothing_of_itself(db):
    number = PayoutDetails.objects.get(pk=ada_by_bank_file().pk).number

    assert (str(number), repr(number), f"{number}") == ("••••", "<sealed>", "••••")
    with pytest.raises(TypeError):
        json.dumps(number)


def test_plain_text_is_neither_searched_nor_written_around_the_seal(db):
    with pytest.raises(TypeError):
        PayoutDetails.objects.filter(number="DE89370400440532013000").exists()
    with pytest.raises(TypeError):
        PayoutDetails.objects.update(number="DE89370400440532013000")


def test_a_rotation_seals_everything_under_the_new_key(db, settings, capsys):
    keys(settings, old=OLD)
    details = ada_by_bank_file(iban=iban_of(1))
    keys(settings, new=NEW, old=OLD)

    assert (reseal(PayoutDetails), reseal(PayoutDetails)) == (1, 0)
    call_command("rotate_field_keys")
    keys(settings, new=NEW)
    assert reveal(PayoutDetails.objects.get(pk=details.pk), "number") == iban_of(1)


def test_equal_values_have_equal_fingerprints_under_one_key_and_subject(settings):
    first = fingerprint_of("DE89", subject="bank account")

    assert fingerprint_of("DE89", subject="bank account") == first
    assert fingerprint_of("DE89", subject="tax number") != first
    settings.FIELD_FINGERPRINT_KEY = b64encode(b"another key of thirty-two bytes!")
    assert fingerprint_of("DE89", subject="bank account") != first


def test_the_database_holds_no_plain_number(db):
    details = ada_by_bank_file(iban=iban_of(7))

    stored = PayoutDetails.objects.filter(pk=details.pk).values_list("number", "holder").get()
    assert all(iban_of(7) not in one.envelope and "Ada" not in one.envelope for one in stored)
    assert details.proposed_at == NOON
