from django.apps import AppConfig


class HandoverConfig(AppConfig):
    name = "handschlag.handover"
    label = "handover"

    def ready(self) -> None:
        """Handovers show on the contact's timeline."""
        from handschlag.handover.readings.timeline import on_timeline
        from handschlag.people.core.timeline import contribute

        contribute(on_timeline)
