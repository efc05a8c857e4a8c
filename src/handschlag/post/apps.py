from django.apps import AppConfig


class PostConfig(AppConfig):
    name = "handschlag.post"
    label = "post"
