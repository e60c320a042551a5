"""Who may do what with a brand's campaigns."""

from onboarding.brands.models import BrandRole
from onboarding.users.models import Grant, User
from onboarding.users.selectors import has_grant

# Whoever runs a brand's campaigns proposes what they cost.
PROPOSERS = (BrandRole.OWNER, BrandRole.CAMPAIGN_MANAGER)


def can_publish_rates(user: User) -> bool:
    """Whether ``user`` may publish, for Tallyline, what a brand proposed."""
    return has_grant(user, Grant.PUBLISH_RATES)
