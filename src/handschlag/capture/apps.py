from django.apps import AppConfig


class CaptureConfig(AppConfig):
    name = "handschlag.capture"
    label = "capture"
