from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS


class Command(migrate.Command):
    help = "Brings every database of the house up to date; beside SQLite that includes the inbox. Example: handschlag migrate"

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if options["database"] == DEFAULT_DB_ALIAS and settings.INBOX != DEFAULT_DB_ALIAS and not options["app_label"]:
            said = {name: options[name] for name in ("interactive", "verbosity", "fake_initial", "check_unapplied")}
            call_command("migrate", "capture", database=settings.INBOX, **said)
