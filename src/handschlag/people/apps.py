from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "handschlag.people"
    label = "people"

    def ready(self) -> None:
        """What this room knows stands on the timeline beside what later rooms tell, and on materials' pages who used them; every room's ``erasing.py`` says what erasing does."""
        from django.utils.module_loading import autodiscover_modules

        from handschlag.market.readings.panels import contribute as contribute_to_materials
        from handschlag.people.core.timeline import contribute
        from handschlag.people.readings.material_use import material_use
        from handschlag.people.readings.timeline import consents, leads, touches

        for contributor in (touches, consents, leads):
            contribute(contributor)
        contribute_to_materials(material_use)
        autodiscover_modules("erasing")
