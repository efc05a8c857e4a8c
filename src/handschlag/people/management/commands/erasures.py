"""``handschlag erasures reapply``: after a backup was restored, erase again whom it brought back."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from handschlag.kernel.clock import now
from handschlag.people.models import reapply


class Command(BaseCommand):
    help = (
        "After a backup was restored: erase again whom it brought back, by the list kept outside the database (HANDSCHLAG_ERASURES_LOG);"
        " example: handschlag erasures reapply"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["reapply"])

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Erased again: {reapply(now())}.")
