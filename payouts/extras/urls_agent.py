from django.urls import path

from payouts.extras import views

urlpatterns = [path("agent/extras/<uuid:public_id>/", views.agent_extra, name="extra")]
