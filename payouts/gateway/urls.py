from django.urls import path

from payouts.gateway import webhooks

urlpatterns = [
    path("webhooks/gateway/", webhooks.receive, name="gateway_webhook"),
]
