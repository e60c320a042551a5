from django.urls import path

from payouts.guarantees.views import promises, staff

urlpatterns = [
    path("finance/guarantees/", staff.guarantees, name="guarantees"),
    path("finance/guarantees/floor/", staff.floor, name="floor"),
    path("finance/guarantees/surge/", promises.new_surge, name="new_surge"),
    path("finance/guarantees/bonus/", promises.bonus, name="bonus"),
    path("finance/guarantees/hours/", staff.hours, name="hours"),
    path("finance/guarantees/floors.csv", staff.floors_csv, name="floors_csv"),
]
