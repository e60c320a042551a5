"""Who may release bank files, and who may say what became of them."""

from onboarding.users.models import Grant, User
from onboarding.users.selectors import has_grant
from payouts.runs.policies import can_approve_runs, can_stop_runs


def can_release_files(user: User) -> bool:
    """Whether ``user`` may release a file and take it to the bank."""
    return can_approve_runs(user)


def can_stop_files(user: User) -> bool:
    """Whether ``user`` may withdraw a file that nobody released."""
    return can_stop_runs(user)


def can_take_in_reports(user: User) -> bool:
    """Whether ``user`` may take in what the bank says, and deal with what waits."""
    return can_stop_runs(user) or has_grant(user, Grant.RECONCILE)
