"""A draft built from what occurs, and what it would do."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from django.core.cache import cache
from django.test import TestCase
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from handschlag.agreement.models import Version
from handschlag.agreement.tests.terms import small
from handschlag.capture.models import Mark
from handschlag.conversation.models import Deal, DealClosing, DealOutcome
from handschlag.organisation.tests.world import MONDAY, World, build_world
from handschlag.people.models import ClosedBecause, Lead
from handschlag.qualification.tests.leads import agreed, attribute, lead_of, touch
from handschlag.trial.core.adding import key_for
from handschlag.trial.core.occurring import Occurrence
from handschlag.trial.readings import occurring, previewed

DAY = timedelta(days=1)
NOW = MONDAY + 60 * DAY
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PAGE = {"kind": "page_viewed"}


def win(lead: Lead, at) -> None:  # type: ignore[no-untyped-def]
    deal = Deal.objects.create(lead=lead, name="MW 5", happened_at=at, known_at=at)
    DealClosing.objects.create(deal=deal, outcome=DealOutcome.WON, happened_at=at, known_at=at)
    lead.close(ClosedBecause.WON, at, at, None)


class Building(TestCase):
    world: World

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = build_world()

    def setUp(self) -> None:
        cache.clear()

    def found(self, what: str, words: str = "") -> list[Occurrence]:
        return [line.occurrence for line in occurring(what, words, NOW).lines]

    def counts(self, what: str) -> dict[str, tuple[int, int]]:
        return {one.value or one.kind: (one.times, one.people) for one in self.found(what)}


class TestWhatOccurs(Building):
    def test_pages_are_counted_by_how_they_begin(self) -> None:
        for email, page in (
            ("a", "/preise"),
            ("a", "/preise/mw5"),
            ("b", "/preise/mw5?x=1"),
            ("b", "/"),
            ("c", "/team"),
        ):
            touch(f"{email}@x.example", "page_viewed", NOW - DAY, page=page)
        assert self.counts("page") == {"/preise": (3, 2), "/preise/mw5": (2, 2), "/team": (1, 1)}

    def test_a_beginning_counts_all_that_the_criterion_would(self) -> None:
        for page in ("/preise", "/preisliste"):
            touch("a@x.example", "page_viewed", NOW - DAY, page=page)
        assert self.counts("page")["/preise"] == (1, 1)
        touch("a@x.example", "page_viewed", NOW - DAY, page="/preis")
        cache.clear()
        assert self.counts("page")["/preis"] == (3, 1)

    def test_kinds_channels_campaigns_and_materials_are_counted(self) -> None:
        for email in ("a@x.example", "a@x.example", "b@x.example"):
            touch(email, "download", NOW - DAY, channel="fair", campaign="spring", material="brochure")
        assert self.counts("kind") == {"download": (3, 2)}
        for what, value in (("channel", "fair"), ("campaign", "spring"), ("material", "brochure")):
            assert self.counts(what) == {value: (3, 2)}

    def test_machines_and_what_is_long_ago_are_left_out(self) -> None:
        touch("a@x.example", "download", NOW - DAY, flags=["bot"])
        touch("a@x.example", "download", NOW - DAY, flags=["clock"])
        touch("a@x.example", "download", NOW - 91 * DAY)
        late = touch("b@x.example", "download", NOW - DAY)
        Mark.objects.create(touch=late, who=late.who, flag="scanner", known_at=NOW - DAY)
        assert self.counts("kind") == {"download": (1, 1)}

    def test_properties_name_values_only_where_some_share_them(self) -> None:
        for number, email in enumerate(("a@x.example", "b@x.example", "c@x.example")):
            touch(email, "download", NOW - DAY, properties={"topic": "milling", "seats": number * 10, "odd": email})
        found = [(one.name, one.value, one.times) for one in self.found("property")]
        assert found == [("odd", "", 3), ("seats", "", 3), ("topic", "", 3), ("topic", "milling", 3)]
        seats = next(one for one in self.found("property") if one.name == "seats")
        assert (seats.low, seats.middle, seats.high) == (0, 10, 20)

    def test_attributes_count_by_their_newest_value_and_never_tell_who_somebody_is(self) -> None:
        for number in range(4):
            lead = lead_of(f"{number}@x.example", MONDAY)
            attribute(lead, "country", "AT", MONDAY - DAY)
            attribute(lead, "country", "DE" if number else "CH", MONDAY)
            attribute(lead, "family_name", "Bauer", MONDAY)
            attribute(lead, "employees", 10 * number, MONDAY)
        found = [(one.name, one.value, one.people) for one in self.found("attribute")]
        assert found == [("country", "", 4), ("country", "DE", 3), ("employees", "", 4)]

    def test_words_look_for_parts(self) -> None:
        for page in ("/preise", "/team"):
            touch("a@x.example", "page_viewed", NOW - DAY, page=page)
        assert [one.value for one in self.found("page", "PREIS")] == ["/preise"]

    def test_names_that_look_like_code_are_only_names(self) -> None:
        odd = {"a.b": "x", "$[0]": "x", "'; DROP": "x", "ü n": "x", "nested": {"a": 1}, "list": ["x"], "none": None}
        for email in ("a@x.example", "b@x.example", "c@x.example"):
            touch(email, "download", NOW - DAY, properties=odd)
        named = {(one.name, one.value) for one in self.found("property")}
        assert {("a.b", "x"), ("$[0]", "x"), ("'; DROP", "x"), ("ü n", "x"), ("nested", ""), ("list", "")} <= named


@given(st.text(max_size=40), st.sets(st.sampled_from(["a", "a-2", "criterion", "b"])))
def test_a_key_is_one_of_the_grammar_and_free(label: str, taken: set[str]) -> None:
    key = key_for(label, taken)
    assert key not in taken
    assert len(key) <= 60
    assert all(one.isascii() and (one.isalnum() or one == "-") for one in key)
    assert key[0].isalnum()


class TestTaking(Building):
    def setUp(self) -> None:
        super().setUp()
        self.draft = Version.draft(small(), by=self.world.mara, at=MONDAY)
        self.client.force_login(self.world.mara, BACKEND)

    def url(self, name: str = "build") -> str:
        return reverse(f"trial:{name}", args=[self.draft.number])

    def taken(self, **said: object):  # type: ignore[no-untyped-def]
        usual = {"pick": "1", "label": "New one", "points": "15", "window_days": "30", "at_most": "2"}
        with time_machine.travel(NOW):
            answer = self.client.post(self.url(), usual | said)
        self.draft = Version.objects.get(pk=self.draft.pk)
        return answer

    def test_a_page_becomes_interest(self) -> None:
        assert self.taken(what="page", place="interest", value="/preise", **PAGE).status_code == 302
        last = self.draft.parsed.interest[-1]
        assert (last.key, last.points, last.window_days, last.at_most) == ("new-one", 15, 30, 2)
        assert (last.touch.kind, last.touch.page_starts_with) == ("page_viewed", "/preise")

    def test_a_campaign_becomes_a_raised_hand(self) -> None:
        self.taken(what="campaign", place="hand_raisers", kind="demo", value="spring")
        last = self.draft.parsed.hand_raisers[-1]
        assert (last.touch.campaign, last.window_days) == ("spring", 30)

    def test_a_number_becomes_a_condition_with_bounds(self) -> None:
        self.taken(what="property", place="interest", kind="order", name="seats", at_least="5")
        [condition] = self.draft.parsed.interest[-1].touch.properties
        assert (condition.name, condition.comparison, condition.at_least) == ("seats", "between", 5)

    def test_attributes_become_fit_and_exclusions(self) -> None:
        self.taken(what="attribute", place="fit", name="country", value="CH")
        self.taken(what="attribute", place="exclusions", name="position", value="intern")
        self.taken(what="attribute", place="exclusions", name="position", value="intern")
        terms = self.draft.parsed
        assert (terms.fit[-1].attribute, terms.fit[-1].values, terms.fit[-1].points) == ("country", ("CH",), 15)
        assert [one.key for one in terms.exclusions[-2:]] == ["new-one-2", "new-one-3"]

    def test_what_the_grammar_refuses_stands_at_the_form_and_changes_nothing(self) -> None:
        before = self.draft.hash
        for wrong in ({"window_days": "99999"}, {"points": ""}, {"label": ""}, {"kind": "Not a key"}, {"place": "fit"}):
            assert self.taken(**({"what": "kind", "place": "interest", "kind": "demo"} | wrong)).status_code == 422, (
                wrong
            )
        assert self.draft.hash == before

    def test_the_page_offers_what_occurs_with_a_form_filled_in(self) -> None:
        for number in range(3):
            touch(f"{number}@x.example", "page_viewed", NOW - DAY, page="/preise")
        with time_machine.travel(NOW):
            self.assertContains(self.client.get(self.url()), "by 3 people")
            line = occurring("page", "", NOW).lines[0]
            page = self.client.get(f"{self.url()}?{line.address}")
        self.assertContains(page, 'value="Page /preise"')
        with time_machine.travel(NOW):
            self.assertContains(self.client.get(f"{self.url()}?what=campaign&q=x"), "Nothing of this sort")

    def test_only_a_draft_takes_something(self) -> None:
        self.draft.propose(by=self.world.mara, at=MONDAY)
        before = self.draft.hash
        self.taken(what="kind", place="interest", kind="demo")
        assert self.draft.hash == before
        with time_machine.travel(NOW):
            self.assertNotContains(self.client.get(self.url()), "?pick=1")

    def test_who_has_no_part_in_it_is_refused(self) -> None:
        for user in (self.world.nora, self.world.otto):
            self.client.force_login(user, BACKEND)
            for name in ("build", "preview", "customers"):
                assert self.client.get(self.url(name)).status_code == 403
        self.client.force_login(self.world.sam, BACKEND)
        assert self.client.get(self.url("preview")).status_code == 200
        for name in ("build", "preview", "customers"):
            assert self.client.get(reverse(f"trial:{name}", args=[99])).status_code == 404
        assert self.client.post(self.url("preview")).status_code == 405


class TestPreview(Building):
    def setUp(self) -> None:
        super().setUp()
        self.first = agreed(self.world, small(), MONDAY)
        weaker = small(thresholds={"points": 25}, hand_raisers=[])
        self.draft = Version.draft(weaker, by=self.world.mara, at=MONDAY)

    def test_leads_of_the_last_ninety_days_under_both(self) -> None:
        for email, kind in (("a", "webinar_attended"), ("b", "webinar_attended"), ("c", "demo_requested")):
            lead_of(f"{email}@x.example", MONDAY)
            touch(f"{email}@x.example", kind, NOW - 20 * DAY)
        found = previewed(self.draft, NOW)
        assert (found.draft, found.other, found.capacity) == (2, 1, 25)
        assert sum(bar.draft for bar in found.bars) == 2
        assert len(found.bars) in (13, 14)

    def test_customers_are_judged_by_what_was_known_before_the_win(self) -> None:
        in_time, too_late, known_late, nothing, faded = (
            lead_of(f"{name}@x.example", MONDAY) for name in ("in-time", "too-late", "known-late", "nothing", "faded")
        )
        touch("in-time@x.example", "webinar_attended", MONDAY + 5 * DAY)
        touch("too-late@x.example", "webinar_attended", MONDAY + 21 * DAY)
        touch("known-late@x.example", "webinar_attended", MONDAY + 5 * DAY, known_at=MONDAY + 30 * DAY)
        touch("faded@x.example", "webinar_attended", MONDAY + 1 * DAY)
        for lead in (in_time, too_late, known_late, nothing):
            win(lead, MONDAY + 20 * DAY)
        win(faded, MONDAY + 59 * DAY)
        found = previewed(self.draft, NOW).customers
        assert (found.number, found.would, found.unknown) == (5, 2, 0)
        assert {lead for lead, _at in found.missed} == {too_late.id, known_late.id, nothing.id}
        assert previewed(self.draft, NOW).before == 0

    def test_it_is_what_the_measure_says_at_every_hour_of_the_year(self) -> None:
        lead = lead_of("slow@x.example", MONDAY)
        attribute(lead, "country", "DE", MONDAY + 3 * DAY)
        attribute(lead, "country", "FR", MONDAY + 9 * DAY)
        touch("slow@x.example", "page_viewed", MONDAY + 4 * DAY, page="/preise")
        win(lead, MONDAY + 20 * DAY)
        for points, expected in ((30, 1), (31, 0)):
            draft = Version.draft(small(thresholds={"points": points}), by=self.world.mara, at=MONDAY)
            assert previewed(draft, NOW).customers.would == expected

    def test_who_was_unknown_until_the_win_is_told_apart(self) -> None:
        win(lead_of("imported@x.example", NOW), NOW - DAY)
        found = previewed(self.draft, NOW).customers
        assert (found.number, found.would, found.unknown, list(found.missed)) == (1, 0, 1, [])

    def test_coming_back_to_the_same_terms_costs_nothing(self) -> None:
        previewed(self.draft, NOW)
        with self.assertNumQueries(1):  # which version is in force
            previewed(self.draft, NOW + timedelta(minutes=5))

    def test_the_customers_missed_are_listed_and_taken_away(self) -> None:
        win(lead_of("nothing@x.example", MONDAY), MONDAY + 20 * DAY)
        self.client.force_login(self.world.sam, BACKEND)
        with time_machine.travel(NOW):
            address = reverse("trial:customers", args=[self.draft.number])
            self.assertContains(self.client.get(address), "nothing@x.example")
            self.assertContains(self.client.get(address, {"export": "csv"}), "nothing@x.example")
            panel = self.client.get(reverse("trial:preview", args=[self.draft.number]))
        self.assertContains(panel, "of 1 customer")

    def test_without_leads_and_without_an_agreement_it_says_so(self) -> None:
        found = previewed(self.first, NOW)
        assert (found.draft, found.customers.number) == (0, 0)
