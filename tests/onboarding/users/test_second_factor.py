"""A code is taken once, for one deed, within minutes, and guessing is stopped."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import DatabaseError, IntegrityError, transaction

from onboarding.errors import DomainError
from onboarding.users.models import Confirmation, FactorMethod, WrongCode
from onboarding.users.second_factor import (
    FRESH_FOR,
    CodeIsUsed,
    CodeIsWrong,
    NotConfirmed,
    SecondFactorMissing,
    TooManyWrongCodes,
    confirm,
    confirm_by_command,
    fresh_confirmation,
    has_second_factor,
)
from tests.factories.onboarding import authenticator_app, code_at, user
from tests.times import NOON

pytestmark = pytest.mark.django_db
SECOND, HALF_MINUTE = timedelta(seconds=1), timedelta(seconds=30)


@pytest.fixture
def amy():
    person = user("Amy")
    authenticator_app(person)
    return person


def refused(amy, code, at=NOON, *, subject="pay"):
    with pytest.raises(DomainError) as refusal:
        confirm(user=amy, subject=subject, code=code, at=at)
    return refusal.type


def test_a_code_confirms_its_deed_and_no_other(amy):
    made = confirm(user=amy, subject="pay", code=code_at(NOON), at=NOON)

    assert (made.method, made.confirmed_at) == (FactorMethod.AUTHENTICATOR_APP, NOON)
    assert fresh_confirmation(user=amy, subject="pay", at=NOON) == made
    with pytest.raises(NotConfirmed):
        fresh_confirmation(user=amy, subject="pay more", at=NOON)
    with pytest.raises(NotConfirmed):
        fresh_confirmation(user=user("Bo"), subject="pay", at=NOON)


def test_a_confirmation_is_fresh_for_minutes_and_never_before_it_was_made(amy):
    made = confirm(user=amy, subject="pay", code=code_at(NOON), at=NOON)

    last = NOON + FRESH_FOR - SECOND
    assert fresh_confirmation(user=amy, subject="pay", at=last) == made
    for at in (NOON + FRESH_FOR, NOON - SECOND):
        with pytest.raises(NotConfirmed):
            fresh_confirmation(user=amy, subject="pay", at=at)


def test_a_code_is_taken_once_whatever_it_is_for(amy):
    confirm(user=amy, subject="pay", code=code_at(NOON), at=NOON)

    assert refused(amy, code_at(NOON)) is CodeIsUsed
    assert refused(amy, code_at(NOON), subject="another deed") is CodeIsUsed
    assert refused(amy, code_at(NOON), NOON + HALF_MINUTE) is CodeIsUsed
    assert Confirmation.objects.count() == 1


def test_an_older_code_is_not_taken_after_a_newer_one(amy):
    confirm(user=amy, subject="pay", code=code_at(NOON), at=NOON)

    assert refused(amy, code_at(NOON, later=-1)) is CodeIsUsed


def test_the_code_one_signed_in_with_does_not_approve_as_well(amy):
    Authenticator.objects.filter(user=amy).update(last_used_at=NOON)

    assert refused(amy, code_at(NOON)) is CodeIsUsed
    assert confirm(user=amy, subject="pay", code=code_at(NOON, later=1), at=NOON + HALF_MINUTE).step


@pytest.mark.parametrize(("later", "is_taken"), [(-2, False), (-1, True), (0, True), (1, False)])
def test_a_code_is_of_this_half_minute_or_the_last(amy, later, is_taken):
    if is_taken:
        confirm(user=amy, subject="pay", code=code_at(NOON, later=later), at=NOON)
    else:
        assert refused(amy, code_at(NOON, later=later)) is CodeIsWrong
    assert Confirmation.objects.count() == int(is_taken)


def test_a_code_may_be_typed_with_a_space_in_the_middle(amy):
    code = code_at(NOON)

    assert confirm(user=amy, subject="pay", code=f" {code[:3]} {code[3:]}", at=NOON).step


@pytest.mark.parametrize("code", ["", "000000", "٣٣٣٣٣٣", "1" * 400, "\x00", "abc"])
def test_what_is_no_code_is_wrong_and_is_counted(amy, code):
    assert refused(amy, code) is CodeIsWrong
    assert WrongCode.objects.filter(user=amy, entered_at=NOON).count() == 1


def test_after_five_wrong_codes_even_the_right_one_waits(amy):
    for _ in range(5):
        refused(amy, "000000")

    assert refused(amy, code_at(NOON)) is TooManyWrongCodes
    later = NOON + timedelta(minutes=15)
    assert confirm(user=amy, subject="pay", code=code_at(later), at=later).step


def test_the_wrong_codes_of_one_do_not_lock_out_another(amy):
    bo = user("Bo")
    authenticator_app(bo)
    for _ in range(5):
        refused(bo, "000000")

    assert confirm(user=amy, subject="pay", code=code_at(NOON), at=NOON).step


def test_a_recovery_code_serves_once(amy):
    paper = Authenticator.objects.get(user=amy, type="recovery_codes").wrap().get_unused_codes()

    made = confirm(user=amy, subject="pay", code=paper[0], at=NOON)

    assert made.method == FactorMethod.RECOVERY_CODE
    assert refused(amy, paper[0]) is CodeIsWrong
    assert confirm(user=amy, subject="pay", code=paper[1], at=NOON).step is None


def test_who_has_set_up_nothing_or_is_switched_off_confirms_nothing(amy):
    bo = user("Bo")
    assert (has_second_factor(amy), has_second_factor(bo)) == (True, False)
    assert refused(bo, code_at(NOON)) is SecondFactorMissing

    type(amy).objects.filter(pk=amy.pk).update(is_active=False)
    assert refused(amy, code_at(NOON)) is SecondFactorMissing
    assert Confirmation.objects.count() == 0


def test_what_was_confirmed_is_never_edited(amy):
    made = confirm_by_command(user=amy, subject="pay", at=NOON)

    for deed in (
        lambda: Confirmation.objects.filter(pk=made.pk).update(subject="other"),
        lambda: Confirmation.objects.filter(pk=made.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()


def test_the_database_takes_each_code_once(amy):
    made = confirm(user=amy, subject="pay", code=code_at(NOON), at=NOON)

    with pytest.raises(IntegrityError, match="confirmation_code_once"), transaction.atomic():
        Confirmation.objects.create(
            user=amy, subject="x", method=made.method, step=made.step, confirmed_at=NOON
        )
