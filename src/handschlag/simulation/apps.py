from django.apps import AppConfig


class SimulationConfig(AppConfig):
    name = "handschlag.simulation"
    label = "simulation"
