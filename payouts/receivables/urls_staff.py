from django.urls import path

from payouts.receivables.views import staff

urlpatterns = [
    path("finance/payments/", staff.payments, name="payments"),
    path("finance/payments/<uuid:public_id>/", staff.payment, name="payment"),
    path("finance/payments/<uuid:public_id>/refund/", staff.propose_refund, name="propose_refund"),
    path("finance/refunds/<uuid:public_id>/approve/", staff.approve_refund, name="approve_refund"),
    path(
        "finance/refunds/<uuid:public_id>/withdraw/", staff.withdraw_refund, name="withdraw_refund"
    ),
    path(
        "finance/invoices/<uuid:public_id>/payments/",
        staff.invoice_payments,
        name="invoice_payments",
    ),
    path("finance/chargebacks/", staff.chargebacks, name="chargebacks"),
    path("finance/chargebacks/<uuid:public_id>/", staff.chargeback, name="chargeback"),
    path(
        "finance/chargebacks/<uuid:public_id>/evidence/",
        staff.submit_evidence,
        name="submit_evidence",
    ),
    path(
        "finance/chargebacks/<uuid:public_id>/resolve/",
        staff.resolve_chargeback,
        name="resolve_chargeback",
    ),
]
