import signal
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand

from handschlag.journey.worker import run


class Command(BaseCommand):
    help = "Walks what waits, fires what is due, sends what is to be sent, until stopped. Example: handschlag worker"

    def handle(self, *args: Any, **options: Any) -> None:
        stop = Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: stop.set())
        self.stdout.write("The worker runs. Stop it with Ctrl-C.")
        run(stop)
