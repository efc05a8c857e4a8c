"""The API and the command."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import TestCase

from handschlag.agreement.core import yaml_form
from handschlag.agreement.models import Version
from handschlag.agreement.tests.terms import SMALL, small
from handschlag.organisation.models import ApiToken, Side, User
from handschlag.organisation.tests.world import MONDAY, PASSWORD, World, build_world

ROOT = "/api/v1/agreement"


class Programs(TestCase):
    world: World

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = build_world()
        cls.version = Version.draft(small(), by=cls.world.mara, at=MONDAY)
        cls.version.propose(by=cls.world.mara, at=MONDAY)
        cls.version.sign(Side.MARKETING, cls.world.theo, PASSWORD, MONDAY)
        cls.version.sign(Side.SALES, cls.world.lena, PASSWORD, MONDAY)

    def token(self, owner: User, *scopes: str) -> dict[str, str]:
        _token, secret = ApiToken.make("a program", owner=owner, scopes=scopes, at=MONDAY)
        return {"Authorization": f"Bearer {secret}"}

    def test_the_agreement_in_force_and_all_versions_are_read(self) -> None:
        headers = self.token(self.world.otto, "read")
        found = self.client.get(f"{ROOT}/current", headers=headers).json()
        assert (found["number"], found["state"], found["hash"], found["terms"]) == (
            1,
            "in_force",
            self.version.hash,
            self.version.terms,
        )
        assert [signature["side"] for signature in found["signatures"]] == ["marketing", "sales"]
        assert self.client.get(f"{ROOT}/versions", headers=headers).json()["count"] == 1
        text = self.client.get(f"{ROOT}/versions/1/yaml", headers=headers).content.decode()
        assert yaml_form.read(text).fingerprint() == self.version.hash
        assert self.client.get(f"{ROOT}/versions/9", headers=headers).status_code == 404

    def test_a_program_drafts_from_data_and_from_yaml(self) -> None:
        headers = self.token(self.world.mara, "agreement")
        for number, draft in enumerate(({"terms": SMALL, "based_on": 1}, {"yaml": yaml_form.write(small())}), 2):
            made = self.client.post(f"{ROOT}/drafts", draft, "application/json", headers=headers)
            assert (made.status_code, made.json()["number"], made.json()["state"]) == (201, number, "draft")

    def test_the_authors_text_comes_back_to_programs(self) -> None:
        headers = self.token(self.world.mara, "agreement", "read")
        text = "# From our repository.\n" + yaml_form.write(small())
        self.client.post(f"{ROOT}/drafts", {"yaml": text}, "application/json", headers=headers)
        assert self.client.get(f"{ROOT}/versions/2/yaml", headers=headers).content.decode() == text
        assert self.told("export", "2") == text

    def test_drafts_that_are_none_are_refused_and_nothing_is_written(self) -> None:
        headers = self.token(self.world.mara, "agreement")
        for draft in ({}, {"terms": {}}, {"yaml": "x"}, {"terms": SMALL, "yaml": "x"}, {"terms": SMALL, "number": 9}):
            assert self.client.post(f"{ROOT}/drafts", draft, "application/json", headers=headers).status_code == 422
        assert (
            self.client.post(
                f"{ROOT}/drafts", {"terms": SMALL, "based_on": 9}, "application/json", headers=headers
            ).status_code
            == 404
        )
        assert Version.objects.count() == 1

    def test_who_may_not_is_turned_away(self) -> None:
        draft = {"terms": SMALL}
        for headers, status in (
            ({}, 401),
            (self.token(self.world.mara, "read"), 403),
            (self.token(self.world.otto, "agreement"), 403),
        ):
            assert self.client.post(f"{ROOT}/drafts", draft, "application/json", headers=headers).status_code == status
        assert self.client.get(f"{ROOT}/current").status_code == 401
        assert Version.objects.count() == 1

    def told(self, *arguments: str) -> str:
        out = StringIO()
        call_command("agreement", *arguments, stdout=out)
        return out.getvalue()

    def test_the_command_shows_and_exports(self) -> None:
        assert "§ 3 When a lead is qualified" in self.told("show")
        assert "§ 3 Wann ein Lead qualifiziert ist" in self.told("show", "--language", "de")
        assert json.loads(self.told("show", "--json"))["hash"] == self.version.hash
        assert yaml_form.read(self.told("export", "1")).fingerprint() == self.version.hash
        assert self.told("show", "--yaml") == self.told("export", "1")
        for arguments in (["export", "9"], ["show", "--at", "2020-01-01T00:00:00+00:00"]):
            with pytest.raises(CommandError):
                self.told(*arguments)
