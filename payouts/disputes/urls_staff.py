from django.urls import path

from payouts.disputes.views import desk, staff

urlpatterns = [
    path("finance/disputes/", desk.disputes, name="disputes"),
    path("finance/disputes/decisions/", desk.decide_many, name="decide_disputes"),
    path("finance/disputes/measures/", desk.measures, name="dispute_measures"),
    path("finance/disputes/<uuid:public_id>/", staff.dispute, name="dispute"),
    path("finance/disputes/<uuid:public_id>/decision/", staff.decide, name="decide_dispute"),
    path("finance/disputes/<uuid:public_id>/contact/", staff.give, name="give_contact"),
    path(
        "finance/disputes/<uuid:public_id>/evidence/<int:pk>/",
        staff.evidence_file,
        name="evidence_file",
    ),
]
