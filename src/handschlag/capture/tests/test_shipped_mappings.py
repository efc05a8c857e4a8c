"""The tables that other programs export are understood as they come."""

import json

import pytest

from conftest import real_data
from handschlag.capture.core.mapping import Mapping
from handschlag.capture.core.rows import Reader
from handschlag.capture.readings.mappings import find_mapping, fitting
from handschlag.kernel.ids import new_id
from handschlag.kernel.tables import TableProblem, TableRefused, inspect
from handschlag.organisation.tests.world import MONDAY


def read(name, cells):
    """What a row of these cells says by the shipped mapping."""
    reader = Reader(find_mapping(name)[1], list(cells))
    return reader.read(new_id(MONDAY), 1, list(cells.values()), MONDAY)


@pytest.fixture
def headings():
    return json.loads((real_data("messy_csv") / "crm_headings.json").read_text())


@pytest.mark.django_db
def test_the_headings_of_known_programs_find_their_mapping(headings):
    assert fitting(headings["pipedrive"]["persons"])[0] == "pipedrive_people"
    both = headings["pipedrive"]["deals"] + headings["pipedrive"]["persons"]
    assert "pipedrive_deals" in fitting(both)
    assert fitting(headings["hubspot_contacts"]["headings"])[0] == "hubspot_contacts"
    assert "salesforce_leads" in fitting(list(headings["salesforce_lead_report"]["map"]))


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["outlook_de_headings_cp1252.csv", "outlook_de_headings_utf8bom.csv"])
def test_german_outlook_is_understood_in_both_encodings(name, tmp_path):
    line = (real_data("messy_csv") / name).read_bytes()
    path = tmp_path / name
    path.write_bytes(line + b"\r\n" + b",".join([b"x"] * (line.count(b'","') + 1)))
    assert "outlook_german" in fitting(inspect(path).headings)


@pytest.mark.django_db
def test_work_goes_before_home_and_an_empty_cell_gives_way():
    cells = {"Person - Email - Home": "anna@gmx.de", "Person - Email - Work": "", "Person - Name": "Anna Bauer"}
    assert read("pipedrive_people", cells).values["contact.email"] == "anna@gmx.de"
    cells["Person - Email - Work"] = "anna@bauer.example"
    assert read("pipedrive_people", cells).values["contact.email"] == "anna@bauer.example"


@pytest.mark.django_db
def test_an_opt_out_is_a_withdrawal_and_its_absence_says_nothing():
    cells = {"Email": "anna@bauer.example", "Email Opt Out": "1", "Do Not Call": "0"}
    values = read("salesforce_leads", cells).values
    assert values["consent.email"] is False
    assert "consent.phone" not in values
    assert "consent.email" not in read("salesforce_leads", cells | {"Email Opt Out": "0"}).values
    assert read("hubspot_contacts", {"Email": "a@b.example", "Unsubscribed": "true"}).values["consent.email"] is False


@pytest.mark.django_db
def test_without_a_moment_there_is_no_touch_and_with_one_there_is():
    cells = {"Email": "anna@bauer.example", "Lead Source": "Fair"}
    assert not any(name.startswith("touch.") for name in read("salesforce_leads", cells).values)
    dated = read("salesforce_leads", cells | {"Create Date": "27.02.2026"}).values
    assert (dated["touch.channel"], dated["touch.kind"]) == ("Fair", "lead_captured")


@pytest.mark.django_db
def test_a_table_in_which_nobody_is_named_is_refused():
    with pytest.raises(TableRefused) as refused:
        read("outlook_german", {"Vorname": "Anna", "Firma": "Bauer AG"})
    assert refused.value.problem is TableProblem.MISSING_COLUMN


def test_a_rule_has_one_origin():
    for rule in ({}, {"column": "A", "columns": ["B"]}, {"columns": ["A"], "constant": "x"}):
        with pytest.raises(ValueError, match="exactly one"):
            Mapping.model_validate({"fields": {"contact.email": rule}})
