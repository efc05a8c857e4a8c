import getpass
import json
import sys
from argparse import BooleanOptionalAction
from datetime import datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from handschlag.kernel.clock import now
from handschlag.kernel.refusal import Refused
from handschlag.organisation.core.public_holidays import is_place
from handschlag.organisation.core.time_zones import time_zones
from handschlag.organisation.models import Founding, House, User, found

QUESTIONS = {"house": "Name of the firm", "name": "Your name", "email": "Your e-mail address"}


class Command(BaseCommand):
    help = (
        "Sets up a fresh installation: the firm and its first user, who holds every role. Asks for what is not given. "
        'Example: handschlag init --house "Musterwerk" --name "Mara Stein" --email mara@musterwerk.example'
    )

    def add_arguments(self, parser: CommandParser) -> None:
        for option, question in QUESTIONS.items():
            parser.add_argument(f"--{option}", help=question.lower())
        parser.add_argument(
            "--password-stdin", action="store_true", help="read the password from standard input instead of asking"
        )
        parser.add_argument("--language", choices=["de", "en"], default="de", help="language of the first user (de)")
        parser.add_argument(
            "--place", default="DE", help="whose public holidays hold: a country, or a region of it such as DE-BY (DE)"
        )
        parser.add_argument(
            "--time-zone", default="Europe/Berlin", help="time zone of the working calendar (Europe/Berlin)"
        )
        parser.add_argument(
            "--alone",
            action=BooleanOptionalAction,
            default=True,
            help="the founder signs for both sides until a second colleague receives a mandate (yes)",
        )
        parser.add_argument("--at", type=datetime.fromisoformat, help="the moment it happens, with a zone (now)")
        parser.add_argument("--json", action="store_true", help="tell the outcome as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        if House.the():
            raise CommandError("This installation is set up already.")
        try:
            founder = found(self._founding(options), at=options["at"] or now())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self._tell(founder, as_json=options["json"])

    def _founding(self, options: dict[str, Any]) -> Founding:
        country, _dash, subdivision = options["place"].partition("-")
        if not is_place(country, subdivision):
            raise CommandError(
                f"No public holidays are known for {options['place']!r}: expected a country such as DE, or a region such as DE-BY."
            )
        if options["time_zone"] not in time_zones():
            raise CommandError(f"{options['time_zone']!r} is not a time zone: expected one such as Europe/Berlin.")
        answers = {option: options[option] or self._ask(option) for option in QUESTIONS}
        return Founding(
            **answers,
            password=self._password(answers, from_stdin=options["password_stdin"]),
            language=options["language"],
            country=country,
            subdivision=subdivision,
            time_zone=options["time_zone"],
            alone=options["alone"],
        )

    def _ask(self, option: str) -> str:
        if not sys.stdin.isatty():
            raise CommandError(f"--{option} is missing, and nobody is there to ask.")
        return input(f"{QUESTIONS[option]}: ").strip() or self._ask(option)

    def _password(self, answers: dict[str, str], *, from_stdin: bool) -> str:
        if not from_stdin and not sys.stdin.isatty():
            raise CommandError("--password-stdin is missing, and nobody is there to ask.")
        password = sys.stdin.readline().rstrip("\r\n") if from_stdin else getpass.getpass("Password: ")
        try:
            validate_email(answers["email"])
            validate_password(password, User(name=answers["name"], email=answers["email"]))
        except ValidationError as wrong:
            raise CommandError(" ".join(wrong.messages)) from wrong
        return password

    def _tell(self, founder: User, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"house": str(House.the()), "user": str(founder.id), "email": founder.email}))
        else:
            self.stdout.write(
                f"{House.the()} is set up. {founder.name} logs in as {founder.email}; start with: handschlag serve"
            )
