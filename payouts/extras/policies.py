"""Who may see extras, and take one back."""

from onboarding.users.models import Grant, User
from onboarding.users.selectors import has_grant


def can_see_extras(user: User) -> bool:
    """Whether ``user`` may see every agent's and brand's extras."""
    return has_grant(user, Grant.VIEW_FINANCE) or can_take_back(user)


def can_take_back(user: User) -> bool:
    """Whether ``user`` may undo a sum that was booked in error."""
    return has_grant(user, Grant.SET_TERMS)
