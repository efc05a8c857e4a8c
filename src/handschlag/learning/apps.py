from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "handschlag.learning"
    label = "learning"
