from django.urls import path

from payouts.extras import views

urlpatterns = [
    path("finance/extras/", views.extras, name="extras"),
    path("finance/extras.csv", views.extras_csv, name="extras_csv"),
    path("finance/extras/<uuid:public_id>/", views.staff_extra, name="extra"),
    path("finance/extras/<uuid:public_id>/take-back/", views.take_back, name="take_back_extra"),
]
