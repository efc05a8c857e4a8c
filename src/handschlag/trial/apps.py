from django.apps import AppConfig


class TrialConfig(AppConfig):
    name = "handschlag.trial"
    label = "trial"
