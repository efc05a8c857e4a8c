"""Every page of the house: works, refuses who may not, rejects GET where something changes, unknown ids are unknown."""

from collections.abc import Iterator
from datetime import date

from django.test import TestCase
from django.urls import reverse

from handschlag.kernel.ids import new_id
from handschlag.ledger.models import Entry
from handschlag.organisation.models import (
    Mandate,
    OnePersonMode,
    Rep,
    Role,
    Team,
    Territory,
    User,
    WorkingCalendar,
)
from handschlag.organisation.tests.world import MONDAY, World, build_world

PASSWORD = "Kranich und Laterne"
NOBODY = new_id()


def addresses_of_operations(world: World, unknown: bool = False) -> Iterator[tuple[str, str]]:
    """(method that is meant, address) of every page only operations may open."""
    user, calendar, team = (NOBODY,) * 3 if unknown else (world.sam.id, world.calendar.pk, world.team.pk)
    mandate = NOBODY if unknown else world.theo.mandates.get().pk
    if not unknown:
        yield from (("get", reverse(f"organisation:{name}")) for name in ("overview", "user_add", "mandate_add"))
        yield from (
            ("get", reverse("organisation:kept_add", args=[noun]))
            for noun in ("teams", "territories", "reps", "calendars")
        )
    yield "get", reverse("organisation:user", args=[user])
    for name in ("user_roles", "user_invitation", "user_deactivation", "user_reactivation"):
        yield "post", reverse(f"organisation:{name}", args=[user])
    yield "get", reverse("organisation:mandate_end", args=[mandate])
    yield "get", reverse("organisation:kept", args=["teams", team])
    yield "get", reverse("organisation:kept", args=["reps", user])
    yield "get", reverse("organisation:kept", args=["calendars", calendar])
    yield "post", reverse("organisation:day_off_add", args=[calendar])
    yield "post", reverse("organisation:day_off_remove", args=[calendar, 4711])


class WhoMayOpenWhat(TestCase):
    world: World

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = build_world()

    def test_operations_opens_every_page(self) -> None:
        self.client.force_login(self.world.otto)
        for method, address in addresses_of_operations(self.world):
            if method == "get":
                assert self.client.get(address).status_code == 200, address

    def test_nobody_else_opens_one_and_nothing_changes(self) -> None:
        before = Entry.objects.count()
        for user in (self.world.nora, self.world.mara, self.world.sam, self.world.theo, self.world.lena):
            self.client.force_login(user)
            for _method, address in addresses_of_operations(self.world):
                if not address.endswith(("roles/", "invitation/", "activation/", "days-off/", "removal/")):
                    assert self.client.get(address).status_code == 403, (user, address)
                assert self.client.post(
                    address, {"roles": ["operations"], "name": "x", "last_day": "2030-01-01"}
                ).status_code in {403, 405}
        assert Entry.objects.count() == before

    def test_strangers_are_sent_to_log_in(self) -> None:
        for method, address in addresses_of_operations(self.world):
            response = self.client.generic(method.upper(), address)
            assert response.status_code == 302, address
            assert response["Location"].startswith("/accounts/login/"), address

    def test_what_changes_something_is_never_a_get(self) -> None:
        self.client.force_login(self.world.otto)
        for method, address in addresses_of_operations(self.world):
            if method == "post":
                assert self.client.get(address).status_code == 405, address

    def test_unknown_ids_are_unknown(self) -> None:
        self.client.force_login(self.world.otto)
        for method, address in addresses_of_operations(self.world, unknown=True):
            assert self.client.generic(method.upper(), address).status_code == 404, address
        assert self.client.get("/organisation/cats/add/").status_code == 404
        assert self.client.post(reverse("organisation:token_revoke", args=[NOBODY])).status_code == 404
        assert self.client.post(reverse("organisation:absence_withdraw", args=[NOBODY])).status_code == 404

    def test_ones_own_pages_open_for_everybody_with_a_role(self) -> None:
        for name in ("me", "absences", "tokens", "privacy"):
            for user, status in (
                (self.world.mara, 200),
                (self.world.sam, 200),
                (self.world.otto, 200),
                (self.world.nora, 403),
            ):
                self.client.force_login(user)
                assert self.client.get(reverse(f"organisation:{name}")).status_code == status, (name, user)

    def test_a_change_without_the_token_against_forgery_is_refused(self) -> None:
        client = self.client_class(enforce_csrf_checks=True)
        client.force_login(self.world.otto)
        assert client.post(reverse("organisation:user_deactivation", args=[self.world.sam.id])).status_code == 403
        assert User.objects.get(pk=self.world.sam.pk).is_active


class OperationsAtWork(TestCase):
    world: World

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = build_world()

    def setUp(self) -> None:
        self.client.force_login(self.world.otto)

    def test_finds_a_colleague_by_name_or_role(self) -> None:
        assert "sam@musterwerk" in self.client.get("/organisation/?q=SAM").content.decode()
        page = self.client.get("/organisation/?role=sales", headers={"HX-Request": "true"}).content.decode()
        assert "Lena" in page
        assert "Mara" not in page
        assert "<html" not in page
        assert self.client.get("/organisation/?role=king").status_code == 400
        assert "Nobody here" in self.client.get("/organisation/?q=zzz").content.decode()

    def test_the_overview_stays_cheap_with_many_colleagues(self) -> None:
        for number in range(60):
            user = User.objects.create_user(f"u{number}@musterwerk.example", f"U{number}")
            user.give_role(Role.SALES, by=None, at=MONDAY)
            Rep.objects.create(user=user, team=self.world.team, calendar=self.world.calendar)
        with self.assertNumQueries(14):
            assert self.client.get("/organisation/").status_code == 200

    def test_adds_a_colleague_with_roles_and_a_password(self) -> None:
        form = {
            "name": "Ida",
            "email": "Ida@musterwerk.example",
            "language": "de",
            "roles": ["marketing"],
            "password": PASSWORD,
        }
        self.client.post("/organisation/users/add/", form)
        ida = User.objects.get(email="ida@musterwerk.example")
        assert ida.roles == {"marketing"}
        assert ida.check_password(PASSWORD)

    def test_hears_why_a_colleague_cannot_be_added(self) -> None:
        form = {
            "name": "Sam",
            "email": "SAM@musterwerk.example",
            "language": "fr",
            "roles": ["king"],
            "password": "short",
        }
        response = self.client.post("/organisation/users/add/", form)
        assert set(response.context["form"].errors) == {"email", "language", "roles", "password"}

    def test_html_in_a_name_is_shown_and_never_run(self) -> None:
        self.world.mara.change(
            name="<script>x</script>", email="mara@musterwerk.example", language="de", by=self.world.otto, at=MONDAY
        )
        assert "<script>x" not in self.client.get("/organisation/").content.decode()

    def test_gives_and_takes_roles(self) -> None:
        self.client.post(
            reverse("organisation:user_roles", args=[self.world.nora.id]), {"roles": ["sales", "marketing"]}
        )
        assert User.objects.get(pk=self.world.nora.pk).roles == {"sales", "marketing"}
        assert (
            self.client.post(
                reverse("organisation:user_roles", args=[self.world.nora.id]), {"roles": ["king"]}
            ).status_code
            == 400
        )

    def test_hears_that_the_last_of_operations_stays(self) -> None:
        came_from = "http://testserver/organisation/me/"
        response = self.client.post(
            reverse("organisation:user_roles", args=[self.world.otto.id]),
            {"roles": []},
            follow=True,
            headers={"Referer": came_from},
        )
        assert User.objects.get(pk=self.world.otto.pk).is_operations
        assert [str(message) for message in response.context["messages"]] != []

    def test_deactivates_and_lets_in_again(self) -> None:
        self.client.post(reverse("organisation:user_deactivation", args=[self.world.sam.id]))
        assert (
            "may not log in" in self.client.get(reverse("organisation:user", args=[self.world.sam.id])).content.decode()
        )
        self.client.post(reverse("organisation:user_reactivation", args=[self.world.sam.id]))
        assert User.objects.get(pk=self.world.sam.pk).is_active

    def test_gives_and_ends_a_mandate(self) -> None:
        form = {"holder": str(self.world.mara.id), "side": "marketing", "from_on": "2026-03-02", "until_on": ""}
        self.client.post("/organisation/mandates/add/", form)
        mandate = Mandate.objects.get(holder=self.world.mara)
        self.client.post(reverse("organisation:mandate_end", args=[mandate.pk]), {"last_day": "2199-01-01"})
        mandate.refresh_from_db()
        assert mandate.until_on == date(2199, 1, 1)

    def test_hears_why_a_mandate_cannot_be_given(self) -> None:
        form = {"holder": str(self.world.nora.id), "side": "sales", "from_on": "2026-03-02", "until_on": ""}
        response = self.client.post("/organisation/mandates/add/", form)
        assert "does not have the role" in response.content.decode()
        assert not OnePersonMode.objects.exists()

    def test_keeps_teams_territories_and_reps(self) -> None:
        self.client.post("/organisation/teams/add/", {"name": "North", "leader": str(self.world.lena.id)})
        self.client.post(
            "/organisation/territories/add/", {"name": "North", "countries": "de", "postal_prefixes": "2, 3\n20"}
        )
        territory = Territory.objects.get(name="North")
        assert (territory.countries, territory.postal_prefixes) == (["DE"], ["2", "3"])
        place = {
            "team": str(Team.objects.get(name="North").pk),
            "calendar": str(self.world.calendar.pk),
            "territories": [str(territory.pk)],
        }
        self.client.post(
            "/organisation/reps/add/", {**place, "user": str(self.world.lena.id), "weight": 50, "capacity_per_week": 5}
        )
        self.client.post(f"/organisation/reps/{self.world.sam.id}/", {**place, "weight": 200, "capacity_per_week": 9})
        assert [rep.weight for rep in territory.reps.order_by("weight")] == [50, 200]
        assert Entry.objects.get(fact="rep_changed").subject_id == str(self.world.sam.id)

    def test_a_territory_names_what_it_cannot_read(self) -> None:
        response = self.client.post(
            "/organisation/territories/add/", {"name": "X", "countries": "DE, XX", "postal_prefixes": "8%"}
        )
        assert "“XX”" in response.content.decode()
        assert "“8%”" in response.content.decode()

    def test_only_sellers_become_reps(self) -> None:
        place = {
            "team": str(self.world.team.pk),
            "calendar": str(self.world.calendar.pk),
            "weight": 1,
            "capacity_per_week": 1,
        }
        response = self.client.post("/organisation/reps/add/", {**place, "user": str(self.world.mara.id)})
        assert "user" in response.context["form"].errors

    def test_keeps_a_working_calendar_as_people_write_it(self) -> None:
        hours = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday"), "8-12, 12:30-16:30") | {"friday": "8-14"}
        self.client.post(
            "/organisation/calendars/add/", {"name": "Wien", "place": "AT-9", "time_zone": "Europe/Vienna", **hours}
        )
        calendar = WorkingCalendar.objects.get(name="Wien")
        assert (calendar.country, calendar.subdivision) == ("AT", "9")
        assert calendar.week == [[[480, 720], [750, 990]]] * 4 + [[[480, 840]], [], []]

    def test_a_time_zone_or_place_from_nowhere_is_refused(self) -> None:
        form = {"name": "X", "place": "DE-XX", "time_zone": "Europe/Berlin'; DROP TABLE x; --", "monday": "late"}
        response = self.client.post("/organisation/calendars/add/", form)
        assert set(response.context["form"].errors) == {"place", "time_zone", "monday"}

    def test_a_changed_calendar_shows_what_it_held_before(self) -> None:
        address = reverse("organisation:kept", args=["calendars", self.world.calendar.pk])
        form = self.client.get(address).context["form"]
        assert form["place"].value() == "DE-BY"
        assert form["monday"].value() == "09:00-12:00, 13:00-17:00"
        self.client.post(
            address, {"name": "Augsburg", "place": "DE-Augsburg", "time_zone": "Europe/Berlin", "monday": "9-12"}
        )
        self.world.calendar.refresh_from_db()
        assert (self.world.calendar.subdivision, self.world.calendar.version) == ("Augsburg", 2)

    def test_holidays_stand_with_their_names_beside_the_days_off(self) -> None:
        address = reverse("organisation:day_off_add", args=[self.world.calendar.pk])
        self.client.post(address, {"on": "2026-12-24", "name": "Company outing"})
        day_off = self.world.calendar.days_off.get()
        self.client.post(address, {"on": "", "name": ""})
        self.client.post(address, {"on": "2026-12-24", "name": "twice"})
        assert self.world.calendar.days_off.count() == 1
        page = self.client.get(
            reverse("organisation:kept", args=["calendars", self.world.calendar.pk]), headers={"Accept-Language": "de"}
        )
        assert "Heilige Drei Könige" in page.content.decode()
        self.client.post(reverse("organisation:day_off_remove", args=[self.world.calendar.pk, day_off.pk]))
        assert not self.world.calendar.days_off.exists()
