"""The addresses of people."""

from django.urls import path

from handschlag.people.views import contacts, preferences

app_name = "people"

urlpatterns = [
    path("", contacts.contacts, name="contacts"),
    path("contacts/add/", contacts.contact_add, name="contact_add"),
    path("contacts/<uuid:contact_id>/", contacts.contact, name="contact"),
    path("contacts/<uuid:contact_id>/correction/", contacts.contact_correct, name="contact_correct"),
    path("companies/", contacts.companies, name="companies"),
    path("companies/<uuid:company_id>/", contacts.company, name="company"),
]

preference_patterns = [
    path("", preferences.ask, name="ask_preferences"),
    path("<str:token>/", preferences.preferences, name="preferences"),
]
"""Mounted at /p/, outside the pages: for people whose data this is, without a login."""
