from django.apps import AppConfig


class HandoverConfig(AppConfig):
    name = "handschlag.handover"
    label = "handover"
