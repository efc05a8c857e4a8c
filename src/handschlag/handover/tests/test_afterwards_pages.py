"""The pages on which leads are let go, returns are disputed and ruled on, and steps are ticked off."""

from datetime import timedelta
from uuid import uuid4

from django.test import TestCase
from django.urls import reverse

from handschlag.handover.models import Dispute, Handover, Reopening, State, StepTaken
from handschlag.handover.tests.stories import HOUR, accepted, add_rep, build_house, handed
from handschlag.kernel.clock import now
from handschlag.organisation.tests.world import World

PROCEDURES = [
    {"key": "all", "label": "Everybody", "steps": [{"channel": "phone"}, {"channel": "email", "after_days": 2}]}
]


class Pages(TestCase):
    """Sam has Anna in hand and spoke with her; he gave Bert back."""

    world: World

    @classmethod
    def setUpTestData(cls):
        moment = now()
        cls.house = build_house(
            moment - timedelta(days=2), recycling={"after_days": 90, "at_most": 1}, procedures=PROCEDURES
        )
        cls.world = cls.house.world
        cls.taken = accepted(cls.house, "Anna", moment - HOUR)
        cls.taken.contacted(at=moment, reached=True, is_result=False, by=cls.world.sam, channels=["phone"])
        cls.back = handed(cls.house, "Bert", moment - HOUR)
        cls.back.return_("no_need", "They want nothing.", by=cls.world.sam, at=moment)
        cls.olga = add_rep(cls.house, "Olga", prefixes=["1"])

    def get(self, user, name, *args):
        self.client.force_login(user)
        return self.client.get(reverse(f"handover:{name}", args=args))

    def post(self, user, name, *args, **said):
        self.client.force_login(user)
        return self.client.post(reverse(f"handover:{name}", args=args), said)

    def test_only_whoever_is_in_charge_lets_go_or_ticks_off(self):
        said = {"then": "nurture", "reason": "no_need"}
        for user, status in {self.olga: 404, self.world.mara: 403, self.world.otto: 403, self.world.nora: 403}.items():
            assert self.post(user, "let-go", self.taken.id, **said).status_code == status, user
            assert self.post(user, "step", self.taken.id, 2, taken="yes").status_code == status, user
        assert self.post(self.world.sam, "let-go", uuid4(), **said).status_code == 404
        assert Handover.objects.get(id=self.taken.id).state is State.ACCEPTED
        assert StepTaken.objects.count() == 1

    def test_get_changes_nothing(self):
        for name, args in (("let-go", []), ("step", [1]), ("dispute", []), ("rule", [])):
            assert self.get(self.world.lena, name, self.taken.id, *args).status_code in {403, 405}
            assert self.get(self.world.mara, name, self.taken.id, *args).status_code in {403, 405}

    def test_a_lead_is_recycled_to_a_day_and_the_list_shows_it(self):
        on = (now() + timedelta(days=30)).date()
        self.post(self.world.sam, "let-go", self.taken.id, then="recycle", reason="no_need", on=on.isoformat())
        assert Handover.objects.get(id=self.taken.id).state is State.LET_GO
        assert abs(Reopening.objects.get().due_at.date() - on) <= timedelta(days=1)
        for user, sees in {self.world.sam: True, self.world.mara: True, self.olga: False}.items():
            assert ("Anna Weber" in self.get(user, "recycled").content.decode()) is sees, user
        page = self.get(self.world.sam, "show", self.taken.id)
        self.assertContains(page, "Let go: No need.")
        self.assertNotContains(page, "Let the lead go")

    def test_what_makes_no_sense_is_refused_in_words_and_changes_nothing(self):
        for said in (
            {},
            {"then": "recycle", "reason": "no_need", "on": "yesterday"},
            {"then": "recycle", "reason": "no_need", "on": "2020-01-01"},
            {"then": "burn", "reason": "no_need"},
            {"then": "nurture", "reason": "because"},
        ):
            assert self.post(self.world.sam, "let-go", self.taken.id, **said).status_code < 500
        assert Handover.objects.get(id=self.taken.id).state is State.ACCEPTED

    def test_where_recycling_is_not_agreed_it_is_not_offered(self):
        from handschlag.handover.tests.stories import agree

        agree(self.world, now() - timedelta(hours=2))
        other = accepted(self.house, "Claire", now() - HOUR)
        self.assertNotContains(self.get(self.world.sam, "show", other.id), "Closed, and opened anew later")

    def test_steps_are_shown_and_ticked_off(self):
        page = self.get(self.world.sam, "show", self.taken.id)
        self.assertContains(page, "Agreed procedure")
        self.assertContains(page, 'class="procedure__box" type="submit" aria-pressed="true"', count=1)
        self.post(self.world.sam, "step", self.taken.id, 2, taken="yes")
        self.post(self.world.sam, "step", self.taken.id, 1, taken="no")
        assert list(StepTaken.objects.values_list("number", flat=True)) == [2]
        self.assertNotContains(self.get(self.world.mara, "show", self.taken.id), 'class="procedure__box" type="submit"')

    def test_marketing_disputes_on_the_page_and_the_mandate_rules_there(self):
        self.assertContains(self.get(self.world.mara, "show", self.back.id), "Dispute the return")
        self.assertNotContains(self.get(self.world.sam, "show", self.back.id), "Dispute the return")
        assert self.post(self.world.sam, "dispute", self.back.id, sentence="No!").status_code == 403
        self.post(self.world.mara, "dispute", self.back.id, sentence=" ")
        assert not Dispute.objects.exists()
        self.post(self.world.mara, "dispute", self.back.id, sentence="<b>They asked</b>")
        self.assertNotContains(self.get(self.world.mara, "show", self.back.id), "please rule")
        self.assertContains(self.get(self.world.lena, "show", self.back.id), "&lt;b&gt;They asked&lt;/b&gt;")
        assert self.post(self.olga, "rule", self.back.id, is_upheld="yes").status_code == 404
        self.post(self.world.sam, "rule", self.back.id, is_upheld="yes")
        self.post(self.world.lena, "rule", self.back.id, is_upheld="perhaps")
        assert not hasattr(Dispute.objects.get(), "ruling")
        self.post(self.world.lena, "rule", self.back.id, is_upheld="yes", sentence="Right.")
        assert Dispute.objects.get().ruling.is_upheld
        self.assertContains(self.get(self.world.mara, "show", self.back.id), "The return does not count")

    def test_open_disputes_come_first_and_whoever_must_rule_is_told_on_the_first_page(self):
        for name, minutes in (("Claire", 3), ("Dora", 2)):
            other = handed(self.house, name, now() - HOUR)
            other.return_("no_need", by=self.world.sam, at=now())
            Dispute.begin(other, f"About {name}", by=self.world.mara, at=now() - timedelta(minutes=minutes))
        Dispute.objects.get(sentence="About Claire").rule(False, by=self.world.lena, at=now())
        page = self.get(self.world.mara, "disputes").content.decode()
        assert page.index("About Dora") < page.index("About Claire")
        assert "About Dora" not in self.get(self.olga, "disputes").content.decode()
        self.client.force_login(self.world.lena)
        self.assertContains(self.client.get("/"), "disputed return waits for a ruling.")
