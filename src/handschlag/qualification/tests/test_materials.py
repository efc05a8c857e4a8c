"""Criteria that ask for a material: its variants, links and files count, each touch once, and not before anybody knew."""

from datetime import timedelta

from django.test import TestCase

from handschlag.agreement.tests.terms import SMALL, small
from handschlag.market.models import Material, MaterialFile, MaterialName, MaterialVariant
from handschlag.organisation.tests.world import MONDAY, World, build_world
from handschlag.qualification.models import Verdict, due_for_another_look, qualify
from handschlag.qualification.readings import verdict_table
from handschlag.qualification.tests.leads import agreed, lead_of, touch

HOUR = timedelta(hours=1)
EMMA = "emma@bauer.example"


def asking_for(material: str, **touch_condition: str) -> dict:
    condition = {"kind": "downloaded", "material": material} | touch_condition
    return SMALL["interest"][0] | {"key": "brochure", "touch": condition, "points": 10, "at_most": 9}


class MaterialsInCriteria(TestCase):
    world: World

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = build_world()
        cls.version = agreed(cls.world, small(interest=[asking_for("guide")], hand_raisers=[]), MONDAY)
        file = MaterialFile.objects.create(
            name="guide-li.pdf", kind="application/pdf", size=1, path="x", by=cls.world.mara, stored_at=MONDAY
        )
        cls.guide = Material(key="guide", name="Guide", url="https://www.example.com/guide?utm_source=x")
        cls.guide.keep(by=cls.world.mara, at=MONDAY)
        cls.linkedin = MaterialVariant(material=cls.guide, key="guide-li", name="LinkedIn", file=file)
        cls.linkedin.keep(by=cls.world.mara, at=MONDAY)
        cls.lead = lead_of(EMMA, MONDAY)

    def download(self, material: str = "", page: str = "", at=MONDAY):
        return touch(EMMA, "downloaded", at, material=material, page=page)

    def judged(self, at=MONDAY + HOUR) -> tuple[float, list[str]]:
        qualify([self.lead.id], at)
        verdict = Verdict.objects.latest("at", "id")
        return verdict.interest, [touch for reason in verdict.reasons for touch in reason["evidence"]]

    def test_key_link_file_and_page_of_material_and_variant_count_and_nothing_else(self) -> None:
        counting = [
            self.download("guide"),
            self.download("guide-li"),
            self.download("guide-li.pdf"),
            self.download("https://www.example.com/guide"),
            self.download("https://www.example.com/guide?utm_source=x"),
            self.download(page="/guide"),
            self.download(page="/guide/"),
        ]
        for material, page in (("other", "/guide"), ("guide-xing", ""), ("", "/guidelines"), ("", "/"), ("", "")):
            self.download(material, page)
        points, evidence = self.judged()
        assert points == 10 * len(counting)
        assert set(evidence) == {str(one.id) for one in counting}

    def test_a_touch_that_bears_several_names_counts_once(self) -> None:
        self.download("guide", "/guide")
        self.download("guide-li", "/guide")
        assert self.judged()[0] == 20

    def test_the_touch_keeps_which_variant_it_was(self) -> None:
        one = self.download("guide-li")
        self.judged()
        one.refresh_from_db()
        assert one.material == "guide-li"

    def test_a_criterion_on_a_variant_hears_that_variant_alone(self) -> None:
        agreed(self.world, small(interest=[asking_for("guide-li")], hand_raisers=[]), MONDAY)
        self.download("guide")
        mine = [self.download("guide-li"), self.download("guide-li.pdf")]
        points, evidence = self.judged()
        assert (points, set(evidence)) == (20, {str(one.id) for one in mine})

    def test_the_other_conditions_still_hold(self) -> None:
        terms = small(interest=[asking_for("guide", channel="linkedin")], hand_raisers=[])
        agreed(self.world, terms, MONDAY)
        touch(EMMA, "downloaded", MONDAY, material="guide-li", channel="xing")
        touch(EMMA, "viewed", MONDAY, material="guide-li", channel="linkedin")
        counts = touch(EMMA, "downloaded", MONDAY, material="guide-li", channel="linkedin")
        assert self.judged() == (10, [str(counts.id)])

    def test_a_variant_raises_the_hand_its_material_raises(self) -> None:
        raiser = SMALL["hand_raisers"][0] | {"touch": {"kind": "downloaded", "material": "guide"}}
        agreed(self.world, small(interest=[], hand_raisers=[raiser]), MONDAY)
        self.download("guide-li")
        qualify([self.lead.id], MONDAY + HOUR)
        assert Verdict.objects.get().decision == "qualified"

    def test_a_variant_counts_from_when_it_was_known_and_history_says_the_same(self) -> None:
        self.download("guide-xing")
        assert self.judged(MONDAY + HOUR)[0] == 0
        known_at = MONDAY + 2 * HOUR
        MaterialVariant(material=self.guide, key="guide-xing", name="Xing").keep(by=self.world.mara, at=known_at)
        assert self.judged(MONDAY + 3 * HOUR)[0] == 10
        moments = [MONDAY + HOUR, known_at - timedelta(microseconds=1), known_at, MONDAY + 3 * HOUR]
        table = verdict_table([(self.lead.id, at) for at in moments], self.version.parsed)
        said = dict(zip(table["as_of"].to_pylist(), table["interest"].to_pylist(), strict=True))
        assert [said[moment] for moment in sorted(said)] == [0, 0, 1000, 1000]

    def test_names_stay_through_versions_new_links_and_archiving(self) -> None:
        revised = self.guide.revise(by=self.world.mara, at=MONDAY)
        revised.url = "https://www.example.com/new-guide"
        revised.keep(by=self.world.mara, at=MONDAY, changed=["url"])
        self.linkedin.archive(by=self.world.mara, at=MONDAY)
        for page in ("/guide", "/new-guide"):
            self.download(page=page)
        self.download("guide-li")
        assert self.judged()[0] == 30

    def test_a_link_two_materials_share_means_both(self) -> None:
        other = Material(key="other", name="Other", url="https://www.example.com/guide")
        other.keep(by=self.world.mara, at=MONDAY)
        self.download(page="/guide")
        assert self.judged()[0] == 10

    def test_terms_that_ask_for_no_material_ask_the_market_nothing(self) -> None:
        agreed(self.world, small(), MONDAY)
        assert MaterialName.objects.exists()
        assert due_for_another_look(MONDAY, 10) == []
        with self.assertNumQueries(0):
            assert MaterialName.meaning(set()) == {}
