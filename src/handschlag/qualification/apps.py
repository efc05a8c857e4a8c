from django.apps import AppConfig


class QualificationConfig(AppConfig):
    name = "handschlag.qualification"
    label = "qualification"
