from django.urls import path

from payouts.collections.views import brand

urlpatterns = [
    path("brand/billing/overdue/", brand.overdue, name="overdue"),
]
