"""Which brands a person acts for."""

from collections.abc import Collection

from django.db.models import QuerySet

from onboarding.brands.models import Brand, BrandMember, BrandRole
from onboarding.users.models import User

SESSION_KEY = "brand"


def memberships_of(user: User) -> QuerySet[BrandMember]:
    """The places of ``user`` in brands, by name of the brand, in one query."""
    return (
        BrandMember.objects.filter(user=user)
        .select_related("brand")
        .order_by("brand__name", "brand_id")
    )


def acting_membership(user: User, *, chosen: str | None) -> BrandMember | None:
    """The place in which ``user`` acts: the brand ``chosen`` by public id, or the first one."""
    memberships = list(memberships_of(user))
    for membership in memberships:
        if str(membership.brand.public_id) == chosen:
            return membership
    return memberships[0] if memberships else None


def brand_by_slug(slug: str) -> Brand | None:
    """The brand named ``slug``, if there is one."""
    return Brand.objects.filter(slug=slug).order_by("pk").first()


def members_in(
    *, brand_ids: Collection[int], roles: Collection[BrandRole]
) -> QuerySet[BrandMember]:
    """Active members of these brands in one of ``roles``, with their users, in one query."""
    return (
        BrandMember.objects.filter(brand__in=brand_ids, role__in=roles, user__is_active=True)
        .select_related("user")
        .order_by("brand_id", "user__email", "pk")
    )
