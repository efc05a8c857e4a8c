from django.apps import AppConfig


class JourneyConfig(AppConfig):
    name = "handschlag.journey"
    label = "journey"
