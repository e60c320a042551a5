from django.urls import path

from payouts.reports import views

urlpatterns = [
    path("finance/", views.overview, name="overview"),
    path("finance/proof/", views.proof, name="proof"),
    path("finance/proof/<int:pk>/", views.proof, name="proof_of"),
    path("finance/proof/run/", views.run_proof, name="run_proof"),
    path("finance/proof/after/<int:after>/", views.proof_progress, name="proof_progress"),
]
