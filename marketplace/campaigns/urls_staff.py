from django.urls import path

from marketplace.campaigns import views

urlpatterns = [
    path("finance/rates/", views.rates_desk, name="rates"),
    path("finance/rates/<uuid:proposal_id>/", views.publish, name="publish_rates"),
]
