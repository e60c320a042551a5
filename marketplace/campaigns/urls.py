from django.urls import path

from marketplace.campaigns import views

urlpatterns = [
    path("brand/campaigns/", views.campaigns, name="campaigns"),
    path("brand/campaigns/<uuid:public_id>/", views.campaign, name="campaign"),
    path("brand/campaigns/<uuid:public_id>/rates/", views.propose, name="propose_rates"),
    path(
        "brand/campaigns/<uuid:public_id>/rates/<uuid:proposal_id>/",
        views.decide,
        name="decide_rates",
    ),
]
