from django.apps import AppConfig


class ScoreboardConfig(AppConfig):
    name = "handschlag.scoreboard"
    label = "scoreboard"
