"""What operations keeps of reps and territories for routing: skills, languages, industries, companies."""

from django.test import TestCase
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from handschlag.ledger.models import Entry
from handschlag.organisation.core.groups import FEWEST, groups_of_five
from handschlag.organisation.models import Rep, Territory
from handschlag.organisation.tests.world import World, build_world


class Rosters(TestCase):
    world: World

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = build_world()

    def keep(self, noun: str, pk: object, **said: object) -> object:
        self.client.force_login(self.world.otto)
        return self.client.post(reverse("organisation:kept", args=[noun, pk]), said)

    def rep(self, **said: object) -> object:
        usual = {
            "team": self.world.team.pk,
            "calendar": self.world.calendar.pk,
            "territories": [self.world.south.pk],
            "weight": 100,
            "capacity_per_week": 25,
        }
        return self.keep("reps", self.world.sam.pk, **usual, **said)

    def territory(self, **said: object) -> object:
        return self.keep("territories", self.world.south.pk, **{"name": "South", **said})

    def test_skills_and_languages_are_kept_as_people_write_them(self) -> None:
        self.rep(skills="Large  accounts; precision, large accounts", languages="Deutsch, french")
        rep = Rep.objects.get()
        assert (rep.skills, rep.languages) == (["Large accounts", "precision"], ["de", "fr"])
        assert '"fields":["languages","skills"]' in Entry.objects.latest("seq").payload_json

    def test_what_is_sent_back_unchanged_is_no_change(self) -> None:
        self.rep(skills="precision", languages="German, French")
        page = self.client.get(reverse("organisation:kept", args=["reps", self.world.sam.pk])).content.decode()
        assert 'value="German, French"' in page
        self.rep(skills="precision", languages="German, French")
        assert '"fields":[]' in Entry.objects.latest("seq").payload_json

    def test_an_unknown_language_is_told_and_nothing_kept(self) -> None:
        self.assertContains(self.rep(languages="German, Klingonisch"), "no language we know")
        assert Rep.objects.get().languages == []

    def test_a_territory_may_be_of_industries_alone_or_of_companies_alone(self) -> None:
        self.territory(industries="Food, Metalworking")
        assert Territory.objects.get().industries == ["Food", "Metalworking"]
        self.territory(accounts="Bauer, Weiß & Co. KG\nsiemens.com")
        assert Territory.objects.get().accounts == ["Bauer, Weiß & Co. KG", "siemens.com"]

    def test_a_territory_needs_something(self) -> None:
        self.assertContains(self.territory(), "needs a country, an industry or a company")
        self.assertContains(
            self.territory(industries="Food", postal_prefixes="86"), "Postal codes are those of a country"
        )
        assert Territory.objects.get().countries == ["DE"]

    def test_too_much_is_refused(self) -> None:
        self.assertContains(
            self.territory(accounts="\n".join(f"firm{n}" for n in range(2_001))), "2,000 entries at most"
        )


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 9), max_size=8))
def test_no_group_of_fewer_than_five_can_be_reckoned(sizes: dict[str, int]) -> None:
    groups = groups_of_five(sizes)
    people = [sum(sizes[team] for team in group) for group in groups]
    assert all(count >= FEWEST for count in people)
    everybody = sum(sizes.values())
    assert sum(people) in (everybody, 0)
    assert bool(groups) == (everybody >= FEWEST)
    assert len([team for group in groups for team in group]) == len({team for group in groups for team in group})
