"""The addresses of people."""

from django.urls import path

from handschlag.people.views import contacts, duplicates, preferences

app_name = "people"

urlpatterns = [
    path("", contacts.contacts, name="contacts"),
    path("contacts/add/", contacts.contact_add, name="contact_add"),
    path("contacts/<uuid:contact_id>/", contacts.contact, name="contact"),
    path("contacts/<uuid:contact_id>/correction/", contacts.contact_correct, name="contact_correct"),
    path("companies/", contacts.companies, name="companies"),
    path("companies/<uuid:company_id>/", contacts.company, name="company"),
    path("duplicates/", duplicates.duplicates, name="duplicates"),
    path("duplicates/comparison/", duplicates.comparison, name="comparison"),
    path("duplicates/<uuid:duplicate_id>/same-person/", duplicates.same_person, name="same_person"),
    path("duplicates/<uuid:duplicate_id>/two-people/", duplicates.two_people, name="two_people"),
    path("merges/", duplicates.merges, name="merges"),
    path("merges/<uuid:merge_id>/undoing/", duplicates.undoing, name="undoing"),
]

preference_patterns = [
    path("", preferences.ask, name="ask_preferences"),
    path("<str:token>/", preferences.preferences, name="preferences"),
]
"""Mounted at /p/, outside the pages: for people whose data this is, without a login."""
