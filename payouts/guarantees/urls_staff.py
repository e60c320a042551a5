from django.urls import path

from payouts.guarantees.views import staff

urlpatterns = [
    path("finance/guarantees/", staff.guarantees, name="guarantees"),
    path("finance/guarantees/floor/", staff.floor, name="floor"),
    path("finance/guarantees/hours/", staff.hours, name="hours"),
    path("finance/guarantees/floors.csv", staff.floors_csv, name="floors_csv"),
]
