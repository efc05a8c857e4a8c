"""``handschlag scrub``: clean the database's files of what deleting and erasing left in them."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from handschlag.kernel.clock import now
from handschlag.people.models import scrub


class Command(BaseCommand):
    help = (
        "Clean the database's files of what deleting and erasing left in them. The worker does it by itself within a day of an erasure;"
        " example: handschlag scrub --json"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        done = scrub(now())
        if options["json"]:
            self.stdout.write(json.dumps({"complete": done.is_complete, "seconds": round(done.seconds, 3)}))
        else:
            self.stdout.write(f"Scrubbed in {done.seconds:.1f} s.")
        if not done.is_complete:
            raise CommandError("Somebody was reading what had to be overwritten; please run it again.")
