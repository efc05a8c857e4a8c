"""The pages of the handover: each works, refuses who may not, and changes nothing where it refuses."""

from uuid import uuid4

from django.test import TestCase
from django.urls import reverse
from django.utils import translation

from handschlag.handover.models import Handover, PoolEntry, State, hand_over
from handschlag.handover.tests.stories import add_rep, build_house, handed, judge, lead, prepare_market
from handschlag.kernel.clock import now
from handschlag.ledger.models import Entry
from handschlag.organisation.models import Rep
from handschlag.organisation.tests.world import World

LISTS = ("inbox", "team", "all", "pool", "disputes", "recycled")


class Pages(TestCase):
    """One handover waits with Sam, one belongs to Olga, one lead waits in the pool."""

    world: World

    @classmethod
    def setUpTestData(cls):
        moment = now()
        cls.house = build_house(moment)
        cls.world = cls.house.world
        prepare_market(cls.house)
        cls.olga = add_rep(cls.house, "Olga", prefixes=["1"])
        cls.of_sam = handed(cls.house, "Anna", moment)
        cls.of_olga = handed(cls.house, "Bert", moment, postal_code="10115")
        hand_over([judge(cls.house, lead(cls.house, "Claire", moment, country="FR"), moment)], moment)
        cls.entry = PoolEntry.objects.get()

    def get(self, user, name, *args, **headers):
        self.client.force_login(user)
        return self.client.get(reverse(f"handover:{name}", args=args), **headers)

    def post(self, user, name, *args, said=None, **headers):
        self.client.force_login(user)
        return self.client.post(reverse(f"handover:{name}", args=args), said or {}, **headers)

    def test_who_opens_which_page(self):
        expected = {
            self.world.sam: {"inbox": 200, "team": 403, "all": 200, "pool": 200, "disputes": 200, "recycled": 200},
            self.world.lena: {"inbox": 200, "team": 200, "all": 200, "pool": 200, "disputes": 200, "recycled": 200},
            self.world.mara: {"inbox": 302, "team": 403, "all": 200, "pool": 200, "disputes": 200, "recycled": 200},
            self.world.theo: {"inbox": 302, "team": 403, "all": 200, "pool": 200, "disputes": 200, "recycled": 200},
            self.world.otto: {"inbox": 302, "team": 200, "all": 403, "pool": 403, "disputes": 403, "recycled": 403},
            self.world.nora: dict.fromkeys(LISTS, 403),
        }
        for user, pages in expected.items():
            for name, status in pages.items():
                assert self.get(user, name).status_code == status, (user, name)

    def test_nobody_gets_in_without_logging_in(self):
        for name in LISTS:
            assert self.client.get(reverse(f"handover:{name}")).status_code == 302

    def test_who_reads_a_brief(self):
        for user, status in {
            self.world.sam: 200,
            self.world.lena: 200,
            self.world.mara: 200,
            self.olga: 404,
            self.world.otto: 403,
            self.world.nora: 403,
        }.items():
            assert self.get(user, "show", self.of_sam.id).status_code == status, user
        assert self.get(self.world.sam, "show", uuid4()).status_code == 404

    def test_only_whoever_is_in_charge_answers_and_otherwise_nothing_changes(self):
        entries = Entry.objects.count()
        for user, status in {self.olga: 404, self.world.mara: 403, self.world.otto: 403, self.world.nora: 403}.items():
            for name in ("accept", "return"):
                assert self.post(user, name, self.of_sam.id, said={"reason": "no_need"}).status_code == status, (
                    user,
                    name,
                )
        assert Handover.objects.in_state(State.WAITING).count() == 2
        assert Entry.objects.count() == entries

    def test_get_never_answers(self):
        for name, args in (
            ("accept", [self.of_sam.id]),
            ("return", [self.of_sam.id]),
            ("reassign", []),
            ("hand-out", []),
        ):
            assert self.get(self.world.lena, name, *args).status_code == 405

    def test_the_inbox_shows_what_waits_and_who_it_is_about(self):
        page = self.get(self.world.sam, "inbox")
        self.assertContains(page, "Anna Weber")
        self.assertContains(page, "Our countries")
        self.assertNotContains(page, "Bert Weber")

    def test_the_inbox_says_why_it_is_empty(self):
        self.assertContains(self.get(self.world.lena, "inbox"), "You receive no leads")
        Handover.objects.all().delete()
        self.assertContains(self.get(self.world.sam, "inbox"), "Nothing to do here")

    def test_accepting_leads_to_the_brief(self):
        answer = self.post(self.world.sam, "accept", self.of_sam.id)
        self.assertRedirects(answer, reverse("handover:show", args=[self.of_sam.id]))
        assert Handover.objects.get(id=self.of_sam.id).state is State.ACCEPTED

    def test_accepting_by_htmx_answers_with_the_inbox_alone(self):
        answer = self.post(self.world.sam, "accept", self.of_sam.id, headers={"HX-Request": "true"})
        self.assertContains(answer, 'id="inbox"')
        self.assertContains(answer, "First contact")
        self.assertNotContains(answer, "<html")

    def test_accepting_twice_is_told_not_done(self):
        self.post(self.world.sam, "accept", self.of_sam.id)
        assert self.post(self.world.sam, "accept", self.of_sam.id).status_code == 302
        again = self.post(self.world.sam, "accept", self.of_sam.id, headers={"HX-Request": "true"})
        self.assertContains(again, "This handover was accepted already.")
        assert Entry.objects.filter(fact="handover_accepted").count() == 1

    def test_returning_needs_a_reason_of_the_agreement(self):
        self.post(self.world.sam, "return", self.of_sam.id, said={"reason": "because"})
        assert Handover.objects.get(id=self.of_sam.id).state is State.WAITING
        self.post(self.world.sam, "return", self.of_sam.id, said={"reason": "no_need", "sentence": "<b>Too small</b>"})
        assert Handover.objects.get(id=self.of_sam.id).state is State.RETURNED
        page = self.get(self.world.mara, "show", self.of_sam.id)
        self.assertContains(page, "Returned: No need")
        self.assertContains(page, "&lt;b&gt;Too small&lt;/b&gt;")

    def test_the_brief_names_what_a_rep_must_know(self):
        page = self.get(self.world.sam, "show", self.of_sam.id)
        for words in (
            "Anna Weber",
            "Anna GmbH",
            "Our countries",
            "Half the set-up time",
            "Spring campaign",
            "Brochure MW 5",
            "presumed consent",
            "Which machines do you run",
            "postal codes beginning with 8",
        ):
            self.assertContains(page, words)

    def test_the_brief_speaks_german(self):
        with translation.override("de"):
            self.client.cookies["django_language"] = "de"
            page = self.get(self.world.sam, "show", self.of_sam.id)
        self.assertContains(page, "Welche Maschinen laufen bei Ihnen")
        self.assertContains(page, "mutmaßliche")

    def test_consent_withdrawn_after_the_handover_shows_at_once(self):
        contact = self.of_sam.lead.contact
        contact.consents.create(purpose="phone", is_given=False, basis="consent", happened_at=now(), known_at=now())
        self.assertContains(self.get(self.world.sam, "show", self.of_sam.id), "Do not call")

    def test_operations_sees_open_work_but_no_lead(self):
        page = self.get(self.world.otto, "team")
        self.assertContains(page, "Olga")
        self.assertNotContains(page, "Weber")

    def test_a_leader_and_operations_reassign_from_the_team_page(self):
        to = {"rep": Rep.objects.get(user=self.olga).pk, "chosen": [self.of_sam.id]}
        for user, status in {self.world.sam: 404, self.world.mara: 403, self.world.nora: 403}.items():
            assert self.post(user, "reassign", said=to).status_code == status, user
        assert Handover.objects.get(id=self.of_sam.id).is_open
        self.assertRedirects(self.post(self.world.lena, "reassign", said=to), reverse("handover:team"))
        assert Handover.objects.get(id=self.of_sam.id).state is State.REASSIGNED
        self.post(
            self.world.otto,
            "reassign",
            said={"rep": Rep.objects.get(user=self.world.sam).pk, "chosen": [self.of_olga.id]},
        )
        assert Handover.objects.get(id=self.of_olga.id).state is State.REASSIGNED

    def test_several_are_reassigned_together_or_none(self):
        to = Rep.objects.get(user=add_rep(self.house, "Nils", prefixes=["2"])).pk
        for chosen in ([self.of_sam.id, uuid4()], [self.of_sam.id, "nonsense"], []):
            self.post(self.world.lena, "reassign", said={"rep": to, "chosen": chosen})
            assert Handover.objects.filter(is_open=True).count() == 2
        both = {"rep": to, "chosen": [self.of_sam.id, self.of_olga.id]}
        self.post(self.world.lena, "reassign", said=both)
        assert Handover.objects.filter(is_open=True, rep=to).count() == 2
        self.post(self.world.lena, "reassign", said=both)
        assert Handover.objects.count() == 4

    def test_the_list_is_narrowed_by_state_reason_and_segment(self):
        self.of_sam.return_("bad_data", by=self.world.sam, at=now())
        self.client.force_login(self.world.mara)
        address = reverse("handover:all")
        for query, shows_anna in {
            "state=returned": True,
            "state=waiting": False,
            "reason=bad_data": True,
            "reason=no_need": False,
            f"segment={self.of_sam.segment_id}": True,
        }.items():
            page = self.client.get(f"{address}?{query}")
            assert ("Anna Weber" in page.content.decode()) is shows_anna, query
        assert self.client.get(f"{address}?state=nonsense&page=zzz&segment=x").status_code == 200

    def test_the_list_by_htmx_is_the_list_alone(self):
        self.assertNotContains(self.get(self.world.mara, "all", headers={"HX-Request": "true"}), "<html")

    def test_the_pool_is_searched_sorted_and_filtered_by_reason(self):
        address = reverse("handover:pool")
        self.client.force_login(self.world.mara)
        for query, shows_claire in {
            "q=claire": True,
            "q=nobody-called-so": False,
            "reason=no_territory": True,
            "reason=no_capacity": True,
            "sort=-verdict__points": True,
            "sort=lead__contact__email": True,
        }.items():
            page = self.client.get(f"{address}?{query}")
            assert ("Claire Weber" in page.content.decode()) is shows_claire, query
        self.assertNotContains(self.get(self.world.mara, "pool", headers={"HX-Request": "true"}), "<html")
        self.assertNotContains(self.get(self.world.mara, "pool"), ">Sort<")

    def test_the_pool_says_why_and_lets_a_leader_give_by_hand(self):
        self.assertContains(self.get(self.world.mara, "pool"), "No rep&#x27;s territory covers the place.")
        self.assertNotContains(self.get(self.world.sam, "pool"), "Give by hand")
        to = {"rep": Rep.objects.get(user=self.olga).pk, "chosen": [self.entry.id]}
        assert self.post(self.world.mara, "hand-out", said=to).status_code == 403
        self.post(self.world.sam, "hand-out", said=to)
        assert PoolEntry.objects.get().left_at is None
        assert self.post(self.world.lena, "hand-out", said=to | {"chosen": [uuid4()]}).status_code == 404
        self.post(self.world.lena, "hand-out", said=to)
        assert Handover.objects.filter(rep=self.olga, lead=self.entry.lead).exists()

    def test_pages_cost_few_queries(self):
        for user, name, most in (
            (self.world.sam, "inbox", 21),
            (self.world.mara, "all", 14),
            (self.world.lena, "team", 18),
            (self.world.mara, "pool", 12),
        ):
            self.client.force_login(user)
            self.client.get(reverse(f"handover:{name}"))  # what is read once in the life of a process
            with self.subTest(name), CaptureQueries() as queries:
                self.client.get(reverse(f"handover:{name}"))
            assert len(queries) <= most, (name, len(queries))


def CaptureQueries():  # noqa: N802 – reads like the context manager it is
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    return CaptureQueriesContext(connection)
