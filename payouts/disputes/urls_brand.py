from django.urls import path

from payouts.disputes.views import brand, charges

urlpatterns = [
    path("brand/disputes/", brand.disputes, name="disputes"),
    path("brand/contacts/<int:pk>/contest/", charges.contest, name="contest"),
    path("brand/disputes/<uuid:public_id>/", brand.dispute, name="dispute"),
    path("brand/disputes/<uuid:public_id>/answer/", brand.answer, name="answer_dispute"),
    path("brand/disputes/<uuid:public_id>/evidence/", brand.add_evidence, name="add_evidence"),
    path("brand/disputes/<uuid:public_id>/withdrawal/", brand.withdraw, name="withdraw_dispute"),
    path(
        "brand/disputes/<uuid:public_id>/evidence/<int:pk>/",
        brand.evidence_file,
        name="evidence_file",
    ),
    path("brand/disputes/many/", charges.contest_many, name="contest_many"),
    path(
        "brand/invoices/<uuid:public_id>/disputes/",
        charges.invoice_disputes,
        name="invoice_disputes",
    ),
]
