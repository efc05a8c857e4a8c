import signal
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from handschlag.journey.beside import listen, step_back
from handschlag.journey.worker import run


class Command(BaseCommand):
    help = "Walks what waits, fires what is due, sends what is to be sent, until stopped. Example: handschlag worker"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--beside-the-server",
            action="store_true",
            help="started by the server: ends when its standard input does, and is nudged through it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        stop = Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: stop.set())
        if options["beside_the_server"]:
            step_back()
            run(stop, listen(stop))
        else:
            self.stdout.write("The worker runs. Stop it with Ctrl-C.")
            run(stop)
