from django.apps import AppConfig


class MarketConfig(AppConfig):
    name = "handschlag.market"
    label = "market"
