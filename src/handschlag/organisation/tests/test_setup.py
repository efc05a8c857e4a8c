"""Setting up a fresh installation: from the terminal and in the browser, once."""

import io
import json
from typing import Any
from unittest import mock

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import TestCase

from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import Entry
from handschlag.organisation.models import Founding, House, Mandate, OnePersonMode, Role, User, found
from handschlag.organisation.setup import TRIES, is_setup_code, setup_code
from handschlag.organisation.tests.world import MONDAY

PASSWORD = "Kranich und Laterne"
ANSWERS = {
    "house": "Werk",
    "name": "Gero",
    "email": "Gero@Werk.example",
    "password": PASSWORD,
    "place": "DE-BY",
    "time_zone": "Europe/Berlin",
    "alone": "on",
}


class AFoundedHouse(TestCase):
    founder: User

    @classmethod
    def setUpTestData(cls) -> None:
        answers = {name: ANSWERS[name] for name in ("house", "name", "email", "password")}
        cls.founder = found(Founding(**answers, language="de", subdivision="BY"), at=MONDAY)

    def test_has_a_founder_with_every_role_and_a_place_in_sales(self) -> None:
        assert self.founder.roles == set(Role)
        assert (self.founder.email, self.founder.rep.team.leader) == ("gero@werk.example", self.founder)

    def test_has_a_calendar_that_knows_what_no_feed_knows(self) -> None:
        calendar = self.founder.rep.calendar
        assert [str(day.on) for day in calendar.days_off.all()] == [
            "2026-12-24",
            "2026-12-31",
            "2027-12-24",
            "2027-12-31",
        ]
        assert (calendar.name, calendar.subdivision) == ("Standard", "BY")

    def test_is_told_in_the_ledger(self) -> None:
        facts = list(Entry.objects.values_list("fact", flat=True))
        assert facts[:2] == ["house_founded", "user_added"]
        assert {"role_given", "mandate_given", "one_person_mode_declared"} <= set(facts)

    def test_is_founded_once(self) -> None:
        with pytest.raises(Refused):
            found(Founding(house="Second", name="X", email="x@y.example", password=PASSWORD), at=MONDAY)
        assert House.objects.get().name == "Werk"
        assert User.objects.count() == 1


class TheCommand(TestCase):
    def init(self, *options: str, password: str = PASSWORD) -> str:
        said = io.StringIO()
        with (
            mock.patch("sys.stdin", io.StringIO(f"{password}\n")),
            mock.patch("handschlag.organisation.management.commands.init.call_command"),
        ):
            call_command(
                "init",
                "--house=Werk",
                "--name=Gero",
                "--email=gero@werk.example",
                "--password-stdin",
                *options,
                stdout=said,
            )
        return said.getvalue()

    def test_founds_the_house(self) -> None:
        outcome = json.loads(self.init("--place=DE-BY", "--json", "--at=2026-03-02T09:00:00+00:00"))
        assert outcome["user"] == str(User.objects.get().id)
        assert House.objects.get().founded_at == MONDAY
        assert OnePersonMode.is_on(MONDAY)
        assert User.objects.get().check_password(PASSWORD)

    def test_who_is_not_alone_receives_no_mandate(self) -> None:
        self.init("--no-alone")
        assert not Mandate.objects.exists()
        assert not OnePersonMode.objects.exists()

    def test_refuses_a_second_house(self) -> None:
        self.init()
        with pytest.raises(CommandError) as refused:
            self.init()
        assert refused.value.returncode == 1

    def test_refuses_what_it_cannot_use(self) -> None:
        for options, password in (
            (["--place=XX"], PASSWORD),
            (["--time-zone=Mars"], PASSWORD),
            (["--email=nothing"], PASSWORD),
            ([], "short"),
        ):
            with pytest.raises(CommandError):
                self.init(*options, password=password)
        assert not User.objects.exists()


class InTheBrowser(TestCase):
    def setUp(self) -> None:
        cache.clear()

    def send(self, **answers: str) -> Any:
        return self.client.post("/organisation/setup/", {**ANSWERS, "code": setup_code(), **answers})

    def test_the_code_opens_the_house_and_logs_the_founder_in(self) -> None:
        assert self.client.get("/organisation/setup/").status_code == 200
        assert self.send().status_code == 302
        founder = User.objects.get()
        assert self.client.session["_auth_user_id"] == str(founder.id)
        assert founder.rep.calendar.subdivision == "BY"
        assert OnePersonMode.objects.exists()

    def test_without_the_code_nothing_happens(self) -> None:
        assert "code" in self.send(code="0000-0000-0000-0000").context["form"].errors
        assert not House.objects.exists()

    def test_a_weak_password_or_strange_zone_is_refused(self) -> None:
        errors = self.send(password="gero", time_zone="../../etc/passwd", place="??").context["form"].errors
        assert set(errors) == {"password", "time_zone", "place"}

    def test_guessing_is_slowed_down(self) -> None:
        for _try in range(TRIES):
            assert self.send(code="guess").status_code == 200
        assert self.send().status_code == 429
        assert not House.objects.exists()

    def test_once_set_up_the_page_does_not_exist(self) -> None:
        self.send()
        for method in (self.client.get, self.client.post):
            assert method("/organisation/setup/").status_code == 404

    def test_the_code_is_read_in_any_spelling(self) -> None:
        assert is_setup_code(setup_code().upper().replace("-", " "))
        assert not is_setup_code("")
        assert not is_setup_code("ü")
