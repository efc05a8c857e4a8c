from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "handschlag.people"
    label = "people"

    def ready(self) -> None:
        """What this room knows stands on the timeline beside what later rooms tell."""
        from handschlag.people.core.timeline import contribute
        from handschlag.people.readings.timeline import consents, leads, touches

        for contributor in (touches, consents, leads):
            contribute(contributor)
