"""Grant and withdraw what staff may do."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction

from onboarding.errors import NotPermitted
from onboarding.users.models import Grant, StaffGrant, User


class MayNotGrantToOneself(NotPermitted):
    """Four eyes: nobody widens their own rights."""

    code = "may_not_grant_to_oneself"


@transaction.atomic
def grant(*, user: User, what: Grant, actor: User | None, at: datetime) -> StaffGrant:
    """Let ``user`` do ``what``. Granting twice changes nothing.

    Raises:
        MayNotGrantToOneself: ``actor`` is ``user``.
    """
    if actor is not None and actor.pk == user.pk:
        raise MayNotGrantToOneself("Somebody else grants you this.")
    granted, _ = StaffGrant.objects.get_or_create(
        user=user, grant=what, defaults={"granted_by": actor, "granted_at": at}
    )
    return granted


@transaction.atomic
def withdraw(*, user: User, what: Grant) -> None:
    """Stop letting ``user`` do ``what``."""
    StaffGrant.objects.filter(user=user, grant=what).delete()


def choose_preferences(*, user: User, language: str, timezone: str) -> User:
    """Show pages and write mails and documents in ``language``, and times in ``timezone``."""
    user.language, user.timezone = language, timezone
    user.save(update_fields=["language", "timezone"])
    return user


@transaction.atomic
def create_login(*, email: str, name: str, password: str, timezone: str = "UTC") -> User:
    """A person who can sign in at once, their address taken as verified; or the one there is."""
    user = User.objects.filter(email__iexact=email).order_by("pk").first()
    if user is None:
        user = User.objects.create_user(email, password, name=name, timezone=timezone)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
