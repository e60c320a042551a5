"""Who may promise agents something, and with whose money."""

from marketplace.campaigns.models import Campaign
from onboarding.brands.models import BrandMember, BrandRole
from onboarding.errors import NotPermitted
from onboarding.users.models import Grant, User
from onboarding.users.selectors import has_grant
from payouts.guarantees.models import Funding

# Who may spend a brand's money.
MAY_OFFER = (BrandRole.OWNER, BrandRole.CAMPAIGN_MANAGER, BrandRole.FINANCE)


class MayNotFund(NotPermitted):
    """A brand's money is promised by its own people, the platform's by staff who set terms."""

    code = "may_not_fund"


def can_see_guarantees(user: User) -> bool:
    """Whether ``user`` may see what every campaign guarantees."""
    return has_grant(user, Grant.VIEW_FINANCE) or can_set_guarantees(user)


def can_set_guarantees(user: User) -> bool:
    """Whether ``user`` may set floors and bonuses, and take committed hours in."""
    return has_grant(user, Grant.SET_TERMS)


def check_may_fund(actor: User, campaign: Campaign, funded_by: Funding) -> None:
    """Refuse who may not promise this money.

    Raises:
        MayNotFund: staff need the grant of terms, and a brand's money one of its own people.
    """
    if can_set_guarantees(actor):
        return
    if funded_by == Funding.BRAND:
        roles = BrandMember.objects.filter(user=actor, brand=campaign.brand_id)
        if roles.filter(role__in=MAY_OFFER).exists():
            return
    raise MayNotFund("Your login does not include promising this money.")
