"""The addresses of people."""

from django.urls import path

from handschlag.people import views

app_name = "people"

urlpatterns = [
    path("", views.contacts, name="contacts"),
    path("contacts/add/", views.contact_add, name="contact_add"),
    path("contacts/<uuid:contact_id>/", views.contact, name="contact"),
    path("contacts/<uuid:contact_id>/correction/", views.contact_correct, name="contact_correct"),
    path("companies/", views.companies, name="companies"),
    path("companies/<uuid:company_id>/", views.company, name="company"),
]
