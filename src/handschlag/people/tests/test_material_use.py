"""The page of a material says where touches used it: by variant, name, version, channel and campaign, over 90 days."""

from datetime import timedelta
from itertools import count

from django.test import TestCase
from django.urls import reverse

from handschlag.capture.models import Mark, SeenKey, Source, Touch, accept
from handschlag.capture.tests.world import message
from handschlag.kernel.clock import now
from handschlag.kernel.ids import new_id
from handschlag.market.models import Campaign, Channel, Material, MaterialVariant
from handschlag.organisation.tests.world import MONDAY, build_world
from handschlag.people.models import identify
from handschlag.people.readings.material_use import use_of

DAY = timedelta(days=1)


class MaterialUse(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.world = build_world()
        cls.numbers = count(1)
        cls.source, _key = Source.make("Website", by=None, at=MONDAY)
        cls.guide = Material(key="guide", name="Guide", url="https://www.example.com/guide")
        cls.guide.keep(by=cls.world.mara, at=MONDAY)
        for key, name in (("guide-li", "LinkedIn"), ("guide-mail", "Mail")):
            MaterialVariant(material=cls.guide, key=key, name=name).keep(by=cls.world.mara, at=MONDAY)
        linkedin = Channel.objects.create(key="linkedin", name="LinkedIn ads")
        Campaign.objects.create(key="spring", name="Spring", channel=linkedin, starts_on=MONDAY.date())

    def touch(self, who="anna", at=MONDAY, flags=(), page="", **said):
        sent = message(
            messageId=str(next(self.numbers)),
            anonymousId=None if who else "somebody",
            traits={"email": f"{who}@gmx.de"} if who else {},
            properties={"path": page, **said},
            timestamp=at.isoformat(),
        )
        [result] = accept(self.source, [sent], at)
        touch = Touch.objects.filter(id=result.touch_id)
        touch.update(flags=list(flags))
        identify(list(touch), at)
        return touch.get()

    def use(self, at=MONDAY + DAY, material=None):
        return use_of(material or self.guide, at)

    def table(self, title, **asked):
        rows = dict(self.use(**asked).tables).get(title, ())
        return {row.label: (row.touches, row.people) for row in rows}

    def test_touches_and_people_by_variant_and_by_what_the_touches_said(self):
        self.touch(material="guide")
        self.touch(material="guide-li")
        self.touch("ben", material="guide-li")
        self.touch("ben", page="/guide")
        self.touch("carl", material="other", page="/guide")
        self.touch("carl", page="/guidelines")
        assert self.table("By variant") == {"the material itself": (2, 2), "LinkedIn": (2, 2)}
        assert self.table("By name") == {"guide-li": (2, 2), "guide": (1, 1), "/guide": (1, 1)}
        use = self.use()
        assert (use.touches, use.people, use.unknown, use.is_more) == (4, 2, 0, False)

    def test_by_channel_and_campaign_as_marketing_calls_them(self):
        self.touch(material="guide", channel="linkedin", campaign="spring")
        self.touch("ben", material="guide-li", channel="linkedin")
        self.touch("ben", material="guide-li", channel="fair")
        self.touch("ben", material="guide-li")
        assert self.table("By channel") == {"LinkedIn ads": (2, 2), "fair": (1, 1)}
        assert self.table("By campaign") == {"Spring": (1, 1)}

    def test_two_addresses_of_one_person_are_one_person_and_a_browser_is_nobody(self):
        self.touch("anna", material="guide")
        self.touch("", material="guide")
        self.touch("", material="guide")
        assert (self.use().touches, self.use().people, self.use().unknown) == (3, 1, 1)

    def test_versions_by_when_the_touch_happened(self):
        self.touch(material="guide")
        revised = self.guide.revise(by=self.world.mara, at=MONDAY + 2 * DAY)
        self.touch("ben", at=MONDAY + 3 * DAY, material="guide-li")
        for material in (self.guide, revised):
            found = self.table("By version", at=MONDAY + 4 * DAY, material=material)
            assert found == {"Version 1": (1, 1), "Version 2": (1, 1)}

    def test_one_version_needs_no_table(self):
        self.touch(material="guide")
        assert self.table("By version") == {}

    def test_ninety_days_and_no_more(self):
        self.touch(material="guide")
        assert self.use(at=MONDAY + 90 * DAY).touches == 1
        assert self.use(at=MONDAY + 90 * DAY + timedelta(seconds=1)).touches == 0

    def test_what_arrives_late_is_told_by_when_it_happened(self):
        late = self.touch(material="guide")
        Touch.objects.filter(id=late.id).update(known_at=MONDAY + 89 * DAY)
        assert self.use(at=MONDAY + 91 * DAY).touches == 0

    def test_machines_are_left_out(self):
        self.touch(material="guide", flags=["bot"])
        scanned = self.touch(material="guide")
        Mark.objects.create(touch=scanned, who=scanned.who, flag="scanner", known_at=MONDAY)
        self.touch(material="guide", flags=["clock"])
        assert self.use().touches == 1

    def test_the_newest_are_read_by_index_where_there_are_many(self):
        source = self.source.id
        Touch.objects.bulk_create(
            Touch(
                id=new_id(at),
                source_id=source,
                message_id=str(number),
                kind="viewed",
                happened_at=at,
                known_at=at,
                who=f"anon:{number % 7}",
                material=("guide", "guide-li")[number % 2],
            )
            for number in range(10_003)
            for at in [MONDAY + timedelta(seconds=number)]
        )
        SeenKey.objects.bulk_create(
            SeenKey(of="material", key=key, first_known_at=MONDAY) for key in ("guide", "guide-li")
        )
        use = self.use()
        assert (use.touches, use.is_more, use.since) == (10_000, True, MONDAY + timedelta(seconds=3))
        assert self.table("By variant") == {"the material itself": (5_000, 0), "LinkedIn": (5_000, 0)}

    def test_who_markets_follows_links_to_the_touches_and_sales_sees_the_figures(self):
        at = now() - DAY
        self.touch(at=at, material="guide-li", channel="linkedin")
        self.touch("ben", at=at, page="/guide")
        address = reverse("market:material", args=[self.guide.pk])
        lists = [
            f"{reverse('capture:touches')}?{query}"
            for query in ("material=guide-li", "page=%2Fguide", "channel=linkedin")
        ]
        self.client.force_login(self.world.sam)
        page = self.client.get(address).content.decode()
        assert "Where touches used it" in page
        assert not any(one in page for one in lists)
        self.client.force_login(self.world.mara)
        page = self.client.get(address).content.decode()
        for one, who in zip(lists, ("anna", "ben", "anna"), strict=True):
            assert one in page
            assert f"{who}@gmx.de" in self.client.get(one).content.decode()
        assert "ben@gmx.de" not in self.client.get(lists[0]).content.decode()

    def test_a_material_nobody_used_says_so_in_both_languages(self):
        self.client.force_login(self.world.mara)
        for language, sentence in (("en", "No touch yet"), ("de", "Noch kein Berührungspunkt")):
            page = self.client.get(
                reverse("market:material", args=[self.guide.pk]), headers={"accept-language": language}
            )
            assert sentence in page.content.decode()
