from django.urls import path

from payouts.runs import views, views_approval

urlpatterns = [
    path("finance/runs/", views.runs, name="runs"),
    path("finance/runs/new/", views.compute, name="compute_run"),
    path("finance/runs/<uuid:public_id>/", views.run, name="run"),
    path("finance/runs/<uuid:public_id>/skips/", views.skips, name="run_skips"),
    path("finance/runs/<uuid:public_id>/progress/", views.progress, name="run_progress"),
    path("finance/runs/<uuid:public_id>/funds/", views.funds, name="run_funds"),
    path("finance/runs/<uuid:public_id>/payouts.csv", views.payouts_csv, name="run_csv"),
    path(
        "finance/runs/<uuid:public_id>/comparison/",
        views_approval.comparison,
        name="run_comparison",
    ),
    path("finance/runs/<uuid:public_id>/approval/", views_approval.approve, name="approve_run"),
    path("finance/runs/<uuid:public_id>/execution/", views.execute, name="execute_run"),
    path("finance/runs/<uuid:public_id>/pause/", views.pause, name="pause_run"),
    path("finance/runs/<uuid:public_id>/resumption/", views.resume, name="resume_run"),
    path("finance/runs/<uuid:public_id>/cancellation/", views.cancel, name="cancel_run"),
    path("finance/payouts/<uuid:public_id>/", views.payout, name="payout"),
    path(
        "finance/payouts/<uuid:public_id>/cancellation/", views.cancel_payout, name="cancel_payout"
    ),
]
