from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from granian import Granian
from granian.constants import Interfaces

from handschlag.conversation.models import Topic, ensure_starter_topics
from handschlag.market.models import ensure_starter_guides
from handschlag.organisation.models import House
from handschlag.organisation.setup import setup_code


class Command(BaseCommand):
    help = "Serves the house, web and worker together. Example: handschlag serve --port 8080"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on (8000)")
        parser.add_argument("--threads", type=int, default=64, help="requests answered at the same time (64)")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        ensure_starter_guides()
        if not Topic.objects.exists():
            ensure_starter_topics()
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        address = f"http://{options['host']}:{options['port']}"
        if House.the() is None:
            self.stdout.write(
                f"This installation is new. Set it up at {address}/organisation/setup/ with the code {setup_code()}"
            )
        self.stdout.write(
            f"Handschlag serves {address} ({'with' if settings.WORKER_IN_SERVER else 'without'} the worker)"
        )
        Granian(
            "handschlag.website.wsgi:application",
            address=options["host"],
            port=options["port"],
            interface=Interfaces.WSGI,
            workers=1,
            blocking_threads=options["threads"],
            log_access=False,
        ).serve()
