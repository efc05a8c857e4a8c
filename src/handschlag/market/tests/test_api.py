"""Programs keep the market: the same verbs, read by the same forms."""

from typing import Any

from django.test import TestCase

from handschlag.kernel.ids import new_id
from handschlag.market.models import Brand, Campaign, Channel, Material, Prepared
from handschlag.market.readings import SHELVES
from handschlag.market.tests.test_pages import forms, one_of_each
from handschlag.organisation.models import ApiToken, User
from handschlag.organisation.tests.world import MONDAY, World, build_world

ROOT = "/api/v1/market"


class Programs(TestCase):
    world: World
    nouns: dict[str, Prepared]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = build_world()
        cls.nouns = one_of_each()

    def call(self, method: str, path: str, owner: User, scopes: list[str], body: Any = None) -> Any:
        headers = self.headers(owner, scopes)
        return getattr(self.client, method)(f"{ROOT}/{path}", body, content_type="application/json", headers=headers)

    def headers(self, owner: User, scopes: list[str]) -> dict[str, str]:
        _token, secret = ApiToken.make("test", owner=owner, scopes=scopes, at=MONDAY)
        return {"Authorization": f"Bearer {secret}"}

    def bodies(self) -> dict[str, dict[str, Any]]:
        plain = forms(self.nouns)
        brand, attribute = str(self.nouns["brands"].pk), str(self.nouns["attributes"].pk)
        return {
            **plain,
            "segments": {"name": "Breweries", "industries": ["Brauerei"]},
            "positions": {
                "brand": brand,
                "from_on": "2026-03-01",
                "sentence": "The fast ones",
                "strengths": [{"attribute": attribute, "brand": brand, "strength": 2}],
            },
            "signals": {**plain["signals"], "series": [{"on": "2026-01-01", "value": "3.5"}]},
            "surveys": {
                "name": "EMO survey",
                "held_on": "2026-02-03",
                "ratings": [{"brand": "Musterwerk", "attribute": "service", "respondents": 40, "rating": 4.5}],
            },
        }

    def test_lists_every_shelf_with_read(self) -> None:
        for slug, noun in self.nouns.items():
            items = self.call("get", slug, self.world.sam, ["read"]).json()["items"]
            assert [item["id"] for item in items] == [str(noun.pk)], slug
            assert self.call("get", slug, self.world.nora, ["read"]).status_code == 403
            assert self.client.get(f"{ROOT}/{slug}").status_code == 401

    def test_adds_to_every_shelf(self) -> None:
        for slug, body in self.bodies().items():
            answer = self.call("post", slug, self.world.mara, ["market"], body)
            assert answer.status_code == 201, answer.content
            assert SHELVES[slug].model._default_manager.filter(pk=answer.json()["id"]).exists()
        assert Material.objects.get(key="flyer").segments.get() == self.nouns["segments"]

    def test_writes_only_for_marketing_and_only_with_the_scope(self) -> None:
        for slug, body in self.bodies().items():
            archival = f"{slug}/{self.nouns[slug].pk}/archival"
            for owner, scopes in (
                (self.world.sam, ["market"]),
                (self.world.otto, ["market"]),
                (self.world.mara, ["read"]),
            ):
                assert self.call("post", slug, owner, scopes, body).status_code == 403
                assert self.call("post", archival, owner, scopes).status_code == 403
            assert SHELVES[slug].model._default_manager.filter(archived_at=None).count() == 1

    def test_extra_fields_and_wrong_ones_are_rejected(self) -> None:
        for slug, body in self.bodies().items():
            assert (
                self.call("post", slug, self.world.mara, ["market"], {**body, "archived_at": "2026-01-01"}).status_code
                == 422
            ), slug
        answer = self.call("post", "channels", self.world.mara, ["market"], {"name": "Search", "key": "search"})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "key"
        for body in ({"name": "x\x00", "key": "y"}, {"name": "", "key": "y"}, {"key": "y"}, {"name": 5, "key": "y"}):
            assert self.call("post", "channels", self.world.mara, ["market"], body).status_code == 422, body
        nul = {"name": "x", "industries": ["a\x00b"]}
        assert self.call("post", "segments", self.world.mara, ["market"], nul).status_code == 422
        assert Channel.objects.count() == 1

    def test_strengths_of_what_is_not_there_are_refused(self) -> None:
        body = self.bodies()["positions"]
        for wrong in ({"attribute": str(new_id())}, {"brand": str(new_id())}, {"strength": 3}, {"strength": "x"}):
            strengths = [*body["strengths"], {**body["strengths"][0], **wrong}]
            answer = self.call("post", "positions", self.world.mara, ["market"], {**body, "strengths": strengths})
            assert answer.status_code == 422, wrong
        assert SHELVES["positions"].model._default_manager.count() == 1

    def test_archives_on_every_shelf(self) -> None:
        for slug, noun in self.nouns.items():
            assert self.call("post", f"{slug}/{noun.pk}/archival", self.world.mara, ["market"]).status_code == 204
            assert self.call("get", slug, self.world.mara, ["read"]).json()["count"] == 0
            assert self.call("get", f"{slug}?archived=true", self.world.mara, ["read"]).json()["count"] == 1
            assert self.call("post", f"{slug}/{new_id()}/archival", self.world.mara, ["market"]).status_code == 404

    def test_lists_page_by_limit_and_offset_in_few_queries(self) -> None:
        channel = Channel.objects.get()
        for number in range(30):
            campaign = Campaign.objects.create(
                key=f"c{number}", name=f"C{number}", channel=channel, starts_on=MONDAY.date()
            )
            Material.objects.create(key=f"m{number}", name=f"M{number}", campaign=campaign)
            Brand.objects.create(name=f"B{number}")
        headers = self.headers(self.world.mara, ["read"])
        with self.assertNumQueries(7):  # three for the token, a count, the materials, their segments, their claims
            answer = self.client.get(f"{ROOT}/materials?limit=10&offset=25", headers=headers).json()
        assert (answer["count"], len(answer["items"])) == (31, 6)
