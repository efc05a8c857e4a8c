"""Files become tables or are refused with a plain reason; no database."""

import zipfile
from pathlib import Path

import pytest

from conftest import real_data
from handschlag.kernel.tables import TableProblem, TableRefused, inspect
from handschlag.kernel.tables.workbooks import text_of


def file(tmp_path: Path, content: bytes, name: str = "table.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def refusal(path: Path) -> TableRefused:
    with pytest.raises(TableRefused) as refused:
        inspect(path)
    return refused.value


def workbook(path: Path, sheet: str, compression: int = zipfile.ZIP_DEFLATED) -> Path:
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="People" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{sheet}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def row(number: int, *cells: str) -> str:
    texts = "".join(
        f'<c r="{chr(65 + place)}{number}" t="inlineStr"><is><t>{cell}</t></is></c>' for place, cell in enumerate(cells)
    )
    return f'<row r="{number}">{texts}</row>'


@pytest.mark.parametrize("delimiter", list(",;\t|"))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_usual_encodings_and_delimiters_are_found(tmp_path, delimiter, encoding):
    text = (
        delimiter.join(["Name", "Straße", "Ort"]) + "\r\n" + delimiter.join(["Müller", '"Weg, 1; 2"', "Köln"]) + "\r\n"
    )
    table = inspect(file(tmp_path, text.encode(encoding)))
    assert table.headings == ("Name", "Straße", "Ort")
    assert list(table.rows()) == [(2, ["Müller", "Weg, 1; 2", "Köln"])]


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path):
    table = inspect(file(tmp_path, b'\na,b\n"two\nlines",1\n\nlast,2\n'))
    assert [number for number, _cells in table.rows()] == [3, 5]
    assert table.rows_total == 2


@pytest.mark.parametrize(
    ("content", "problem", "row", "column"),
    [
        (b"", TableProblem.EMPTY, None, ""),
        (b"\n\n", TableProblem.EMPTY, None, ""),
        (b"a,b\n", TableProblem.NO_ROWS, None, ""),
        (b"a,b,a\n1,2,3\n", TableProblem.DOUBLE_HEADING, 1, "a"),
        (b'a,b\n1,2\n"half a fi', TableProblem.BROKEN_QUOTES, 4, ""),
        (b"a,b\n1,2\nx\x00,3\n", TableProblem.NUL, 3, ""),
        (b"%PDF-1.7 \n", TableProblem.NOT_A_TABLE, None, ""),
        (b"\xd0\xcf\x11\xe0old excel", TableProblem.NOT_A_TABLE, None, ""),
        (b"PK\x03\x04 no workbook", TableProblem.WORKBOOK_BROKEN, None, ""),
        (",".join(f"c{number}" for number in range(10_000)).encode() + b"\n1\n", TableProblem.TOO_MANY_COLUMNS, 1, ""),
    ],
)
def test_bad_files_are_refused_with_row_and_column(tmp_path, content, problem, row, column):
    refused = refusal(file(tmp_path, content))
    assert (refused.problem, refused.row, refused.column) == (problem, row, column)


def test_a_line_of_100_mb_is_refused_without_reading_it(tmp_path):
    path = tmp_path / "long.csv"
    with path.open("wb") as out:
        out.write(b"a,b\n1,2\n")
        for _piece in range(100):
            out.write(b"x" * 1_000_000)
    refused = refusal(path)
    assert (refused.problem, refused.row) == (TableProblem.LINE_TOO_LONG, 3)


def test_a_cell_that_never_ends_is_refused(tmp_path):
    content = b'a,b\n1,"' + b"x" * 100_000 + b"\n" + b"y" * 100_000 + b'"\n'
    assert refusal(file(tmp_path, content)).problem is TableProblem.BROKEN_QUOTES


def test_a_workbook_is_read_from_its_first_sheet(tmp_path):
    path = workbook(
        tmp_path / "people.xlsx",
        row(1, "Email", "Name") + row(2, "anna@bauer.example", "Anna") + '<row r="3"><c r="A3"><v>7</v></c></row>',
    )
    table = inspect(path)
    assert (table.encoding, table.headings) == ("xlsx", ("Email", "Name"))
    assert list(table.rows()) == [(2, ["anna@bauer.example", "Anna"]), (3, ["7", ""])]


def test_a_workbook_that_begins_further_down_keeps_its_row_numbers(tmp_path):
    path = workbook(tmp_path / "people.xlsx", row(3, "Email", "Name") + row(5, "anna@bauer.example", "Anna"))
    assert list(inspect(path).rows()) == [(5, ["anna@bauer.example", "Anna"])]


def test_a_workbook_much_larger_inside_is_refused(tmp_path):
    path = workbook(tmp_path / "bomb.xlsx", row(1, "a" * 230_000_000))
    assert path.stat().st_size < 1_000_000
    assert refusal(path).problem is TableProblem.WORKBOOK_BOMB


def test_sizes_the_archive_claims_are_not_believed(tmp_path):
    path = workbook(tmp_path / "liar.xlsx", row(1, "a" * 230_000_000))
    with zipfile.ZipFile(path) as archive:
        true_size = archive.getinfo("xl/worksheets/sheet1.xml").file_size.to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(true_size, (1000).to_bytes(4, "little")))
    assert refusal(path).problem is TableProblem.WORKBOOK_BOMB


def test_a_sheet_with_a_cell_at_the_end_of_the_world_is_refused(tmp_path):
    wide = workbook(tmp_path / "wide.xlsx", row(1, "a") + '<row r="2"><c r="XFD2"><v>1</v></c></row>')
    assert refusal(wide).problem is TableProblem.TOO_MANY_COLUMNS
    deep = workbook(tmp_path / "deep.xlsx", row(1, "a") + '<row r="1048576"><c r="HA1048576"><v>1</v></c></row>')
    assert refusal(deep).problem is TableProblem.WORKBOOK_BOMB


def test_half_a_workbook_is_refused(tmp_path):
    path = workbook(tmp_path / "half.xlsx", row(1, "a") + row(2, "b"))
    whole = path.read_bytes()
    assert refusal(file(tmp_path, whole[: len(whole) // 2], "half2.xlsx")).problem is TableProblem.WORKBOOK_BROKEN


def test_every_real_messy_file_is_read_or_refused_for_a_reason():
    for path in sorted(real_data("messy_csv").iterdir()):
        try:
            table = inspect(path)
        except TableRefused:
            continue
        assert len(list(table.rows())) == table.rows_total, path


def test_german_outlook_headings_are_read_in_both_encodings(tmp_path):
    for name in ("outlook_de_headings_cp1252.csv", "outlook_de_headings_utf8bom.csv"):
        headings = (real_data("messy_csv") / name).read_bytes()
        table = inspect(file(tmp_path, headings + b"\r\n" + b",".join([b"x"] * (headings.count(b",") + 1)), name))
        assert "Straße geschäftlich" in table.headings
        assert table.encoding == ("cp1252" if "cp1252" in name else "utf-8-sig")


@pytest.mark.parametrize(
    ("cell", "text"), [(12.345, "12.3450"), (-0.125, "-0.1250"), (12.5, "12.5"), (12.0, "12"), (1.2345, "1.2345")]
)
def test_a_number_of_a_workbook_cannot_be_taken_for_thousands(cell, text):
    assert text_of(cell) == text
