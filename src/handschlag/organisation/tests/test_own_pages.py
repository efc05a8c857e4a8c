"""One's own pages: profile, absences and tokens, for everybody who holds a role."""

from datetime import timedelta

from django.test import TestCase
from django.urls import reverse

from handschlag.kernel.ids import new_id
from handschlag.ledger.models import Entry
from handschlag.organisation.models import (
    Absence,
    ApiToken,
    User,
)
from handschlag.organisation.tests.world import MONDAY, World, build_world

PASSWORD = "Kranich und Laterne"
NOBODY = new_id()


class OnesOwn(TestCase):
    world: World

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = build_world()

    def test_name_and_language(self) -> None:
        self.client.force_login(self.world.mara)
        response = self.client.post(
            "/organisation/me/", {"name": "Mara Stein", "language": "en", "email": "x@y.example", "is_active": "0"}
        )
        mara = User.objects.get(pk=self.world.mara.pk)
        assert (mara.name, mara.language, mara.email, mara.is_active) == (
            "Mara Stein",
            "en",
            "mara@musterwerk.example",
            True,
        )
        assert response.cookies["django_language"].value == "en"

    def test_an_absence_of_whole_days(self) -> None:
        self.client.force_login(self.world.sam)
        self.client.post(
            "/organisation/absences/",
            {"who": str(self.world.sam.id), "from_on": "2030-07-01", "until_on": "2030-07-05"},
        )
        absence = Absence.objects.get()
        assert absence.until_at - absence.from_at == timedelta(days=5)
        assert absence.from_at.isoformat() == "2030-06-30T22:00:00+00:00"
        self.client.post(reverse("organisation:absence_withdraw", args=[absence.pk]))
        assert not Absence.objects.exists()
        assert list(Entry.objects.filter(fact__startswith="absence").values_list("payload_json", flat=True)) == [
            "{}",
            "{}",
        ]

    def test_an_absence_ends_after_it_begins(self) -> None:
        self.client.force_login(self.world.sam)
        form = {
            "who": str(self.world.sam.id),
            "from_on": "2030-07-05",
            "until_on": "2030-07-05",
            "from_time": "12:00",
            "until_time": "12:00",
        }
        assert self.client.post("/organisation/absences/", form).context["form"].errors
        assert (
            self.client.post(
                "/organisation/absences/", {**form, "from_on": "9999-12-31", "until_on": "9999-12-31"}
            ).status_code
            == 200
        )
        assert not Absence.objects.exists()

    def test_the_leader_enters_for_the_team_and_others_only_for_themselves(self) -> None:
        days = {"from_on": "2030-07-01", "until_on": "2030-07-05"}
        self.client.force_login(self.world.lena)
        self.client.post("/organisation/absences/", {"who": str(self.world.sam.id), **days})
        assert Absence.objects.get().user == self.world.sam
        self.client.force_login(self.world.sam)
        self.client.post("/organisation/absences/", {"who": str(self.world.lena.id), **days})
        assert Absence.objects.count() == 1

    def test_absences_of_others_cannot_be_seen_nor_withdrawn(self) -> None:
        absence = Absence.enter(
            self.world.lena, MONDAY, MONDAY + timedelta(days=9999 // 10), by=self.world.lena, at=MONDAY
        )
        self.client.force_login(self.world.sam)
        assert "Lena" not in self.client.get("/organisation/absences/").content.decode()
        assert self.client.post(reverse("organisation:absence_withdraw", args=[absence.pk])).status_code == 404
        assert Absence.objects.exists()

    def test_a_token_is_shown_once_and_kept_as_a_hash(self) -> None:
        self.client.force_login(self.world.mara)
        response = self.client.post("/organisation/tokens/", {"name": "CRM", "scopes": ["read", "market"]})
        secret = response.context["secret"]
        assert secret in response.content.decode()
        assert "no-store" in response["Cache-Control"]
        assert secret not in self.client.get("/organisation/tokens/").content.decode()
        token = ApiToken.objects.get()
        assert (len(secret), token.scopes) == (46, ["market", "read"])
        assert secret not in str(ApiToken.objects.values().get())
        assert secret not in str(list(Entry.objects.values()))

    def test_a_token_has_scopes_that_exist(self) -> None:
        self.client.force_login(self.world.mara)
        assert self.client.post("/organisation/tokens/", {"name": "CRM", "scopes": ["root"]}).context["form"].errors
        assert self.client.post("/organisation/tokens/", {"name": "CRM"}).context["form"].errors
        assert not ApiToken.objects.exists()

    def test_a_token_is_revoked_by_its_owner_or_operations(self) -> None:
        token, secret = ApiToken.make("CRM", owner=self.world.mara, scopes=["read"], at=MONDAY)
        address = reverse("organisation:token_revoke", args=[token.pk])
        self.client.force_login(self.world.theo)
        assert self.client.post(address).status_code == 404
        assert ApiToken.of(secret)
        self.client.force_login(self.world.otto)
        self.client.post(address)
        assert ApiToken.of(secret) is None
