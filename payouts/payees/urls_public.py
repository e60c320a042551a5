from django.urls import path

from payouts.payees import contesting

urlpatterns = [
    path("payout-details/contest/<str:token>/", contesting.contest, name="contest_details"),
]
