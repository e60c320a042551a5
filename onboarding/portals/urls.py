from django.urls import path

from onboarding.portals import views

urlpatterns = [
    path("", views.home, name="home"),
    path("switch/", views.switch, name="switch_portal"),
]
