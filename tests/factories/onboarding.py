"""People and organisations. They have names and stay who they are."""

from datetime import datetime

from allauth.mfa.models import Authenticator

from onboarding.agents.models import Agent, AgentStatus
from onboarding.brands.models import Brand, BrandRole
from onboarding.brands.services import add_member, open_brand
from onboarding.users.models import Grant, User
from onboarding.users.one_time_codes import code_of, step_at
from onboarding.users.services import grant
from tests.times import NOON


def user(name: str, *, email: str = "") -> User:
    email = email or f"{name.lower()}@example.com"
    found = User.objects.filter(email=email).first()
    return found or User.objects.create_user(email, "correct horse", name=name)


def staff(name: str, *grants: Grant) -> User:
    person = user(name)
    for one in grants:
        grant(user=person, what=one, actor=None, at=NOON)
    return person


# The key of every authenticator app in the tests: RFC 6238's own, in base 32.
APP_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def authenticator_app(of: User) -> Authenticator:
    """An app that was set up long ago, and recovery codes."""
    long_ago = datetime(2020, 1, 1, tzinfo=NOON.tzinfo)
    recovery = {"seed": "f" * 80, "used_mask": 0}
    Authenticator.objects.get_or_create(
        user=of, type=Authenticator.Type.RECOVERY_CODES, defaults={"data": recovery}
    )
    found, _ = Authenticator.objects.get_or_create(
        user=of,
        type=Authenticator.Type.TOTP,
        defaults={"data": {"secret": APP_SECRET}, "created_at": long_ago},
    )
    return found


def code_at(at: datetime, *, later: int = 0) -> str:
    """What the app shows, or shows so many half minutes later."""
    return code_of(APP_SECRET, step_at(at) + later)


def brand(name: str = "Acme", *, timezone: str = "UTC", currency: str = "USD", **profile) -> Brand:
    return open_brand(
        slug=name.lower().replace(" ", "-"),
        name=name,
        timezone=timezone,
        currency=currency,
        at=NOON,
        **{"country": "US", "address": "1 Road Runner Way, Tucson", **profile},
    )


def member(of: Brand, name: str, role: BrandRole = BrandRole.OWNER, *, at: datetime = NOON) -> User:
    person = user(name)
    add_member(brand=of, user=person, role=role, at=at)
    return person


def agent(name: str = "Ada", *, timezone: str = "UTC", login: bool = False) -> Agent:
    found = Agent.objects.filter(name=name).first()
    return found or Agent.objects.create(
        name=name,
        email=f"{name.lower()}@example.com",
        timezone=timezone,
        status=AgentStatus.ACTIVE,
        user=user(name) if login else None,
        created_at=NOON,
    )
