from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "handschlag.organisation"
    label = "organisation"
