"""The whole map of the site: a portal for each audience, put together from its slices."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from marketplace import health


def portal(namespace: str, *modules: str) -> URLResolver:
    """The pages of one audience, whichever slice they stand in; each names its whole path."""
    pages: list[URLPattern | URLResolver] = [path("", include(module)) for module in modules]
    return path("", include((pages, namespace)))


urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("onboarding.portals.urls")),
    path("", include("onboarding.users.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    portal(
        "brand",
        "marketplace.campaigns.urls",
        "marketplace.interactions.urls",
        "payouts.billing.urls_brand",
        "payouts.disputes.urls_brand",
        "payouts.buyers.urls_brand",
        "payouts.extras.urls_brand",
        "payouts.guarantees.urls_brand",
        "payouts.receivables.urls_brand",
        "payouts.receivables.urls_limits",
        "payouts.collections.urls_brand",
        "payouts.reports.urls_brand",
    ),
    portal(
        "agent",
        "payouts.earnings.urls",
        "payouts.instant.urls_agent",
        "payouts.disputes.urls_agent",
        "payouts.extras.urls_agent",
        "payouts.guarantees.urls_agent",
        "payouts.payees.urls_agent",
    ),
    portal(
        "finance",
        "payouts.reports.urls",
        "payouts.runs.urls",
        "payouts.banking.urls",
        "payouts.instant.urls_staff",
        "payouts.payees.urls_staff",
        "payouts.billing.urls_staff",
        "payouts.disputes.urls_staff",
        "payouts.buyers.urls_staff",
        "payouts.receivables.urls_staff",
        "payouts.incoming.urls",
        "payouts.collections.urls_staff",
        "marketplace.campaigns.urls_staff",
        "payouts.ledger.urls",
        "payouts.extras.urls_staff",
        "payouts.guarantees.urls_staff",
        "payouts.receivables.urls_terms",
    ),
    path("", include("payouts.gateway.urls")),
    path("", include("payouts.payees.urls_public")),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/", admin.site.urls),
]
if settings.DEBUG:
    urlpatterns.append(path("styleguide/", include("marketplace.styleguide")))
