"""Programs show a token: it reaches as far as its scopes and its owner's roles."""

from datetime import timedelta
from typing import Any

from django.test import TestCase

from handschlag.kernel.clock import now
from handschlag.kernel.ids import new_id
from handschlag.organisation.models import Absence, ApiToken, User
from handschlag.organisation.tests.world import MONDAY, World, build_world

ROOT = "/api/v1/organisation"
DAYS = {"from_at": "2030-07-01T08:00:00Z", "until_at": "2030-07-02T08:00:00Z"}


class AToken(TestCase):
    world: World

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = build_world()

    def token(self, owner: User, *scopes: str) -> dict[str, str]:
        _token, secret = ApiToken.make("test", owner=owner, scopes=scopes, at=MONDAY)
        return {"Authorization": f"Bearer {secret}"}

    def enter(self, headers: dict[str, str], **body: Any) -> Any:
        return self.client.post(f"{ROOT}/absences", {**DAYS, **body}, content_type="application/json", headers=headers)

    def test_tells_whose_it_is(self) -> None:
        answer = self.client.get(f"{ROOT}/me", headers=self.token(self.world.otto, "read")).json()
        assert (answer["name"], answer["roles"]) == ("Otto", ["data_protection", "operations"])

    def test_opens_nothing_when_unknown_revoked_or_missing(self) -> None:
        headers = self.token(self.world.mara, "read")
        ApiToken.objects.get().revoke(by=self.world.mara, at=MONDAY)
        for wrong in (
            {},
            headers,
            {"Authorization": "Bearer hs_nothing"},
            {"Authorization": "Bearer \ud800".encode("utf-8", "replace").decode()},
        ):
            assert self.client.get(f"{ROOT}/me", headers=wrong).status_code == 401

    def test_reaches_as_far_as_its_scopes(self) -> None:
        assert self.client.get(f"{ROOT}/me", headers=self.token(self.world.mara, "market")).status_code == 403
        assert self.enter(self.token(self.world.mara, "read")).status_code == 403
        assert not Absence.objects.exists()

    def test_reaches_no_farther_than_its_owners_roles(self) -> None:
        assert self.client.get(f"{ROOT}/me", headers=self.token(self.world.nora, "read")).status_code == 403

    def test_a_session_alone_does_not_open_the_api(self) -> None:
        self.client.force_login(self.world.otto)
        assert self.client.get(f"{ROOT}/me").status_code == 401

    def test_remembers_the_day_of_its_last_use_once_a_day(self) -> None:
        headers = self.token(self.world.mara, "read")
        self.client.get(f"{ROOT}/me", headers=headers)
        assert ApiToken.objects.get().last_used_on == now().date()
        with self.assertNumQueries(2):  # the token with its owner, and the owner's roles
            self.client.get(f"{ROOT}/me", headers=headers)

    def test_enters_reads_and_withdraws_an_absence(self) -> None:
        headers = self.token(self.world.sam, "read", "organisation")
        entered = self.enter(headers)
        assert entered.status_code == 201
        assert self.client.get(f"{ROOT}/absences", headers=headers).json()["items"] == [entered.json()]
        assert self.client.delete(f"{ROOT}/absences/{entered.json()['id']}", headers=headers).status_code == 204
        assert not Absence.objects.exists()

    def test_enters_nothing_for_whom_its_owner_may_not(self) -> None:
        headers = self.token(self.world.sam, "organisation")
        assert self.enter(headers, user=str(self.world.lena.id)).status_code == 404
        assert self.client.delete(f"{ROOT}/absences/{new_id()}", headers=headers).status_code == 404
        theirs = Absence.enter(self.world.lena, MONDAY, MONDAY + timedelta(days=1), by=self.world.lena, at=MONDAY)
        assert self.client.delete(f"{ROOT}/absences/{theirs.pk}", headers=headers).status_code == 404
        assert Absence.objects.count() == 1

    def test_understands_only_what_the_schema_names(self) -> None:
        headers = self.token(self.world.sam, "organisation")
        assert self.enter(headers, reason="none of your business").status_code == 422
        assert self.enter(headers, from_at="2030-07-01T08:00:00").status_code == 422
        assert self.enter(headers, until_at="2030-07-01T08:00:00Z").status_code == 409
        assert not Absence.objects.exists()
