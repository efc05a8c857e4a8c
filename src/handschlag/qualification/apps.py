from django.apps import AppConfig


class QualificationConfig(AppConfig):
    name = "handschlag.qualification"
    label = "qualification"

    def ready(self) -> None:
        """Verdicts show on the contact's timeline."""
        from handschlag.people.core.timeline import contribute
        from handschlag.qualification.readings import on_timeline

        contribute(on_timeline)
