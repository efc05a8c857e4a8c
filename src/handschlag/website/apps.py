from django.apps import AppConfig
from django.conf import settings

from handschlag.engine import duck


class WebsiteConfig(AppConfig):
    name = "handschlag.website"
    label = "website"

    def ready(self) -> None:
        """The engine knows no settings; here it is told how much memory it may use."""
        duck.configure(memory=settings.ENGINE_MEMORY)
