from django.urls import path

from payouts.earnings import getting_paid, views

urlpatterns = [
    path("agent/earnings/", views.earnings, name="earnings"),
    path("agent/earnings/<str:day>/", views.earnings_day, name="earnings_day"),
    path("agent/contacts/<int:pk>/", views.receipt, name="receipt"),
    path("agent/statements/<uuid:public_id>/", views.statement, name="statement"),
    path("agent/statements/<uuid:public_id>.csv", views.statement_csv, name="statement_csv"),
    path("agent/getting-paid/", getting_paid.getting_paid, name="getting_paid"),
    path("agent/payouts/", views.payouts, name="payouts"),
]
