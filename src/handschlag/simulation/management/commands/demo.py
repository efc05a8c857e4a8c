import gc
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from handschlag.kernel.clock import now
from handschlag.organisation.models import House, User
from handschlag.simulation.house import PASSWORD
from handschlag.simulation.play import play


class Command(BaseCommand):
    help = (
        "Fills an empty installation with 18 months of a fictitious machine builder. Example: handschlag demo --seed 7"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=1, help="another seed, another history (1)")
        parser.add_argument("--contacts", type=int, default=5_000, help="how many people come (5000)")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        house = House.the()
        if house is not None and not house.is_demo:
            raise CommandError(
                f"This installation belongs to {house}. The demo fills only an empty one: set HANDSCHLAG_VAR to another folder."
            )
        if house is None:
            self._fill(options["seed"], options["contacts"])
        self._print_logins()

    def _fill(self, seed: int, contacts: int) -> None:
        columns = TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn()
        gc.disable()  # nothing the play makes lives long; looking for cycles among 100,000 events costs a tenth of the time
        # One transaction: a fill that is interrupted leaves nothing behind and can simply be begun again.
        with Progress(*columns, console=Console(stderr=True)) as progress, transaction.atomic():
            task = progress.add_task("18 months of Musterwerk Maschinenbau", total=None)
            play(
                now(), seed=seed, count=contacts, tell=lambda done, of: progress.update(task, completed=done, total=of)
            )

    def _print_logins(self) -> None:
        self.stdout.write(f"\nDemo logins (password for all: {PASSWORD})")
        for user in User.objects.prefetch_related("role_assignments", "mandates"):
            roles = ", ".join(sorted(user.roles))
            mandates = "".join(f", signs for {mandate.side}" for mandate in user.mandates.all())
            self.stdout.write(f"  {user.email:<32} {roles}{mandates}")
        self.stdout.write("")
