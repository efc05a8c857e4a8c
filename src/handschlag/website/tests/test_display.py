"""Numbers and moments, as people of both languages read them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.translation import override

from handschlag.website.templatetags import display, parts

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("shown", "english", "german"),
    [
        (lambda: display.number(12500), "12,500", "12.500"),
        (lambda: display.number(3.14159, 2), "3.14", "3,14"),
        (lambda: display.percent(0.105), "10.5%", "10,5\u00a0%"),
        (lambda: display.percent(1, 0), "100%", "100\u00a0%"),
        (lambda: display.money(1_250_000), "€12,500", "12.500\u00a0€"),
        (lambda: display.money(1_250_050, "EUR"), "€12,500.50", "12.500,50\u00a0€"),
        (lambda: display.money(-5, "EUR"), "-€0.05", "-0,05\u00a0€"),
        (lambda: display.money(5000, "JPY"), "JP¥5,000", "5.000\u00a0¥"),
        (lambda: display.duration_hours(1.5), "1 h 30 min", "1 h 30 min"),
        (lambda: display.duration_hours(timedelta(minutes=5)), "5 min", "5 min"),
        (lambda: display.points(1), "1 point", "1 Punkt"),
        (lambda: display.points(-12.5), "−12.5 points", "−12,5 Punkte"),
    ],
)
def test_a_number_is_written_in_the_language_of_its_reader(shown, english: str, german: str) -> None:
    with override("en"):
        assert shown() == english
    with override("de"):
        assert shown() == german


def test_nothing_shows_as_a_dash() -> None:
    filters = [display.number, display.percent, display.money, display.moment, display.day, display.points]
    assert {shown(None) for shown in filters} == {"–"}


def test_a_moment_tells_people_their_hour_and_programs_the_offset() -> None:
    berlin = MONDAY.astimezone(tz=None)
    assert f'<time datetime="{berlin.isoformat(timespec="minutes")}">' in display.moment(berlin)


def test_a_day_needs_no_zone() -> None:
    with override("de"):
        assert display.day(date(2026, 3, 2)) == '<time datetime="2026-03-02">02.03.2026</time>'


def test_ago_looks_both_ways() -> None:
    with override("de"):
        assert "vor 3 Stunden" in display.ago(MONDAY - timedelta(hours=3), MONDAY)
        assert "in 2 Tagen" in display.ago(MONDAY + timedelta(days=2), MONDAY)


def test_a_deadline_is_overdue_from_its_very_moment() -> None:
    assert display.deadline_state(MONDAY, MONDAY) == "overdue"
    assert display.deadline_state(MONDAY + timedelta(hours=2), MONDAY) == "soon"
    assert display.deadline_state(MONDAY + timedelta(hours=3), MONDAY) == "open"
    assert display.deadline_met(MONDAY, MONDAY) == "kept"
    assert display.deadline_met(MONDAY + timedelta(seconds=1), MONDAY) == "late"


def test_an_icon_speaks_only_when_it_means_something() -> None:
    assert 'aria-hidden="true"' in display.icon("check")
    assert 'aria-label="a &amp; b"' in display.icon("check", "a & b")


def test_a_bar_never_leaves_its_frame() -> None:
    assert parts.bar(120, 30, 60) == {"fill": "100.00", "mark": "50.00", "reached": True}
    assert parts.bar(0, 0)["fill"] == "0.00"


def test_a_funnel_measures_every_stage_against_the_first() -> None:
    rows = parts.funnel([{"name": "Leads", "count": 8000}, {"name": "Won", "count": 800}])
    assert [row["width"] for row in rows] == ["100.00", "10.00"]
    assert parts.funnel([{"name": "Leads", "count": 0}])[0]["of_first"] is None
