from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    name = "handschlag.website"
    label = "website"
