from django.urls import path

from payouts.receivables.views import terms

urlpatterns = [
    path("finance/terms/", terms.terms, name="terms"),
    path("finance/terms/<uuid:public_id>/", terms.brand_terms, name="brand_terms"),
    path("finance/terms/proposals/<uuid:public_id>/approve/", terms.approve, name="approve_terms"),
    path(
        "finance/terms/proposals/<uuid:public_id>/withdraw/", terms.withdraw, name="withdraw_terms"
    ),
]
