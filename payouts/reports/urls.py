from django.urls import path

from payouts.reports.views import behind, differences, house, statements, tables

urlpatterns = [
    path("finance/", house.overview, name="overview"),
    path("finance/proof/", house.proof, name="proof"),
    path("finance/proof/<int:pk>/", house.proof, name="proof_of"),
    path("finance/proof/run/", house.run_proof, name="run_proof"),
    path("finance/proof/after/<int:after>/", house.proof_progress, name="proof_progress"),
    path("finance/reconciliation/", differences.differences, name="reconciliation"),
    path("finance/reconciliation/run/", differences.run, name="run_reconciliation"),
    path("finance/reconciliation/<int:pk>/", differences.difference, name="difference"),
    path("finance/reconciliation/<int:pk>/explain/", differences.explain, name="explain"),
    path("finance/reconciliation/<int:pk>/accept/", differences.accept, name="accept"),
    path("finance/reports/", tables.reports, name="reports"),
    path("finance/reports/contacts/", behind.contacts, name="contacts_behind"),
    path("finance/reports/contacts.csv", behind.contacts_csv, name="contacts_behind_csv"),
    path("finance/contacts/<int:pk>/", behind.contact, name="contact"),
    path("finance/agents/<uuid:public_id>/statements/", statements.statements, name="statements"),
    path("finance/statements/<uuid:public_id>/", statements.statement, name="statement"),
    path("finance/statements/<uuid:public_id>.pdf", statements.statement_pdf, name="statement_pdf"),
    path("finance/reports/<slug:slug>/", tables.report, name="report"),
    path("finance/reports/<slug:slug>.<slug:ending>", tables.report_file, name="report_file"),
]
