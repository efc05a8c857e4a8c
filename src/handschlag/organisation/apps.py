from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class OrganisationConfig(AppConfig):
    name = "handschlag.organisation"
    label = "organisation"

    def ready(self) -> None:
        """Every room's ``notifications.py`` says what colleagues are told by mail."""
        autodiscover_modules("notifications")
