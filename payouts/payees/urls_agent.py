from django.urls import path

from payouts.payees import views

urlpatterns = [
    path("agent/getting-paid/account/", views.account_setup, name="account_setup"),
    path("agent/getting-paid/details/", views.bank_details, name="bank_details"),
    path("agent/getting-paid/details/confirmation/", views.confirm_details, name="confirm_details"),
    path("agent/getting-paid/tax-form/", views.tax_form, name="tax_form"),
    path("agent/getting-paid/minimum/", views.minimum, name="set_minimum"),
]
