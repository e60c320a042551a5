"""Confirm one deed by a second factor: a fresh code, for that very deed, taken once.

Signing in with a code says who somebody was this morning. Money wants to know who is there
now, and for what: a confirmation names its deed and what it is done to, and serves no other.
"""

from datetime import datetime, timedelta

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.db import transaction

from onboarding.errors import NotPermitted, Refused
from onboarding.users.models import Confirmation, FactorMethod, User, WrongCode
from onboarding.users.one_time_codes import step_at, step_of_code

# How long a confirmation serves: the time to press a button, not to fetch a coffee.
FRESH_FOR = timedelta(minutes=5)
WRONG_CODES = 5
_WITHIN = timedelta(minutes=15)


class SecondFactorMissing(NotPermitted):
    """The person has set up no second factor."""

    code = "second_factor_missing"


class CodeIsWrong(Refused):
    """It is no code of theirs, or no longer."""

    code = "code_is_wrong"


class CodeIsUsed(Refused):
    """A code is taken once, for one deed (RFC 6238, 5.2)."""

    code = "code_is_used"


class TooManyWrongCodes(Refused):
    """Somebody guesses."""

    code = "too_many_wrong_codes"


class NotConfirmed(NotPermitted):
    """The deed was not confirmed by a second factor, or not lately, or for something else."""

    code = "not_confirmed"


def has_second_factor(user: User) -> bool:
    """Whether ``user`` has set up an authenticator app."""
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists())


def confirm(*, user: User, subject: str, code: str, at: datetime) -> Confirmation:
    """Take a code of ``user``'s for the deed ``subject``; what was tried is kept either way.

    A transaction of its own: a wrong code counts although the deed then fails.

    Raises:
        SecondFactorMissing: no authenticator app is set up, or the login is switched off.
        TooManyWrongCodes: five wrong ones in a quarter of an hour.
        CodeIsUsed: it was taken before, for this deed or another, or to sign in.
        CodeIsWrong: it is none.
    """
    answer = _take(user_id=user.pk, subject=subject, code=code, at=at)
    if isinstance(answer, Confirmation):
        return answer
    raise answer


@transaction.atomic
def confirm_by_command(*, user: User, subject: str, at: datetime) -> Confirmation:
    """Stand in for a code where a command acts in ``user``'s name and nobody is there to type.

    For management commands alone; nothing that answers to a browser may call it.
    """
    return Confirmation.objects.create(
        user=user, subject=subject, method=FactorMethod.COMMAND, confirmed_at=at
    )


def fresh_confirmation(*, user: User, subject: str, at: datetime) -> Confirmation:
    """The newest confirmation of ``subject`` by ``user`` that is still fresh.

    Raises:
        NotConfirmed: there is none.
    """
    found = (
        Confirmation.objects.filter(
            user=user, subject=subject, confirmed_at__gt=at - FRESH_FOR, confirmed_at__lte=at
        )
        .order_by("-confirmed_at", "-pk")
        .first()
    )
    if found is None:
        raise NotConfirmed("Please confirm this with a fresh code of your authenticator app.")
    return found


@transaction.atomic(durable=True)
def _take(*, user_id: int, subject: str, code: str, at: datetime) -> Confirmation | Exception:
    # Under one lock: of two browsers with the same code, one has it taken.
    user = User.objects.select_for_update(no_key=True).get(pk=user_id)
    authenticators = {
        one.type: one for one in Authenticator.objects.filter(user=user).order_by("pk")
    }
    app = authenticators.get(Authenticator.Type.TOTP)
    if app is None or not user.is_active:
        return SecondFactorMissing("Please set up a second factor for your login first.")
    lately = WrongCode.objects.filter(user=user, entered_at__gt=at - _WITHIN)
    if lately.count() >= WRONG_CODES:
        return TooManyWrongCodes(
            "Too many wrong codes. Please wait a quarter of an hour; nothing was done."
        )
    step = step_of_code(get_adapter().decrypt(app.data["secret"]), code, at=at)
    if step is not None:
        if step <= _last_step(user, app):
            return CodeIsUsed("This code was used already. Please wait for the next one.")
        return Confirmation.objects.create(
            user=user,
            subject=subject,
            method=FactorMethod.AUTHENTICATOR_APP,
            step=step,
            confirmed_at=at,
        )
    recovery = authenticators.get(Authenticator.Type.RECOVERY_CODES)
    if recovery is not None and recovery.wrap().validate_code("".join(code.split())):
        return Confirmation.objects.create(
            user=user, subject=subject, method=FactorMethod.RECOVERY_CODE, confirmed_at=at
        )
    WrongCode.objects.create(user=user, subject=subject, entered_at=at)
    return CodeIsWrong("This code is not right. Please type the one that your app shows now.")


def _last_step(user: User, app: Authenticator) -> int:
    """The step up to which codes are used: to set the app up, to sign in, or to confirm."""
    taken = Confirmation.objects.filter(user=user, step__isnull=False).order_by("-step")
    newest = taken.values_list("step", flat=True).first()
    return max(newest or 0, step_at(app.created_at), step_at(app.last_used_at or app.created_at))
