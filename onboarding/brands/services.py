"""Open a brand; add its members."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from onboarding.brands.models import Brand, BrandMember, BrandRole
from onboarding.users.models import User


@transaction.atomic
def open_brand(
    *, slug: str, name: str, timezone: str, currency: str, at: datetime, **profile: Any
) -> Brand:
    """Open a brand, or return the one that already has ``slug``."""
    ZoneInfo(timezone)
    brand, _ = Brand.objects.get_or_create(
        slug=slug,
        defaults={
            "name": name,
            "legal_name": profile.pop("legal_name", name),
            "timezone": timezone,
            "currency": currency,
            "created_at": at,
            **profile,
        },
    )
    return brand


@transaction.atomic
def add_member(*, brand: Brand, user: User, role: BrandRole, at: datetime) -> BrandMember:
    """Give ``user`` a place in ``brand``. A second time changes the role."""
    member, _ = BrandMember.objects.update_or_create(
        brand=brand,
        user=user,
        defaults={"role": role},
        create_defaults={"role": role, "joined_at": at},
    )
    return member
