from django.apps import AppConfig


class ScoreboardConfig(AppConfig):
    name = "handschlag.scoreboard"
    label = "scoreboard"

    def ready(self) -> None:
        """Materials and campaigns lead to what came back for them."""
        from handschlag.market.readings.panels import contribute, lead_on
        from handschlag.scoreboard.readings.echo import material_echo

        contribute(material_echo)
        lead_on("campaigns", "scoreboard:campaign")
