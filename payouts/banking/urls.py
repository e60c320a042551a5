from django.urls import path

from payouts.banking.views import files, reports

urlpatterns = [
    path("finance/bank-files/", files.bank_files, name="bank_files"),
    path("finance/bank-files/<uuid:public_id>/", files.bank_file, name="bank_file"),
    path("finance/bank-files/<uuid:public_id>/release/", files.release, name="release_bank_file"),
    path("finance/bank-files/<uuid:public_id>/download/", files.take, name="take_bank_file"),
    path(
        "finance/bank-files/<uuid:public_id>/withdrawal/",
        files.withdraw,
        name="withdraw_bank_file",
    ),
    path(
        "finance/bank-files/<uuid:public_id>/acknowledgement/",
        files.acknowledge,
        name="acknowledge_bank_file",
    ),
    path(
        "finance/bank-files/<uuid:public_id>/not-executed/",
        files.declare_not_executed,
        name="declare_bank_file",
    ),
    path("finance/bank-reports/", reports.bank_reports, name="bank_reports"),
    path("finance/bank-reports/waiting/", reports.waiting, name="bank_rows_waiting"),
    path("finance/bank-reports/<uuid:public_id>/", reports.bank_report, name="bank_report"),
    path("finance/bank-reports/rows/<uuid:public_id>/", reports.close, name="close_bank_row"),
]
