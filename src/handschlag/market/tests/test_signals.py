"""Signals of research: with their source, the course of a value, and several at once."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.urls import reverse

from handschlag.ledger.models import Entry
from handschlag.market.core.series import line_through, read_series
from handschlag.market.models import Brand, Segment, Signal
from handschlag.organisation.tests.world import World, build_world

STUDY = {"kind": "study", "says": "Energy counts", "published_on": "2026-02-03", "reliability": 3}


def test_a_course_is_read_with_or_without_headings() -> None:
    rows = [(2, ["2026-02", "3,5"]), (3, ["2026-01", "4"])]
    expected = [(date(2026, 1, 1), Decimal(4)), (date(2026, 2, 1), Decimal("3.5"))]
    assert read_series(["Monat", "Suchinteresse"], rows).points == expected
    assert read_series([], rows).points == expected
    assert read_series(["2026-03", "5"], rows).points == [*expected, (date(2026, 3, 1), Decimal(5))]
    assert [flaw.row for flaw in read_series([], [*rows, (4, ["2026-01-01", "1"]), (5, ["x", "1"])]).flaws] == [4, 5]


def test_a_level_course_lies_in_the_middle() -> None:
    level = [(date(2026, 1, 1), Decimal(2)), (date(2026, 1, 2), Decimal(2))]
    assert line_through(level, 10, 10) == [(0, 5), (10, 5)]
    assert line_through([], 10, 10) == []


class Signals(TestCase):
    world: World
    makers: Segment
    rival: Brand

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = build_world()
        cls.makers = Segment.objects.create(key="makers", name="Makers")
        cls.rival = Brand.objects.create(name="Nordfräs")

    def setUp(self) -> None:
        self.client.force_login(self.world.mara)

    def add(self, **others: Any) -> Any:
        return self.client.post(reverse("market:add", args=["signals"]), {**STUDY, **others})

    def test_a_signal_with_its_course_is_added_shown_and_changed(self) -> None:
        assert (
            self.add(
                series="2026-01-01; 3,5\r\n2026-02-01; 4", url="example.org/study", unit="%", value="4"
            ).status_code
            == 302
        )
        signal = Signal.objects.get()
        assert signal.url == "https://example.org/study"
        page = self.client.get(reverse("market:signal", args=[signal.pk])).content.decode()
        assert 'points="0,160 640,0"' in page
        assert "sparkline" in self.client.get("/market/signals/").content.decode()
        edit = reverse("market:edit", args=["signals", signal.pk])
        form = self.client.get(edit).context["form"]
        assert form["series"].value() == "2026-01-01; 3.5000\n2026-02-01; 4.0000"
        self.client.post(edit, {**STUDY, "series": form["series"].value(), "says": "Energy counts more"})
        assert signal.points.count() == 2
        self.client.post(edit, {**STUDY, "series": ""})
        assert signal.points.count() == 0
        assert Entry.objects.filter(fact="signal_charted").count() == 2

    def test_a_course_from_a_table_takes_the_place_of_the_lines(self) -> None:
        self.add(
            series="2026-01-01; 1",
            table=SimpleUploadedFile("t.csv", b"Month,Value\n2026-01,10\n2026-02,20\n2026-03,15\n"),
        )
        assert [int(point.value) for point in Signal.objects.get().points.all()] == [10, 20, 15]

    def test_a_course_that_cannot_be_read_is_refused_by_row(self) -> None:
        page = self.add(series="2026-01-01; 1\n31.02.2026; 2\n2026-01-01; 3").content.decode()
        assert "Row 2, column “1”: this is no day (“31.02.2026”)." in page
        assert "Row 3, column “1”: this stands in an earlier row already" in page
        assert not Signal.objects.exists()

    def test_nonsense_is_refused(self) -> None:
        for wrong in (
            {"kind": "rumour"},
            {"reliability": 9},
            {"valid_until": "2026-01-01"},
            {"url": "javascript:alert(1)"},
            {"value": "1e99"},
            {"says": "x\x00"},
        ):
            assert self.add(**wrong).context["form"].errors, wrong
        assert not Signal.objects.exists()

    def test_the_shelf_is_filtered_by_kind_segment_and_brand(self) -> None:
        self.add(segments=[self.makers.pk])
        self.add(kind="competitor", says="Nordfräs opens a plant", brands=[self.rival.pk])
        for asked, found in (
            ({"kind": "study"}, {"Energy counts"}),
            ({"segment": self.makers.pk}, {"Energy counts"}),
            ({"brand": self.rival.pk}, {"Nordfräs opens a plant"}),
            ({"kind": "study", "brand": self.rival.pk}, set()),
            ({"q": "plant"}, {"Nordfräs opens a plant"}),
        ):
            page = self.client.get("/market/signals/", asked).context["page"]
            assert {row.name for row in page.object_list} == found
        for wrong in ({"kind": "x"}, {"segment": "1 OR 1=1"}):
            assert self.client.get("/market/signals/", wrong).status_code == 400

    def test_several_come_from_a_table_all_or_none(self) -> None:
        address = reverse("market:signal_table")
        good = "Aussage;Datum;Art;Wert;Einheit;Segmente;Marken\nEnergie zählt;03.02.2026;study;12,5;%;makers;\nWerk in Prag;04.02.2026;competitor;;;;Nordfräs\n"
        bad = good + "Nichts;31.02.2026;study;viel;;Nobody;\n"
        page = self.client.post(address, {"table": SimpleUploadedFile("s.csv", bad.encode())}).content.decode()
        for column in ("Datum", "Wert", "Segmente"):
            assert f"Row 4, column “{column}”" in page
        assert not Signal.objects.exists()
        self.client.post(address, {"table": SimpleUploadedFile("s.csv", good.encode("cp1252"))})
        energy, plant = Signal.objects.order_by("published_on")
        assert (energy.value, energy.segments.get(), energy.reliability) == (Decimal("12.5"), self.makers, 2)
        assert (plant.kind, plant.brands.get()) == ("competitor", self.rival)

    def test_only_marketing_brings_tables(self) -> None:
        for user in (self.world.sam, self.world.nora):
            self.client.force_login(user)
            assert self.client.get(reverse("market:signal_table")).status_code == 403


def test_validity_ends_after_its_last_day() -> None:
    signal = Signal(valid_until=date(2026, 3, 1))
    assert signal.is_valid_on(date(2026, 3, 1))
    assert not signal.is_valid_on(date(2026, 3, 2))
    assert Signal().is_valid_on(date(2199, 1, 1))


pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")
