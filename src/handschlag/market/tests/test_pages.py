"""The market's shelves: marketing fills them, everybody with a role looks at them."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.urls import reverse

from handschlag.kernel.ids import new_id
from handschlag.kernel.money import Money
from handschlag.ledger.models import Entry
from handschlag.market.models import (
    Brand,
    Campaign,
    CampaignCost,
    Channel,
    Claim,
    IntendedPosition,
    Material,
    MaterialVariant,
    PositionAttribute,
    Prepared,
    Segment,
    Signal,
    Survey,
)
from handschlag.market.readings import SHELVES
from handschlag.organisation.tests.world import MONDAY, World, build_world


def one_of_each() -> dict[str, Prepared]:
    """A noun for every shelf."""
    channel = Channel.objects.create(key="search", name="Search")
    campaign = Campaign.objects.create(key="spring", name="Spring", channel=channel, starts_on=date(2026, 3, 1))
    brand = Brand.objects.create(name="Musterwerk", is_ours=True)
    material = Material.objects.create(key="guide", name="Guide", campaign=campaign)
    stated = IntendedPosition.objects.create(
        brand=brand, from_on=date(2026, 1, 1), sentence="The fast ones", stated_at=MONDAY
    )
    return {
        "segments": Segment.objects.create(key="makers", name="Makers", industries=["Maschinenbau"], employees_from=50),
        "attributes": PositionAttribute.objects.create(key="service", name="Service"),
        "positions": stated,
        "channels": channel,
        "campaigns": campaign,
        "materials": material,
        "variants": MaterialVariant.objects.create(material=material, key="guide-li", name="for LinkedIn"),
        "signals": Signal.objects.create(kind="trend", says="Energy gets dearer", published_on=date(2026, 2, 1)),
        "surveys": Survey.objects.create(name="Trade fair survey", held_on=date(2026, 2, 1)),
        "claims": Claim.objects.create(brand=brand, sentence="Twice as fast"),
        "brands": brand,
    }


def forms(nouns: dict[str, Prepared]) -> dict[str, dict[str, Any]]:
    """What adds one more to every shelf."""
    return {
        "segments": {
            "name": "Breweries",
            "key": "",
            "industries": "Brauerei\r\nBrauerei\r\n\r\nMälzerei",
            "position": 5,
        },
        "channels": {"name": "Fair", "key": "fair"},
        "campaigns": {
            "name": "EMO",
            "key": "emo",
            "channel": nouns["channels"].pk,
            "starts_on": "2026-09-01",
            "ends_on": "2026-09-05",
        },
        "materials": {
            "name": "Flyer",
            "key": "flyer",
            "url": "https://x.example/flyer",
            "segments": [nouns["segments"].pk],
            "claims": [nouns["claims"].pk],
        },
        "claims": {"sentence": "Never late", "brand": nouns["brands"].pk},
        "attributes": {"name": "Delivery time", "low": "slow", "high": "fast", "position": 3},
        "positions": {
            "brand": nouns["brands"].pk,
            "from_on": "2026-03-01",
            "sentence": "The fast ones",
            f"strength-{nouns['attributes'].pk}-{nouns['brands'].pk}": 2,
        },
        "variants": {"material": nouns["materials"].pk, "key": "guide-fair", "name": "for the fair"},
        "signals": {
            "kind": "study",
            "says": "Every second one wants less energy",
            "published_on": "2026-02-03",
            "reliability": 3,
            "series": "2026-01-01; 3,5\r\n2026-02-01; 4",
        },
        "surveys": {
            "name": "EMO survey",
            "held_on": "2026-02-03",
            "worst": 1,
            "best": 5,
            "table": SimpleUploadedFile("s.csv", b"brand,attribute,rating\nMusterwerk,Service,4\n"),
        },
        "brands": {"name": "Rival"},
    }


class TheShelves(TestCase):
    world: World
    nouns: dict[str, Prepared]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = build_world()
        cls.nouns = one_of_each()

    def test_everybody_with_a_role_looks_and_nora_does_not(self) -> None:
        addresses = [reverse("market:overview"), *(reverse("market:shelf", args=[slug]) for slug in SHELVES)]
        for address in addresses:
            for user, status in (
                (self.world.mara, 200),
                (self.world.sam, 200),
                (self.world.otto, 200),
                (self.world.nora, 403),
            ):
                self.client.force_login(user)
                assert self.client.get(address).status_code == status, (address, user)
            self.client.logout()
            assert self.client.get(address).status_code == 302

    def test_only_marketing_keeps_them_and_nothing_changes_otherwise(self) -> None:
        before = Entry.objects.count()
        for user in (self.world.sam, self.world.lena, self.world.otto, self.world.nora):
            self.client.force_login(user)
            for slug, noun in self.nouns.items():
                assert self.client.get(reverse("market:add", args=[slug])).status_code == 403
                assert self.client.post(reverse("market:add", args=[slug]), forms(self.nouns)[slug]).status_code == 403
                for name in ("edit", "archive", "restore"):
                    assert (
                        self.client.post(reverse(f"market:{name}", args=[slug, noun.pk]), {"name": "x"}).status_code
                        == 403
                    )
            assert self.client.post(reverse("market:revise", args=[self.nouns["materials"].pk])).status_code == 403
            assert self.client.post(reverse("market:costs", args=[self.nouns["campaigns"].pk])).status_code == 403
        assert Entry.objects.count() == before

    def test_what_changes_something_is_never_a_get(self) -> None:
        self.client.force_login(self.world.mara)
        for slug, noun in self.nouns.items():
            for name in ("archive", "restore"):
                assert self.client.get(reverse(f"market:{name}", args=[slug, noun.pk])).status_code == 405
        assert self.client.get(reverse("market:revise", args=[self.nouns["materials"].pk])).status_code == 405
        assert self.client.post(reverse("market:overview")).status_code == 405

    def test_unknown_shelves_and_ids_are_unknown(self) -> None:
        self.client.force_login(self.world.mara)
        assert self.client.get("/market/users/").status_code == 404
        for slug in SHELVES:
            assert self.client.get(reverse("market:edit", args=[slug, new_id()])).status_code == 404
            for name in ("archive", "restore"):
                assert self.client.post(reverse(f"market:{name}", args=[slug, new_id()])).status_code == 404
        assert self.client.post(reverse("market:revise", args=[new_id()])).status_code == 404
        assert self.client.get(reverse("market:costs", args=[new_id()])).status_code == 404
        # an id of another shelf is none of this one
        assert self.client.get(reverse("market:edit", args=["brands", self.nouns["channels"].pk])).status_code == 404

    def test_lists_sort_by_the_keys_they_have_and_nothing_else(self) -> None:
        self.client.force_login(self.world.sam)
        for slug, shelf in SHELVES.items():
            for key, column in shelf.columns.items():
                for sort in (key, f"-{key}"):
                    status = 200 if column.order else 400
                    assert (
                        self.client.get(reverse("market:shelf", args=[slug]), {"sort": sort}).status_code == status
                    ), (slug, sort)
            for sort in (
                "password",
                "name; DROP TABLE market_brand",
                "brand__pk",
                "--name",
                "name' OR 1=1",
                "costs__amount_minor",
            ):
                assert self.client.get(reverse("market:shelf", args=[slug]), {"sort": sort}).status_code == 400, (
                    slug,
                    sort,
                )

    def test_lists_search_and_say_when_nothing_is_found(self) -> None:
        self.client.force_login(self.world.sam)
        assert "Guide" in self.client.get("/market/materials/?q=GUI").content.decode()
        page = self.client.get("/market/materials/?q=zzz%00", headers={"HX-Request": "true"})
        assert page.status_code == 400
        page = self.client.get("/market/materials/?q=zzz", headers={"HX-Request": "true"}).content.decode()
        assert "Nothing found" in page
        assert "<html" not in page

    def test_an_empty_shelf_says_what_belongs_there(self) -> None:
        MaterialVariant.objects.all().delete()
        Material.objects.all().delete()
        self.client.force_login(self.world.mara)
        page = self.client.get("/market/materials/").content.decode()
        assert "Nothing here yet" in page
        assert "/market/materials/add/" in page

    def test_a_long_shelf_turns_pages_in_few_queries(self) -> None:
        channel = Channel.objects.get()
        for number in range(60):
            campaign = Campaign.objects.create(
                key=f"c{number}", name=f"Campaign {number:02}", channel=channel, starts_on=MONDAY.date()
            )
            Material.objects.create(key=f"m{number}", name=f"Material {number:02}", campaign=campaign)
        self.client.force_login(self.world.sam)
        for slug, queries in (("campaigns", 8), ("materials", 8)):  # one of them counts the new leads of a rep
            with self.assertNumQueries(queries):
                first = self.client.get(f"/market/{slug}/?sort=name")
            assert "Page 1 of 2" in first.content.decode()
        assert self.client.get("/market/campaigns/?page=zzz").status_code == 200


class MarketingAtWork(TestCase):
    world: World
    nouns: dict[str, Prepared]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = build_world()
        cls.nouns = one_of_each()

    def setUp(self) -> None:
        self.client.force_login(self.world.mara)

    def test_adds_to_every_shelf_and_the_ledger_knows(self) -> None:
        for slug, form in forms(self.nouns).items():
            response = self.client.post(reverse("market:add", args=[slug]), form)
            assert response.status_code == 302, response.context["form"].errors
        facts = set(Entry.objects.values_list("fact", flat=True))
        assert {f"{noun.noun}_added" for noun in self.nouns.values()} <= facts
        breweries = Segment.objects.get(name="Breweries")
        assert (breweries.key, breweries.industries) == ("breweries", ["Brauerei", "Mälzerei"])
        assert Material.objects.get(key="flyer").claims.get() == self.nouns["claims"]

    def test_changes_on_every_shelf_keep_the_key(self) -> None:
        for slug, noun in self.nouns.items():
            if slug == "positions":
                continue  # never changed, only stated anew
            address = reverse("market:edit", args=[slug, noun.pk])
            form = {**forms(self.nouns)[slug], "key": "stolen"}
            assert self.client.get(address).status_code == 200
            assert self.client.post(address, form).status_code == 302, slug
            noun.refresh_from_db()
            assert getattr(noun, "key", "") != "stolen"
        assert (
            Entry.objects.filter(fact="segment_changed")
            .get()
            .payload_json.startswith('{"fields":["employees_from","industries"')
        )

    def test_archives_and_takes_back(self) -> None:
        for slug, noun in self.nouns.items():
            self.client.post(reverse("market:archive", args=[slug, noun.pk]))
            assert str(noun) not in self.client.get(f"/market/{slug}/", headers={"HX-Request": "true"}).content.decode()
            assert (
                str(noun)
                in self.client.get(f"/market/{slug}/?show=archived", headers={"HX-Request": "true"}).content.decode()
            )
            self.client.post(reverse("market:restore", args=[slug, noun.pk]))
            noun.refresh_from_db()
            assert noun.archived_at is None
            assert Entry.objects.filter(fact__in=[f"{noun.noun}_archived", f"{noun.noun}_restored"]).count() == 2

    def test_archived_nouns_are_offered_no_more_save_where_they_stand_already(self) -> None:
        channel = self.nouns["channels"]
        channel.archive(by=self.world.mara, at=MONDAY)
        assert (
            "channel"
            in self.client.post("/market/campaigns/add/", forms(self.nouns)["campaigns"]).context["form"].errors
        )
        standing = {**forms(self.nouns)["campaigns"], "name": "Spring again"}
        assert (
            self.client.post(
                reverse("market:edit", args=["campaigns", self.nouns["campaigns"].pk]), standing
            ).status_code
            == 302
        )

    def test_a_key_that_touches_named_is_filled_in(self) -> None:
        form = self.client.get("/market/channels/add/?key=linkedin&colour=red").context["form"]
        assert (form["key"].value(), form["name"].value()) == ("linkedin", "linkedin")

    def test_hears_what_is_wrong(self) -> None:
        wrong: dict[str, tuple[dict[str, Any], set[str]]] = {
            "segments": (
                {"name": "", "key": "no key!", "employees_from": 9, "employees_to": 3, "position": -1},
                {"name", "key", "employees_to", "position"},
            ),
            "channels": ({"name": "Search", "key": "search"}, {"key"}),
            "campaigns": (
                {**forms(self.nouns)["campaigns"], "ends_on": "2026-01-01", "channel": new_id()},
                {"ends_on", "channel"},
            ),
            "materials": ({"name": "Guide", "key": "guide", "url": "javascript:alert(1)"}, {"key", "url"}),
            "claims": ({"sentence": "x" * 201, "brand": "?"}, {"sentence", "brand"}),
            "brands": ({"name": "Musterwerk"}, {"name"}),
        }
        for slug, (form, fields) in wrong.items():
            assert set(self.client.post(reverse("market:add", args=[slug]), form).context["form"].errors) == fields, (
                slug
            )

    def test_a_new_version_of_a_material_is_a_new_row(self) -> None:
        guide = Material.objects.get(key="guide")
        guide.segments.add(Segment.objects.get())
        self.client.post(reverse("market:revise", args=[guide.pk]))
        guide.refresh_from_db()
        second = Material.objects.get(key="guide", version=2)
        assert guide.archived_at is not None
        assert second.segments.count() == 1
        assert "Guide, version 2" in self.client.get("/market/materials/").content.decode()

    def test_a_cost_is_spread_over_its_days_and_said_again_replaced(self) -> None:
        spring = Campaign.objects.get(key="spring")
        address = reverse("market:costs", args=[spring.pk])
        assert "No cost yet" in self.client.get(address).content.decode()
        self.client.post(
            address, {"amount": "1.000,01", "currency": "EUR", "from_on": "2026-03-30", "until_on": "2026-04-02"}
        )
        assert list(spring.costs.values_list("amount_minor", flat=True)) == [25001, 25000, 25000, 25000]
        self.client.post(address, {"amount": "10", "currency": "EUR", "from_on": "2026-04-02"})
        response = self.client.get(address)
        assert response.context["totals"] == [Money(76001, "EUR")]
        assert [cost.minor for _month, cost in response.context["months"]] == [26000, 50001]
        assert "760.01" in self.client.get("/market/campaigns/").content.decode()

    def test_a_cost_that_makes_no_sense_is_refused(self) -> None:
        address = reverse("market:costs", args=[self.nouns["campaigns"].pk])
        day = {"currency": "EUR", "from_on": "2026-03-30"}
        for form in (
            {**day, "amount": "-5"},
            {**day, "amount": "much"},
            {**day, "amount": "9" * 39},
            {**day, "amount": "1", "currency": "eur"},
            {**day, "amount": "1", "until_on": "2026-03-29"},
            {**day, "amount": "1", "until_on": "2199-03-29"},
        ):
            assert self.client.post(address, form).context["form"].errors, form
        assert not CampaignCost.objects.exists()
