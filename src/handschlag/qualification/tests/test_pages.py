"""The verdict's page, its timeline entry and its API."""

from uuid import uuid4

from django.test import TestCase
from django.urls import reverse

from handschlag.agreement.tests.terms import small
from handschlag.organisation.models import ApiToken
from handschlag.organisation.tests.world import MONDAY, World, build_world
from handschlag.people.core.timeline import collect
from handschlag.qualification.models import qualify
from handschlag.qualification.readings import verdict_table
from handschlag.qualification.tests.leads import agreed, attribute, lead_of, touch

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
EMMA = "emma@bauer.example"


class TestVerdictPage(TestCase):
    world: World

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = build_world()
        agreed(cls.world, small(), MONDAY)
        cls.lead = lead_of(EMMA, MONDAY)
        attribute(cls.lead, "country", "DE", MONDAY)
        touch(EMMA, "demo_requested", MONDAY, page="/kontakt")
        [cls.verdict] = qualify([cls.lead.id], MONDAY)
        cls.address = reverse("qualification:verdict", args=[cls.verdict.id])

    def test_every_reason_stands_there_with_what_gave_it(self) -> None:
        for user in (self.world.mara, self.world.sam, self.world.otto):
            self.client.force_login(user, BACKEND)
            page = self.client.get(self.address)
            for text in ("Our countries", "20 points", "Demo", "/kontakt", "qualified"):
                self.assertContains(page, text)

    def test_nora_and_strangers_are_refused(self) -> None:
        assert self.client.get(self.address).status_code == 302
        self.client.force_login(self.world.nora, BACKEND)
        assert self.client.get(self.address).status_code == 403

    def test_unknown_verdicts_are_404_and_nothing_is_posted(self) -> None:
        self.client.force_login(self.world.mara, BACKEND)
        assert self.client.get(reverse("qualification:verdict", args=[uuid4()])).status_code == 404
        assert self.client.post(self.address).status_code == 405

    def test_the_contact_tells_of_its_verdict(self) -> None:
        entries = [entry for entry in collect(self.lead.contact_id, None, 20) if entry.kind == "verdict"]
        assert [(entry.title, entry.detail, entry.url) for entry in entries] == [
            ("Judged: qualified", "20 of 60 points", self.address)
        ]

    def test_a_program_reads_the_same(self) -> None:
        _token, secret = ApiToken.make("a program", owner=self.world.mara, scopes=["read"], at=MONDAY)
        address = f"/api/v1/qualification/leads/{self.lead.id}/verdicts"
        found = self.client.get(address, headers={"Authorization": f"Bearer {secret}"}).json()
        assert [(row["decision"], row["points"], row["version"]) for row in found["items"]] == [("qualified", 20.0, 1)]
        assert self.client.get(address).status_code == 401

    def test_the_live_verdict_is_the_one_of_the_table(self) -> None:
        [row] = verdict_table([(self.lead.id, MONDAY)], small(), with_reasons=True).to_pylist()
        assert (row["decision"], row["points"] / 100) == (self.verdict.decision, self.verdict.points)
        assert len(row["reasons"]) == len(self.verdict.reasons)
