from django.urls import path

from payouts.instant.views import staff

urlpatterns = [
    path("finance/instant-payouts/", staff.instants, name="instants"),
    path("finance/instant-payouts/tariff/", staff.tariff, name="instant_tariff"),
]
