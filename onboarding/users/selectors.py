"""What a person has been granted."""

from onboarding.users.models import Grant, StaffGrant, User


def grants_of(user: User) -> frozenset[str]:
    """The grants of ``user``, read once for each request's user object."""
    kept: frozenset[str] | None = getattr(user, "_granted", None)
    if kept is None:
        kept = frozenset(StaffGrant.objects.filter(user=user).values_list("grant", flat=True))
        user._granted = kept  # type: ignore[attr-defined]
    return kept


def has_grant(user: User, grant: Grant) -> bool:
    """Whether ``user`` is active staff with ``grant``."""
    return user.is_active and grant in grants_of(user)


def is_finance(user: User) -> bool:
    """Whether ``user`` may see the finance portal at all."""
    return user.is_active and bool(grants_of(user))
