from django.urls import path

from payouts.instant.views import agent

urlpatterns = [
    path("agent/payouts/instant/", agent.ask, name="instant"),
    path(
        "agent/payouts/instant/<uuid:public_id>/withdrawal/",
        agent.take_back,
        name="withdraw_instant",
    ),
]
