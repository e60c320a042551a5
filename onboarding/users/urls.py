from django.urls import path

from onboarding.users import views

urlpatterns = [path("preferences/", views.preferences, name="preferences")]
