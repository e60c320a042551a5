"""Who may explain and accept differences."""

from onboarding.users.models import Grant, User
from onboarding.users.selectors import has_grant


def can_reconcile(user: User) -> bool:
    """Whether ``user`` may compare now, explain a difference, and accept what others explained."""
    return has_grant(user, Grant.RECONCILE)
