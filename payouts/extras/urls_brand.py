from django.urls import path

from payouts.extras import views

urlpatterns = [path("brand/extras/<uuid:public_id>/", views.brand_extra, name="extra")]
