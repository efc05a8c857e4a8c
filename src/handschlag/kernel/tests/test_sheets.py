"""Lists as files that no spreadsheet runs and every program reads."""

import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import python_calamine

from handschlag.kernel import sheets
from handschlag.kernel.sheets import Sheet, csv_of, disarmed, json_of, write_xlsx

NASTY = ["=1+1", "+49 821 1", "-2+3", "@SUM(A1)", "\tx", "\r=x", '=HYPERLINK("http://evil.example","x")']
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def a_sheet(*rows):
    return Sheet("people", ["Name", "=Heading", "At"], rows)


def lines(sheet, delimiter=","):
    text = b"".join(csv_of(sheet, delimiter)).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


@pytest.mark.parametrize("text", NASTY)
def test_no_cell_begins_like_a_formula(text):
    assert disarmed(text)[0] == "'"
    [headings, row] = lines(a_sheet([text, "plain", None]))
    assert row[0] == f"'{text}"
    assert headings[1] == "'=Heading"


def test_numbers_stay_numbers_and_nothing_is_nothing():
    assert lines(a_sheet([-5, None, AT]))[1] == ["-5", "", "2026-03-02T09:30:00+00:00"]


def test_a_cell_may_hold_separators_quotes_and_lines():
    text = 'Bauer; "Söhne", \nAugsburg'
    assert lines(a_sheet([text, "", ""]), ";")[1][0] == text


def test_json_is_an_array_of_objects_also_of_none():
    said = json.loads(b"".join(json_of(a_sheet(["=1+1", Decimal("2.50"), date(2026, 3, 2)]))))
    assert said == [{"Name": "=1+1", "=Heading": 2.5, "At": "2026-03-02"}]
    assert json.loads(b"".join(json_of(a_sheet()))) == []


def test_a_workbook_holds_texts_and_no_formulas(tmp_path):
    path = tmp_path / "people.xlsx"
    with path.open("wb") as file:
        write_xlsx(a_sheet(*([text, 3, AT] for text in NASTY)), file)
    rows = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:]] == NASTY
    assert rows[1][1:] == [3.0, AT.replace(tzinfo=None)]


def test_a_workbook_refuses_more_rows_than_it_holds(monkeypatch):
    monkeypatch.setattr(sheets, "MOST_XLSX_ROWS", 2)
    with pytest.raises(ValueError, match="more rows"):
        write_xlsx(a_sheet(*(["x", 1, None] for _row in range(3))), io.BytesIO())


def test_rows_are_read_as_they_are_written():
    read = []

    def rows():
        for number in range(2_000):
            read.append(number)
            yield [number, "", None]

    pieces = csv_of(Sheet("numbers", ["a", "b", "c"], rows()))
    next(pieces), next(pieces)
    assert len(read) < 1_000
