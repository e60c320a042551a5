from django.urls import path

from payouts.collections.views import aged, invoice, overdue

urlpatterns = [
    path("finance/receivables/", aged.aged, name="aged"),
    path("finance/receivables/<slug:kind>/", aged.aged_file, name="aged_file"),
    path("finance/overdue/", overdue.overdue, name="overdue"),
    path("finance/overdue/send/", overdue.send, name="send_reminders"),
    path("finance/overdue/terms/", overdue.terms, name="dunning_terms"),
    path("finance/overdue/history/", overdue.history, name="dunning_history"),
    path("finance/overdue/pauses/<uuid:public_id>/lift/", invoice.lift_pause, name="lift_dunning"),
    path(
        "finance/overdue/write-offs/<uuid:public_id>/",
        invoice.decide_write_off,
        name="decide_write_off",
    ),
    path("finance/invoices/<uuid:public_id>/collection/", invoice.collection, name="collection"),
    path(
        "finance/invoices/<uuid:public_id>/collection/pause/", invoice.pause, name="pause_dunning"
    ),
    path(
        "finance/invoices/<uuid:public_id>/collection/promise/",
        invoice.promise,
        name="note_promise",
    ),
    path(
        "finance/invoices/<uuid:public_id>/collection/write-off/",
        invoice.give_up,
        name="write_off",
    ),
]
