"""Who may see what brands pay, answer disputes, and send money back."""

from onboarding.brands.models import BrandRole
from onboarding.users.models import Grant, User
from onboarding.users.selectors import has_grant

# Who may pay for a brand and store what it is charged by.
PAYERS = (BrandRole.OWNER, BrandRole.FINANCE)


def can_see_payments(user: User) -> bool:
    """Whether ``user`` may see every brand's payments and disputes."""
    return has_grant(user, Grant.VIEW_FINANCE) or can_handle_receipts(user)


def can_handle_receipts(user: User) -> bool:
    """Whether ``user`` may propose and approve refunds (two people, for each of them)."""
    return has_grant(user, Grant.RECORD_RECEIPTS)


def can_answer_chargebacks(user: User) -> bool:
    """Whether ``user`` may answer card disputes, and decide who bears a lost one."""
    return has_grant(user, Grant.PURSUE_DEBTS)
