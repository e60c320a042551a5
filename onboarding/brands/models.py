"""Organisations that buy service, and their members."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q


class Brand(models.Model):
    """A client organisation. Its zone bounds its billing periods; it is billed in one currency."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    legal_name = models.CharField(max_length=200)
    address = models.TextField(blank=True)
    country = models.CharField(max_length=2, help_text="ISO 3166-1 alpha-2.")
    tax_number = models.CharField(max_length=32, blank=True)
    timezone = models.CharField(max_length=64)
    currency = models.CharField(max_length=3, help_text="ISO 4217.")
    payment_terms_days = models.PositiveSmallIntegerField(default=30)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="brand_currency_code", condition=Q(currency__regex=r"^[A-Z]{3}$")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BrandRole(models.TextChoices):
    """What a member may do for a brand."""

    OWNER = "OWNER", "Owner"
    CAMPAIGN_MANAGER = "CAMPAIGN_MANAGER", "Campaign manager"
    FINANCE = "FINANCE", "Finance"
    QUALITY_ANALYST = "QUALITY_ANALYST", "Quality analyst"
    VIEWER = "VIEWER", "Viewer"


class BrandMember(models.Model):
    """A person's place in a brand."""

    brand = models.ForeignKey(Brand, models.PROTECT, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=BrandRole)
    joined_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="brand_member_once", fields=["brand", "user"]),
        ]

    def __str__(self) -> str:
        return f"{self.role} of brand #{self.brand_id}"
