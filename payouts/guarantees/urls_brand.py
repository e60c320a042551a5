from django.urls import path

from payouts.guarantees.views import brand

urlpatterns = [
    path("brand/guarantees/", brand.guarantees, name="guarantees"),
    path("brand/guarantees/bonus/", brand.bonus, name="bonus"),
    path("brand/guarantees/cancelled/", brand.cancelled_hours, name="cancelled_hours"),
    path("brand/guarantees/surge/", brand.new_surge, name="new_surge"),
    path("brand/guarantees/surge/<uuid:public_id>/", brand.surge_offer, name="surge_offer"),
    path("brand/guarantees/surge/<uuid:public_id>/end/", brand.end_surge, name="end_surge"),
    path("brand/guarantees/surge/<uuid:public_id>.csv", brand.surge_csv, name="surge_csv"),
]
