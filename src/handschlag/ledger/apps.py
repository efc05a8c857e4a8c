from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "handschlag.ledger"
    label = "ledger"
