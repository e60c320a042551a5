from django.urls import path

from payouts.guarantees.views import agent

urlpatterns = [
    path("agent/guarantees/", agent.guarantees, name="guarantees"),
    path("agent/guarantees/<uuid:public_id>/", agent.week, name="guaranteed_week"),
    path("agent/guarantees/<uuid:public_id>.csv", agent.hours_csv, name="guaranteed_hours"),
]
