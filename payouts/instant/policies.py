"""Who may publish what instant payouts cost."""

from onboarding.users.models import Grant, User
from onboarding.users.selectors import has_grant


def can_set_tariffs(user: User) -> bool:
    """Whether ``user`` may publish a tariff."""
    return has_grant(user, Grant.SET_TERMS)
