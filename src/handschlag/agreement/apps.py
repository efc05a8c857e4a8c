from django.apps import AppConfig


class AgreementConfig(AppConfig):
    name = "handschlag.agreement"
    label = "agreement"
