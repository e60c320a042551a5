from django.urls import path

from payouts.runs.views import approval, deeds, doubts, of_payee, payouts, runs

urlpatterns = [
    path("finance/runs/", runs.runs, name="runs"),
    path("finance/runs/new/", runs.compute, name="compute_run"),
    path("finance/runs/<uuid:public_id>/", runs.run, name="run"),
    path("finance/runs/<uuid:public_id>/skips/", runs.skips, name="run_skips"),
    path("finance/runs/<uuid:public_id>/progress/", runs.progress, name="run_progress"),
    path("finance/runs/<uuid:public_id>/funds/", runs.funds, name="run_funds"),
    path("finance/runs/<uuid:public_id>/payouts.csv", runs.payouts_csv, name="run_csv"),
    path(
        "finance/runs/<uuid:public_id>/comparison/",
        approval.comparison,
        name="run_comparison",
    ),
    path("finance/runs/<uuid:public_id>/approval/", approval.approve, name="approve_run"),
    path("finance/runs/<uuid:public_id>/execution/", deeds.execute, name="execute_run"),
    path("finance/runs/<uuid:public_id>/pause/", deeds.pause, name="pause_run"),
    path("finance/runs/<uuid:public_id>/resumption/", deeds.resume, name="resume_run"),
    path("finance/runs/<uuid:public_id>/cancellation/", deeds.cancel, name="cancel_run"),
    path(
        "finance/payees/<uuid:public_id>/payouts/", of_payee.payouts_of_payee, name="payee_payouts"
    ),
    path("finance/payouts/<uuid:public_id>/", payouts.payout, name="payout"),
    path(
        "finance/payouts/<uuid:public_id>/cancellation/",
        payouts.cancel_payout,
        name="cancel_payout",
    ),
    path("finance/doubts/<uuid:public_id>/", doubts.doubt, name="doubt"),
    path("finance/doubts/<uuid:public_id>/decision/", doubts.decide, name="decide_doubt"),
    path("finance/doubts/<uuid:public_id>/reopening/", doubts.reopen, name="reopen_doubt"),
]
