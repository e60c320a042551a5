"""Who may see, issue and discard invoices."""

from onboarding.users.models import Grant, User
from onboarding.users.selectors import has_grant


def can_see_invoices(user: User) -> bool:
    """Whether ``user`` may see every brand's invoices."""
    return has_grant(user, Grant.VIEW_FINANCE) or can_issue_invoices(user)


def can_issue_invoices(user: User) -> bool:
    """Whether ``user`` may issue a draft, or discard it."""
    return has_grant(user, Grant.ISSUE_INVOICES)
