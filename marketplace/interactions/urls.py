from django.urls import path

from marketplace.interactions import views

urlpatterns = [
    path("brand/", views.overview, name="overview"),
    path("brand/contacts/", views.contacts, name="contacts"),
    path("brand/contacts.csv", views.contacts_csv, name="contacts_csv"),
    path("brand/contacts/<int:pk>/", views.contact, name="contact"),
]
