from django.urls import path

from payouts.payees.views import agent

urlpatterns = [
    path("agent/getting-paid/account/", agent.account_setup, name="account_setup"),
    path("agent/getting-paid/details/", agent.bank_details, name="bank_details"),
    path("agent/getting-paid/details/confirmation/", agent.confirm_details, name="confirm_details"),
    path("agent/getting-paid/tax-form/", agent.tax_form, name="tax_form"),
    path("agent/getting-paid/minimum/", agent.minimum, name="set_minimum"),
]
