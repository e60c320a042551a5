from django.urls import path

from payouts.disputes.views import agent

urlpatterns = [
    path("agent/disputes/", agent.disputes, name="disputes"),
    path("agent/contacts/<int:pk>/contest/", agent.contest, name="contest"),
    path("agent/disputes/<uuid:public_id>/", agent.dispute, name="dispute"),
    path("agent/disputes/<uuid:public_id>/answer/", agent.answer, name="answer_dispute"),
    path("agent/disputes/<uuid:public_id>/evidence/", agent.add_evidence, name="add_evidence"),
    path("agent/disputes/<uuid:public_id>/withdrawal/", agent.withdraw, name="withdraw_dispute"),
    path(
        "agent/disputes/<uuid:public_id>/evidence/<int:pk>/",
        agent.evidence_file,
        name="evidence_file",
    ),
    path("agent/disputes/missing/", agent.claim_missing, name="claim_missing"),
]
