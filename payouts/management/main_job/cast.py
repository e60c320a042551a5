"""Who takes part in the demo, and how they sign in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.db.models import Sum
from django.utils.timezone import now

from marketplace.interactions.models import AgentAlias, Source
from onboarding.agents.models import Agent
from onboarding.brands.models import Brand, BrandRole
from onboarding.brands.services import add_member
from onboarding.users.models import Grant, User
from onboarding.users.one_time_codes import code_of, step_at
from onboarding.users.services import create_login, grant
from payouts.rating.models import RatedWork

PASSWORD = "tallyline-demo"  # noqa: S105  # printed for everybody to use
# The key of Amy's authenticator app. Whoever looks around types it into an app of their own.
APP_KEY = "TALLYLINEDEMOKEYFORAMYSAPP234567"


@dataclass(frozen=True, slots=True)
class Login:
    """A way in, for the summary."""

    role: str
    email: str
    url: str


@dataclass(frozen=True, slots=True)
class Desk:
    """The two people of finance whom a payout run needs."""

    preparer: User
    approver: User


def finance_desk(*, at: datetime) -> Desk:
    """Pia prepares and Amy approves; neither can do both."""
    preparer = create_login(email="pia@tallyline.test", name="Pia Prepares", password=PASSWORD)
    approver = create_login(email="amy@tallyline.test", name="Amy Approves", password=PASSWORD)
    prepares = [Grant.PREPARE_PAYOUTS, Grant.ISSUE_INVOICES, Grant.MANAGE_PAYEES]
    approves = [Grant.APPROVE_PAYOUTS, Grant.PUBLISH_RATES, Grant.APPROVE_PAYEES]
    for user, grants in ((preparer, prepares), (approver, approves)):
        grant(user=user, what=Grant.VIEW_FINANCE, actor=None, at=at)
        for one in grants:
            grant(user=user, what=one, actor=None, at=at)
    # Without a second factor she could open her pages and approve nothing.
    Authenticator.objects.get_or_create(
        user=approver,
        type=Authenticator.Type.TOTP,
        defaults={"data": {"secret": get_adapter().encrypt(APP_KEY)}, "created_at": at},
    )
    return Desk(preparer, approver)


def code_of_amys_app() -> str:
    """What Amy's app shows now."""
    return code_of(APP_KEY, step_at(now()))


def brand_owner(*, brand: Brand, at: datetime) -> User:
    """Olga owns every brand of the demo; the switcher shows them all."""
    owner = create_login(
        email="olga@brand.test", name="Olga Owner", password=PASSWORD, timezone=brand.timezone
    )
    add_member(brand=brand, user=owner, role=BrandRole.OWNER, at=at)
    return owner


def busiest_agent_signs_in(*, source: Source) -> User | None:
    """A login for the agent with the most paid seconds of this source, if anybody served.

    Whoever was it first stays so: more work of others takes nobody's login.
    """
    email = f"agent-{source.brand.slug}@agents.test"
    known = User.objects.filter(email=email, agent__isnull=False).first()
    if known is not None:
        return known
    best = (
        RatedWork.objects.filter(agent__in=agents_of(source))
        .values_list("agent", flat=True)
        .annotate(seconds=Sum("payable_seconds"))
        .order_by("-seconds", "agent")
        .first()
    )
    if best is None:
        return None
    agent = Agent.objects.select_related("user").get(pk=best)
    if agent.user is None:
        agent.user = create_login(
            email=email, name=agent.name, password=PASSWORD, timezone=agent.timezone
        )
        Agent.objects.filter(pk=agent.pk).update(user=agent.user)
    return agent.user


def agents_of(source: Source) -> Sequence[int]:
    """The agents whom a source names."""
    return list(AgentAlias.objects.filter(source=source).values_list("agent_id", flat=True))
