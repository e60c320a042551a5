from django.urls import path

from payouts.earnings.views import earnings, getting_paid, payouts, statements

urlpatterns = [
    path("agent/earnings/", earnings.earnings, name="earnings"),
    path("agent/earnings/<str:day>/", earnings.earnings_day, name="earnings_day"),
    path("agent/contacts/<int:pk>/", earnings.receipt, name="receipt"),
    path("agent/statements/<uuid:public_id>/", statements.statement, name="statement"),
    path("agent/statements/<uuid:public_id>.csv", statements.statement_csv, name="statement_csv"),
    path("agent/getting-paid/", getting_paid.getting_paid, name="getting_paid"),
    path("agent/statements/<uuid:public_id>.pdf", statements.statement_pdf, name="statement_pdf"),
    path("agent/payouts/<uuid:public_id>/", payouts.payout, name="payout"),
    path("agent/payouts/", payouts.payouts, name="payouts"),
]
