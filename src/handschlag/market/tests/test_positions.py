"""An intended position is stated, never changed; a survey stands beside it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import TestCase
from django.urls import reverse

from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import Entry
from handschlag.market.models import (
    Brand,
    Claim,
    IntendedPosition,
    IntendedStrength,
    PositionAttribute,
    Segment,
    Survey,
    SurveyRating,
)
from handschlag.organisation.tests.world import MONDAY, World, build_world

NEW_YEAR = date(2026, 1, 1)


class Positions(TestCase):
    world: World
    ours: Brand
    rival: Brand
    price: PositionAttribute
    service: PositionAttribute
    makers: Segment

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = build_world()
        cls.ours = Brand.objects.create(name="Musterwerk", is_ours=True)
        cls.rival = Brand.objects.create(name="Nordfräs")
        cls.price = PositionAttribute.objects.create(
            key="price", name="Price", low="cheap", high="precious", position=1
        )
        cls.service = PositionAttribute.objects.create(key="service", name="Service", position=2)
        cls.makers = Segment.objects.create(key="makers", name="Makers")

    def setUp(self) -> None:
        self.client.force_login(self.world.mara)

    def state(self, from_on: date = NEW_YEAR, sentence: str = "The fast ones", **others: Any) -> IntendedPosition:
        given: dict[str, Any] = {
            "segment": self.makers,
            "strengths": {(self.price, self.ours): 1, (self.price, self.rival): -2, (self.service, self.ours): 2},
            **others,
        }
        brand = given.pop("brand", self.ours)
        return IntendedPosition.state(
            brand,
            given["segment"],
            from_on,
            sentence,
            given["strengths"],
            given.get("claims", ()),
            by=self.world.mara,
            at=MONDAY,
        )

    def test_a_new_statement_takes_the_place_of_the_earlier_which_stays(self) -> None:
        first = self.state()
        second = self.state(from_on=NEW_YEAR + timedelta(days=30), sentence="The thorough ones")
        whole_market = self.state(segment=None)
        assert IntendedPosition.in_force(NEW_YEAR - timedelta(days=1)) == []
        assert set(IntendedPosition.in_force(NEW_YEAR)) == {first, whole_market}
        assert set(IntendedPosition.in_force(NEW_YEAR + timedelta(days=30))) == {second, whole_market}
        second.archive(by=self.world.mara, at=MONDAY)
        assert set(IntendedPosition.in_force(NEW_YEAR + timedelta(days=30))) == {first, whole_market}
        assert list(second.earlier_and_later()) == [second, first]
        assert Entry.objects.filter(fact="intended_position_added").count() == 3

    def test_what_cannot_be_stated_is_refused_and_leaves_nothing(self) -> None:
        foreign = Claim.objects.create(brand=self.rival, sentence="We too")
        for wrong in (
            {"brand": self.rival},
            {"strengths": {}},
            {"strengths": {(self.price, self.rival): 1}},
            {"strengths": {(self.price, self.ours): 3}},
            {"claims": [foreign]},
        ):
            with pytest.raises(Refused):
                self.state(**wrong)
        assert not IntendedPosition.objects.exists()

    def test_the_database_keeps_strengths_on_their_scale(self) -> None:
        stated = self.state()
        with pytest.raises(IntegrityError), transaction.atomic():
            IntendedStrength.objects.create(stated=stated, attribute=self.service, brand=self.rival, strength=3)

    def test_the_page_shows_table_profile_history_and_survey(self) -> None:
        survey = Survey.objects.create(name="EMO", held_on=NEW_YEAR, worst=6, best=1)
        SurveyRating.objects.create(survey=survey, brand=self.ours, attribute=self.price, respondents=40, mean=1)
        stated = self.state()
        page = self.client.get(reverse("market:position", args=[stated.pk]))
        assert page.context["shown"].is_in_force
        rows = [[(cell[0].name, cell[1]) for cell in row.cells] for row in page.context["shown"].rows]
        assert rows == [[("Musterwerk", 1), ("Nordfräs", -2)], [("Musterwerk", 2), ("Nordfräs", None)]]
        text = page.content.decode()
        assert "n = 40" in text
        assert 'points="234,20 308,60"' in text
        assert (
            self.client.get(reverse("market:position", args=[stated.pk]), headers={"Accept-Language": "de"}).status_code
            == 200
        )

    def test_a_page_asks_beside_whom_and_then_states(self) -> None:
        address = reverse("market:state")
        assert "Beside whom" in self.client.get(address).content.decode()
        asked = f"{address}?brand={self.ours.pk}&against={self.rival.pk}"
        assert f"strength-{self.price.pk}-{self.rival.pk}" in self.client.get(asked).content.decode()
        said = {"from_on": "2026-03-01", "sentence": "The fast ones", f"strength-{self.price.pk}-{self.ours.pk}": "-2"}
        assert self.client.post(asked, {**said, "from_on": ""}).context["form"].errors
        assert self.client.post(asked, said).status_code == 302
        stated = IntendedPosition.objects.get()
        assert stated.strengths.get().strength == -2
        anew = f"{reverse('market:state_anew', args=[stated.pk])}?brand={self.ours.pk}"
        form = self.client.get(anew).context["form"]
        assert form[f"strength-{self.price.pk}-{self.ours.pk}"].value() == -2

    def test_only_marketing_states_and_everybody_with_a_role_reads(self) -> None:
        stated = self.state()
        for user, reads in ((self.world.sam, 200), (self.world.otto, 200), (self.world.nora, 403)):
            self.client.force_login(user)
            assert self.client.get(reverse("market:position", args=[stated.pk])).status_code == reads
            assert self.client.post(reverse("market:state"), {"brand": self.ours.pk}).status_code == 403
        assert IntendedPosition.objects.count() == 1

    def survey(self, table: bytes, **others: Any) -> Any:
        form = {
            "name": "EMO",
            "held_on": "2026-01-01",
            "worst": 1,
            "best": 5,
            "table": SimpleUploadedFile("s.csv", table),
        }
        return self.client.post(reverse("market:add", args=["surveys"]), {**form, **others})

    def test_answers_become_number_mean_and_spread_and_nobody_is_kept(self) -> None:
        self.survey(
            "Teilnehmer;Marke;Merkmal;Bewertung\na@x.example;musterwerk;Price;1\nb;Musterwerk;price;4\nb;Nordfräs;Service;2,5\n".encode()
        )
        rating = SurveyRating.objects.get(brand=self.ours)
        assert (rating.respondents, rating.mean, round(rating.deviation or 0, 6)) == (2, 2.5, 2.12132)
        assert SurveyRating.objects.get(brand=self.rival).deviation is None
        assert rating.strength == pytest.approx(-0.5)

    def test_means_come_with_their_number(self) -> None:
        self.survey(b"brand,attribute,n,mean,sd\nMusterwerk,price,120,4.2,0.8\n")
        rating = SurveyRating.objects.get()
        assert (rating.respondents, rating.mean, rating.deviation) == (120, 4.2, 0.8)
        assert "n = 120" in self.client.get(reverse("market:survey", args=[rating.survey_id])).content.decode()

    def test_wrong_ratings_are_named_and_nothing_is_kept(self) -> None:
        for row, said in (
            ("Musterwerk,price,6", "Row 2, column “rating”: this lies outside the scale"),
            ("Nobody,price,3", "Row 2, column “brand”: nothing in use is called so"),
            ("Musterwerk,price,x", "Row 2, column “rating”: this is not a number"),
            ("Musterwerk,,3", "Row 2, column “attribute”: the cell is empty"),
        ):
            assert said in self.survey(f"brand,attribute,rating\n{row}\n".encode()).content.decode()
        twice = b"brand,attribute,n,rating\nMusterwerk,price,3,3\nMusterwerk,PRICE,3,3\n"
        assert "Row 3, column “attribute”: this stands in an earlier row" in self.survey(twice).content.decode()
        assert (
            "two different ends"
            in self.survey(b"brand,attribute,rating\nMusterwerk,price,1\n", best=1).content.decode()
        )
        assert not Survey.objects.exists()
