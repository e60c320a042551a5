from django.urls import path

from payouts.receivables.views import limits

urlpatterns = [
    path("brand/billing/limits/", limits.limits, name="limits"),
    path("brand/billing/limits/<uuid:public_id>/", limits.budget, name="budget"),
]
