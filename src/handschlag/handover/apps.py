from django.apps import AppConfig


class HandoverConfig(AppConfig):
    name = "handschlag.handover"
    label = "handover"

    def ready(self) -> None:
        """Handovers show on the contact's timeline, and end and go on with leads that are merged and parted."""
        from handschlag.handover.models import join, part
        from handschlag.handover.readings.timeline import on_timeline
        from handschlag.people.core.keepers import Keeper, register_keeper
        from handschlag.people.core.timeline import contribute

        contribute(on_timeline)
        register_keeper(Keeper(join, part))
