"""What was heard besides topics: claims confirmed or contradicted, materials and how they were taken."""

import pytest
from django.test import TestCase
from django.urls import reverse

from handschlag.conversation.forms import ConversationForm
from handschlag.conversation.models import ClaimMention, Conversation, MaterialShown, Showing
from handschlag.conversation.readings import materials_for, voices
from handschlag.handover.tests.stories import DAY, HOUR, accepted, build_house, prepare_market
from handschlag.kernel.clock import now
from handschlag.kernel.refusal import Refused
from handschlag.market.models import Brand, Claim, Material


class Heard(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.at = now() - DAY
        cls.house = build_house(cls.at)
        prepare_market(cls.house)
        cls.sam = cls.house.world.sam
        cls.handover = accepted(cls.house, "Anna", cls.at)
        cls.claim = Claim.objects.get()
        cls.brochure = Material.objects.get(key="brochure")

    def log(self, hours=1, **heard):
        return Conversation.log(self.handover, by=self.sam, at=self.at + hours * HOUR, outcome="reached", **heard)

    def test_a_claim_is_confirmed_or_contradicted(self):
        self.log(confirmed=[self.claim])
        self.log(2, contradicted=[self.claim])
        assert list(ClaimMention.objects.order_by("id").values_list("is_confirmed", flat=True)) == [True, False]

    def test_both_at_once_is_refused_and_nothing_is_kept(self):
        with pytest.raises(Refused):
            self.log(confirmed=[self.claim], contradicted=[self.claim])
        assert Conversation.objects.count() == 0

    def test_what_a_competitor_claims_is_not_ours_to_judge(self):
        theirs = Claim.objects.create(brand=Brand.objects.create(name="Nordfräs"), sentence="Cheaper")
        with pytest.raises(Refused):
            self.log(confirmed=[theirs])

    def test_a_material_is_kept_with_the_way_and_how_it_was_taken(self):
        self.log(materials=[Showing(self.brochure, "sent", "liked")])
        shown = MaterialShown.objects.get()
        assert (shown.material, shown.way, shown.taken) == (self.brochure, "sent", "liked")

    def test_a_way_nobody_knows_is_no_way(self):
        for unknown in (Showing(self.brochure, "thrown"), Showing(self.brochure, "sent", "eaten")):
            with pytest.raises(ValueError, match="is not a valid"):
                self.log(materials=[unknown])
        assert Conversation.objects.count() == 0

    def test_the_form_offers_what_suits_the_lead_and_what_it_has_seen(self):
        assert materials_for(self.handover) == [self.brochure]
        landing = Material.objects.get(key="landing")
        self.log(materials=[Showing(landing)])
        assert materials_for(self.handover) == [self.brochure, landing]

    def test_the_form_tells_it_in_one_choice_for_each_material(self):
        landing = Material.objects.get(key="landing")
        said = {
            "outcome": "reached",
            "means": "phone",
            "confirmed": [self.claim.id],
            f"seen_{self.brochure.id}": "shown:rejected",
            "material": landing.id,
            "material_seen": "sent",
        }
        form = ConversationForm(said, materials=[self.brochure])
        assert form.is_valid(), form.errors
        told = form.told()
        assert told["materials"] == [Showing(self.brochure, "shown", "rejected"), Showing(landing, "sent", "")]
        assert list(told["confirmed"]) == [self.claim]

    def test_nothing_said_of_a_material_is_nothing(self):
        form = ConversationForm({"outcome": "reached", "means": "phone"}, materials=[self.brochure])
        assert form.is_valid()
        assert form.told()["materials"] == []

    def test_marketing_counts_claims_and_materials(self):
        self.log(confirmed=[self.claim], materials=[Showing(self.brochure, "shown", "liked")])
        self.log(2, contradicted=[self.claim], materials=[Showing(self.brochure, "sent", "rejected")])
        self.log(3, confirmed=[self.claim], materials=[Showing(self.brochure, "sent")])
        heard = voices(self.at + DAY)
        assert [(row.confirmed, row.contradicted) for row in heard.claims] == [(2, 1)]
        [row] = heard.materials
        assert (row.count, row.liked, row.indifferent, row.rejected) == (3, 1, 0, 1)

    def test_a_claim_nobody_spoke_of_stands_at_nothing(self):
        assert [(row.confirmed, row.contradicted) for row in voices(now()).claims] == [(0, 0)]

    def test_the_pages_show_it(self):
        said = self.log(contradicted=[self.claim], materials=[Showing(self.brochure, "sent", "liked")])
        self.client.force_login(self.house.world.mara)
        page = self.client.get(reverse("conversation:show", args=[said.id]))
        self.assertContains(page, "Half the set-up time")
        self.assertContains(page, "Brochure MW 5: sent, liked")
        listed = self.client.get(reverse("conversation:list"), {"claim": self.claim.id})
        self.assertContains(listed, "Anna Weber")
        self.assertContains(self.client.get(reverse("conversation:voices")), "Materials in conversations")

    def test_the_form_shows_claims_and_materials(self):
        self.client.force_login(self.sam)
        page = self.client.get(reverse("conversation:new", args=[self.handover.id]))
        self.assertContains(page, "Confirmed: Half the set-up time")
        self.assertContains(page, f"seen_{self.brochure.id}")
