"""Who may see payees, ask for changes of theirs, decide about them, and open what is sealed."""

from onboarding.users.models import Grant, User
from onboarding.users.selectors import grants_of, has_grant


def can_see_payees(user: User) -> bool:
    """Whoever sees finance, or has to do with payees."""
    wanted = {Grant.VIEW_FINANCE, Grant.MANAGE_PAYEES, Grant.APPROVE_PAYEES}
    return user.is_active and not wanted.isdisjoint(grants_of(user))


def can_manage_payees(user: User) -> bool:
    """Whether ``user`` may hold payees, and ask for changes of theirs."""
    return has_grant(user, Grant.MANAGE_PAYEES)


def can_approve_payees(user: User) -> bool:
    """Whether ``user`` may decide what others asked for; that it is not theirs, services see."""
    return has_grant(user, Grant.APPROVE_PAYEES)


def can_reveal(user: User) -> bool:
    """Whether ``user`` may open what is sealed, with a reason and a code: who has to compare it."""
    return can_manage_payees(user) or can_approve_payees(user)
