"""Set what a campaign may cost."""

from datetime import datetime

from django.db import transaction

from marketplace.campaigns.models import Campaign
from onboarding.brands.models import BrandMember, BrandRole
from onboarding.errors import NotPermitted, Refused
from onboarding.users.models import User
from payouts.receivables.credit import BudgetSpan, CampaignBudget

# Who may spend a brand's money.
MAY_SET_BUDGETS = (BrandRole.OWNER, BrandRole.FINANCE)


class MayNotSetBudgets(NotPermitted):
    """Budgets are set by the brand's owner or its finance."""

    code = "may_not_set_budgets"


class BudgetRefused(Refused):
    """The budget is below zero, or what it was."""

    code = "budget_refused"


@transaction.atomic
def set_budget(
    *, campaign_id: int, span: BudgetSpan, amount_minor: int | None, actor: User, at: datetime
) -> CampaignBudget:
    """Set a campaign's budget, before tax, or take it away (``amount_minor=None``).

    The campaign pauses or resumes within a minute where that follows from it.

    Raises:
        MayNotSetBudgets: ``actor`` is neither the brand's owner nor of its finance.
        BudgetRefused: it is below zero, or the budget that stands.
    """
    campaign = Campaign.objects.select_for_update(no_key=True).get(pk=campaign_id)
    roles = BrandMember.objects.filter(user=actor, brand=campaign.brand_id)
    if not roles.filter(role__in=MAY_SET_BUDGETS).exists():
        raise MayNotSetBudgets("Budgets are set by the brand's owner or its finance.")
    if amount_minor is not None and amount_minor < 0:
        raise BudgetRefused("A budget is not below zero.")
    before = CampaignBudget.objects.filter(campaign=campaign).order_by("-number").first()
    standing = (before.span, before.amount_minor) if before else (span, None)
    if standing == (span, amount_minor):
        raise BudgetRefused("That is the budget which stands.")
    return CampaignBudget.objects.create(
        campaign=campaign,
        number=before.number + 1 if before else 1,
        span=span,
        amount_minor=amount_minor,
        set_by=actor,
        set_at=at,
    )
