"""Costs from tables: read in the forms of three exports, shown, entered once, taken back exactly."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.urls import reverse

from handschlag.kernel.money import Money
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import Entry
from handschlag.market.core.cells import Fault
from handschlag.market.core.costs import CostLine, read_costs
from handschlag.market.models import Campaign, CampaignCost, Channel, CostImport
from handschlag.organisation.tests.world import MONDAY, World, build_world

GOOGLE = (
    "Campaign report\nJanuary 1, 2026 - January 2, 2026\n"
    "Campaign\tDay\tCurrency code\tCost\n"
    'Spring\t2026-01-01\tEUR\t"1,234.50"\nBrand\t2026-01-02\tEUR\t7\n'
    "Total: Account\t --\tEUR\t1241.50\n"
).encode("utf-16")
META = (
    b"Kampagnenname;Auswertungsbeginn;Auswertungsende;Ausgegebener Betrag (EUR)\nSpring;2026-01-01;2026-01-10;100,01\n"
)
LINKEDIN = (
    b"Start Date (in UTC),Campaign Name,Total Spent,Currency\n1/13/2026,Spring,45.1234,EUR\n1/2/2026,Spring,1,USD\n"
)


def rows_of(text: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    lines = [line.split(";") for line in text.splitlines()]
    return lines[0], list(enumerate(lines[1:], start=2))


def test_bad_rows_are_named_by_row_and_column() -> None:
    text = "Kampagne;Tag;Kosten\na;2026-01-01;5\n;2026-01-01;5\nb;31.02.2026;5\nc;2026-01-01;-5\nd;2026-01-01;much\ne;2026-01-01"
    read = read_costs(*rows_of(text), "EUR")
    assert [line.campaign for line in read.lines] == ["a"]
    assert [(flaw.row, flaw.column, flaw.fault) for flaw in read.flaws] == [
        (3, "Kampagne", Fault.MISSING),
        (4, "Tag", Fault.NO_DAY),
        (5, "Kosten", Fault.NO_NUMBER),
        (6, "Kosten", Fault.NO_NUMBER),
        (7, "Kosten", Fault.NO_NUMBER),
    ]


def test_currencies_come_from_the_column_the_heading_or_whoever_reads() -> None:
    assert read_costs(*rows_of("campaign;day;cost (USD)\na;2026-01-01;5"), "EUR").lines[0].currency == "USD"
    assert read_costs(*rows_of("campaign;day;cost;currency\na;2026-01-01;5;chf"), "EUR").lines[0].currency == "CHF"
    assert read_costs(*rows_of("campaign;day;cost\na;2026-01-01;500"), "JPY").lines[0].minor == 500
    assert read_costs(*rows_of("campaign;day;cost\na;2026-01-01;5,00 €"), "EUR").lines[0].minor == 500
    assert (
        read_costs(*rows_of("campaign;day;cost;currency\na;2026-01-01;5;?"), "EUR").flaws[0].fault == Fault.NO_CURRENCY
    )


def test_a_column_decides_what_its_dots_mean() -> None:
    dotted = read_costs(*rows_of("campaign;day;cost\na;2026-01-01;1.234\nb;2026-01-01;0.5"), "EUR")
    assert [line.minor for line in dotted.lines] == [123, 50]
    grouped = read_costs(*rows_of("campaign;day;cost\na;2026-01-01;1.234\nb;2026-01-01;0,5"), "EUR")
    assert [line.minor for line in grouped.lines] == [123400, 50]


class CostTables(TestCase):
    world: World
    spring: Campaign
    search: Channel

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = build_world()
        cls.search = Channel.objects.create(key="search", name="Search")
        cls.spring = Campaign.objects.create(
            key="spring", name="Spring offer", channel=cls.search, starts_on=date(2026, 1, 1)
        )

    def setUp(self) -> None:
        self.client.force_login(self.world.mara)

    def read(self, content: bytes, name: str = "costs.csv", **others: str) -> Any:
        form = {"table": SimpleUploadedFile(name, content), "currency": "EUR", **others}
        return self.client.post(reverse("market:cost_imports"), form, follow=True)

    def begun(self) -> CostImport:
        return CostImport.objects.get(entered_at=None)

    def enter(self, **choices: str) -> Any:
        return self.client.post(reverse("market:cost_import", args=[self.begun().pk]), choices, follow=True)

    def costs(self) -> dict[tuple[str, date, str], int]:
        rows = CampaignCost.objects.values_list("campaign__key", "on", "currency", "amount_minor")
        return {(key, on, currency): minor for key, on, currency, minor in rows}

    def test_google_ads_in_utf_16_below_a_title_with_totals(self) -> None:
        page = self.read(GOOGLE, "report.csv").content.decode()
        assert "1 row of totals was passed over" in page
        assert not CampaignCost.objects.exists()
        self.enter(**{"campaign-0": "new", "channel": str(self.search.pk)})
        assert self.costs() == {("spring", date(2026, 1, 1), "EUR"): 123450, ("Brand", date(2026, 1, 2), "EUR"): 700}
        assert Campaign.objects.get(key="Brand").channel == self.search
        payload = Entry.objects.get(fact="cost_import_entered").payload_json
        assert '"amounts":"1241.50 EUR"' in payload
        assert "report" not in payload

    def test_meta_in_german_spread_over_its_period(self) -> None:
        self.read(META)
        self.enter()
        costs = self.costs()
        assert (len(costs), sum(costs.values())) == (10, 10001)

    def test_linkedin_with_american_days_and_two_currencies(self) -> None:
        self.read(LINKEDIN)
        self.enter()
        assert self.costs() == {
            ("spring", date(2026, 1, 13), "EUR"): 4512,
            ("spring", date(2026, 1, 2), "USD"): 100,
        }

    def test_rows_of_one_day_add_up_and_replace_what_stood(self) -> None:
        self.spring.spend(Money(99900, "EUR"), date(2026, 1, 1), date(2026, 1, 1), by=self.world.mara, at=MONDAY)
        self.read(b"campaign,day,cost\nspring,2026-01-01,5\nSpring Offer,2026-01-01,7\n")
        self.enter()
        assert self.costs() == {("spring", date(2026, 1, 1), "EUR"): 1200}

    def test_unknown_campaigns_are_left_out_unless_chosen_and_the_choice_is_remembered(self) -> None:
        table = b"campaign,day,cost\nQ1 | Brand | DE,2026-01-01,5\n"
        self.read(table)
        assert "Nothing would be entered" in self.enter().content.decode()
        assert CostImport.objects.get().entered_at is None
        self.enter(**{"campaign-0": str(self.spring.pk)})
        assert self.costs() == {("spring", date(2026, 1, 1), "EUR"): 500}
        self.read(table)
        form = self.client.get(reverse("market:cost_import", args=[self.begun().pk])).context["form"]
        assert form["campaign-0"].initial == str(self.spring.pk)

    def test_the_last_import_is_taken_back_exactly_save_what_somebody_has_changed_since(self) -> None:
        days = [date(2026, 1, day) for day in (1, 2, 3)]
        self.spring.spend(Money(100, "EUR"), days[0], days[0], by=self.world.mara, at=MONDAY)
        self.read(b"campaign,day,cost\nspring,2026-01-01,0\nspring,2026-01-02,7\nspring,2026-01-03,9\n")
        self.enter()
        assert self.costs() == {("spring", days[1], "EUR"): 700, ("spring", days[2], "EUR"): 900}
        self.spring.spend(Money(42, "EUR"), days[2], days[2], by=self.world.mara, at=MONDAY)
        entered = CostImport.objects.get()
        page = self.client.post(reverse("market:undo_cost_import", args=[entered.pk]), follow=True).content.decode()
        assert "1 day stays as it is" in page
        assert self.costs() == {("spring", days[0], "EUR"): 100, ("spring", days[2], "EUR"): 42}
        with pytest.raises(Refused):
            entered.undo(by=self.world.mara, at=MONDAY)

    def test_only_the_last_import_is_taken_back(self) -> None:
        first = CostImport.begin(
            "a", [CostLine(2, "spring", date(2026, 1, 1), date(2026, 1, 1), 5, "EUR")], by=self.world.mara, at=MONDAY
        )
        first.enter({}, None, by=self.world.mara, at=MONDAY)
        second = CostImport.begin(
            "b", [CostLine(2, "spring", date(2026, 1, 1), date(2026, 1, 1), 6, "EUR")], by=self.world.mara, at=MONDAY
        )
        second.enter({}, None, by=self.world.mara, at=MONDAY + timedelta(hours=1))
        with pytest.raises(Refused):
            first.undo(by=self.world.mara, at=MONDAY)
        second.undo(by=self.world.mara, at=MONDAY)
        assert self.costs() == {("spring", date(2026, 1, 1), "EUR"): 5}
        first.undo(by=self.world.mara, at=MONDAY)
        assert self.costs() == {}

    def test_random_tables_equal_adding_up_day_by_day_and_undo_restores_everything(self) -> None:
        chance = Random(7)
        self.spring.spend(Money(12345, "EUR"), date(2026, 1, 5), date(2026, 1, 20), by=self.world.mara, at=MONDAY)
        before = self.costs()
        expected: dict[date, int] = {}
        lines = []
        for row in range(60):
            first = date(2026, 1, 1) + timedelta(days=chance.randrange(40))
            minor = chance.randrange(10_000)
            lines.append(CostLine(row, "spring", first, first, minor, "EUR"))
            expected[first] = expected.get(first, 0) + minor
        begun = CostImport.begin("random", lines, by=self.world.mara, at=MONDAY)
        begun.enter({}, None, by=self.world.mara, at=MONDAY)
        wanted = {on: minor for (_key, on, _currency), minor in before.items()} | expected
        assert {on: minor for (_key, on, _currency), minor in self.costs().items()} == {
            on: m for on, m in wanted.items() if m
        }
        begun.undo(by=self.world.mara, at=MONDAY)
        assert self.costs() == before

    def test_a_file_that_is_no_table_is_refused_with_the_reason(self) -> None:
        for content, reason in (
            (b"", "empty"),
            (b"%PDF-1.7\n1 0 obj", "neither a text file nor an XLSX"),
            (b"a,b\n1,2\n", "No heading names a campaign"),
            (b"campaign,day,cost\nx,y,z\n", "Row 2, column “day”: this is no day (“y”)."),
            (b"campaign,day,cost\nspring,1/2/2026,5\n", "day or month may come first"),
            (b'campaign,day,cost\n"spring,2026', "quotation mark is not closed"),
        ):
            page = self.read(content).content.decode()
            assert reason in page, (reason, page[-3000:])
        assert not CostImport.objects.exists()
        self.read(b"campaign,day,cost\nspring,1/2/2026,5\n", slashes="day")
        assert self.begun().read[0].from_on == date(2026, 2, 1)

    def test_somebody_elses_and_finished_imports_are_not_entered(self) -> None:
        self.read(META)
        begun = self.begun()
        address = reverse("market:cost_import", args=[begun.pk])
        self.client.force_login(self.world.theo)
        assert self.client.get(address).status_code == 404
        for user in (self.world.sam, self.world.otto, self.world.nora):
            self.client.force_login(user)
            assert self.client.get(address).status_code == 403
            assert self.client.post(reverse("market:undo_cost_import", args=[begun.pk])).status_code == 403
            assert self.client.get(reverse("market:cost_imports")).status_code == 403
        self.client.force_login(self.world.mara)
        assert self.client.get(reverse("market:undo_cost_import", args=[begun.pk])).status_code == 405
        assert self.client.post(reverse("market:undo_cost_import", args=[begun.pk])).status_code == 404
        self.enter()
        assert self.client.get(address).status_code == 404
