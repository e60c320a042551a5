from django.urls import path

from payouts.reports.views import house, tables

urlpatterns = [
    path("finance/", house.overview, name="overview"),
    path("finance/proof/", house.proof, name="proof"),
    path("finance/proof/<int:pk>/", house.proof, name="proof_of"),
    path("finance/proof/run/", house.run_proof, name="run_proof"),
    path("finance/proof/after/<int:after>/", house.proof_progress, name="proof_progress"),
    path("finance/reports/", tables.reports, name="reports"),
    path("finance/reports/<slug:slug>/", tables.report, name="report"),
    path("finance/reports/<slug:slug>.<slug:ending>", tables.report_file, name="report_file"),
]
