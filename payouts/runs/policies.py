"""Who may prepare, approve and stop payout runs."""

from onboarding.users.models import Grant, User
from onboarding.users.selectors import has_grant


def can_prepare_runs(user: User) -> bool:
    """Whether ``user`` may compute a run."""
    return has_grant(user, Grant.PREPARE_PAYOUTS)


def can_approve_runs(user: User) -> bool:
    """Whether ``user`` may approve a run that somebody else prepared, and have it go on."""
    return has_grant(user, Grant.APPROVE_PAYOUTS)


def can_stop_runs(user: User) -> bool:
    """Whether ``user`` may pause or cancel: whoever sees something wrong should be able to."""
    return can_prepare_runs(user) or can_approve_runs(user)
