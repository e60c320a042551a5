from django.urls import path

from payouts.reports.views import usage

urlpatterns = [
    path("brand/usage/", usage.usage, name="usage"),
    path("brand/usage/<slug:slug>/", usage.usage, name="usage_by"),
    path("brand/usage/<slug:slug>.<slug:ending>", usage.usage_file, name="usage_file"),
]
