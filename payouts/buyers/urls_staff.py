from django.urls import path

from payouts.buyers.views import staff

urlpatterns = [
    path("finance/billing-details/", staff.buyers, name="buyers"),
    path("finance/billing-details/<uuid:public_id>/", staff.buyer, name="buyer"),
    path("finance/billing-details/<uuid:public_id>/tax/", staff.decide_tax, name="decide_tax"),
    path(
        "finance/billing-details/<uuid:public_id>/tax/<uuid:decision>/end/",
        staff.end_tax_decision,
        name="end_tax_decision",
    ),
]
