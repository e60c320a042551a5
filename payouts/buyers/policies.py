"""Who may see every brand's billing details, and who decides how one is taxed."""

from onboarding.users.models import Grant, User
from onboarding.users.selectors import has_grant


def can_see_buyers(user: User) -> bool:
    """Whether ``user`` may see what stands on every brand's invoices."""
    return (
        has_grant(user, Grant.VIEW_FINANCE)
        or has_grant(user, Grant.ISSUE_INVOICES)
        or can_decide_tax(user)
    )


def can_decide_tax(user: User) -> bool:
    """Whether ``user`` may put a decision before the rules of tax."""
    return has_grant(user, Grant.SET_TERMS)
