"""Who may see, open, answer and decide disputes."""

from onboarding.brands.models import BrandRole
from onboarding.users.models import Grant, User
from onboarding.users.selectors import grants_of, has_grant

# Whoever answers for a brand's money may contest and answer in its name.
CONTESTING_ROLES = (BrandRole.OWNER, BrandRole.FINANCE, BrandRole.CAMPAIGN_MANAGER)


def can_see_disputes(user: User) -> bool:
    """Whoever sees finance or decides disputes."""
    wanted = {Grant.VIEW_FINANCE, Grant.DECIDE_DISPUTES}
    return user.is_active and not wanted.isdisjoint(grants_of(user))


def can_decide_disputes(user: User) -> bool:
    """Staff who were granted it; that they are no party is the service's to see."""
    return has_grant(user, Grant.DECIDE_DISPUTES)
