from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "handschlag.people"
    label = "people"
