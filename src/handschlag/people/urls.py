"""The addresses of people."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from handschlag.people.readings.same_companies import COMPANIES
from handschlag.people.readings.same_people import PEOPLE
from handschlag.people.views import companies, contacts, duplicates, keeping, preferences, privacy


class StepConverter(StringConverter):
    """What may be done with a request by right; every other address is unknown."""

    regex = "identity|extension|refusal|fulfilment"


register_converter(StepConverter, "rights_step")

app_name = "people"

OF_PEOPLE, OF_COMPANIES = {"review": PEOPLE}, {"review": COMPANIES}

urlpatterns = [
    path("", contacts.contacts, name="contacts"),
    path("contacts/add/", contacts.contact_add, name="contact_add"),
    path("contacts/<uuid:contact_id>/", contacts.contact, name="contact"),
    path("contacts/<uuid:contact_id>/correction/", contacts.contact_correct, name="contact_correct"),
    path("contacts/<uuid:contact_id>/requests/add/", privacy.request_add, name="request_add"),
    path("contacts/<uuid:contact_id>/restriction/lifting/", privacy.restriction_lift, name="restriction_lift"),
    path("privacy/", privacy.privacy, name="privacy"),
    path("privacy/requests/<uuid:request_id>/", privacy.rights_request, name="rights_request"),
    path("privacy/requests/<uuid:request_id>/<rights_step:step>/", privacy.request_step, name="request_step"),
    path("privacy/disclosures/<uuid:disclosure_id>/file/", privacy.disclosure_file, name="disclosure_file"),
    path("privacy/basis/", keeping.basis, name="basis"),
    path("privacy/suppression/", keeping.suppression, name="suppression"),
    path("privacy/suppression/lifting/", keeping.suppression_lift, name="suppression_lift"),
    path("privacy/notices/", keeping.notices, name="notices"),
    path("privacy/retention/", keeping.retention, name="retention"),
    path("privacy/retention/<slug:category>/", keeping.retention_decide, name="retention_decide"),
    path("duplicates/", duplicates.duplicates, OF_PEOPLE, name="duplicates"),
    path("duplicates/comparison/", duplicates.comparison, OF_PEOPLE, name="comparison"),
    path("duplicates/<uuid:duplicate_id>/same-person/", duplicates.same, OF_PEOPLE, name="same_person"),
    path("duplicates/<uuid:duplicate_id>/two-people/", duplicates.apart, OF_PEOPLE, name="two_people"),
    path("merges/", duplicates.merges, OF_PEOPLE, name="merges"),
    path("merges/<uuid:merge_id>/undoing/", duplicates.undoing, OF_PEOPLE, name="undoing"),
    path("companies/", companies.companies, name="companies"),
    path("companies/duplicates/", duplicates.duplicates, OF_COMPANIES, name="company_duplicates"),
    path("companies/duplicates/comparison/", duplicates.comparison, OF_COMPANIES, name="company_comparison"),
    path("companies/duplicates/<uuid:duplicate_id>/same-company/", duplicates.same, OF_COMPANIES, name="same_company"),
    path(
        "companies/duplicates/<uuid:duplicate_id>/two-companies/", duplicates.apart, OF_COMPANIES, name="two_companies"
    ),
    path("companies/merges/", duplicates.merges, OF_COMPANIES, name="company_merges"),
    path("companies/merges/<uuid:merge_id>/undoing/", duplicates.undoing, OF_COMPANIES, name="company_undoing"),
    path("companies/<uuid:company_id>/", companies.company, name="company"),
    path("companies/<uuid:company_id>/correction/", companies.company_correct, name="company_correct"),
    path("attributes/", companies.kinds, name="attribute_kinds"),
    path("attributes/add/", companies.kind_add, name="attribute_kind_add"),
    path("attributes/<uuid:kind_id>/", companies.kind, name="attribute_kind"),
    path("attributes/<uuid:kind_id>/archival/", companies.kind_archive, name="attribute_kind_archive"),
]

preference_patterns = [
    path("", preferences.ask, name="ask_preferences"),
    path("<str:token>/", preferences.preferences, name="preferences"),
]
"""Mounted at /p/, outside the pages: for people whose data this is, without a login."""
