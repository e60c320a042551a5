"""Who may see what is overdue, and pursue it."""

from onboarding.users.models import Grant, User
from onboarding.users.selectors import has_grant


def can_see_debts(user: User) -> bool:
    """Whether ``user`` may see what every brand owes."""
    return has_grant(user, Grant.VIEW_FINANCE) or can_pursue_debts(user)


def can_pursue_debts(user: User) -> bool:
    """Whether ``user`` may remind, pause, note promises, and write off (above a limit by two)."""
    return has_grant(user, Grant.PURSUE_DEBTS)
