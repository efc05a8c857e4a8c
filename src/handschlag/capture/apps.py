from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CaptureConfig(AppConfig):
    name = "handschlag.capture"
    label = "capture"

    def ready(self) -> None:
        """Every room's ``imports.py`` says why it may not take a row."""
        autodiscover_modules("imports")
