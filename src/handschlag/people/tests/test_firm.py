"""Two companies as they are compared: names, places, domains."""

import pytest

from handschlag.people.core.matching.firm import compare_firms, firm_keys, firm_of
from handschlag.people.core.matching.judgement import Judgement

SURE, DOUBTFUL, DIFFERENT = Judgement.SURE, Judgement.DOUBTFUL, Judgement.DIFFERENT
HERE = {"postal_code": "86150"}
THERE = {"postal_code": "20095"}
HOME = {"street": "Hauptstr. 3", "city": "Augsburg"}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"name": "Huber Bau GmbH"} | HERE, {"name": "Huber Bau AG"} | HERE, SURE),
        ({"name": "Müller Druck GmbH & Co. KG"} | HERE, {"name": "MUELLER DRUCK"} | HERE, SURE),
        ({"name": "Huber Bau"} | HERE, {"name": "Bau Huber"} | HERE, SURE),
        ({"name": "Huber-Bau"} | HERE, {"name": "HuberBau"} | HERE, SURE),
        ({"name": "Huber"} | HOME, {"name": "Huber KG", "street": "Hauptstraße 3", "city": "augsburg"}, SURE),
        ({"name": "Huber", "domain": "huber.de"} | HERE, {"name": "Huber KG"} | HERE, SURE),
        ({"name": "Huber", "domain": "huber.de"} | HERE, {"name": "Huber", "domain": "huber.com"} | HERE, DOUBTFUL),
        ({"name": "Huber"} | HERE, {"name": "Huber"} | THERE, DOUBTFUL),
        ({"name": "Huber"} | HERE | {"country": "DE"}, {"name": "Huber"} | HERE | {"country": "FR"}, DOUBTFUL),
        ({"name": "Huber"}, {"name": "Huber GmbH"}, DOUBTFUL),
        ({"name": "Huber Maschinenbau"}, {"name": "Huber Machinenbau"}, DOUBTFUL),
        ({"name": "Huber Maschinenbau"} | HERE, {"name": "Huber Machinenbau"} | HERE, DOUBTFUL),
        ({"name": "Huber Maschinenbau"} | HERE, {"name": "Huber Machinenbau"} | THERE, DIFFERENT),
        ({"name": "Stadtwerke 1"} | HERE, {"name": "Stadtwerke 2"} | HERE, DIFFERENT),
        ({"name": "Kaya"} | HERE, {"name": "Kaja"} | HERE, DIFFERENT),
        ({"name": "Huber"} | HERE, {"name": "Huber Maschinenbau"} | HERE, DIFFERENT),
        ({"name": "Adler Metallbau"} | HERE, {"name": "Adam Metallbau"} | HERE, DIFFERENT),
        ({"name": "huber.de", "domain": "huber.de"} | HERE, {"name": "huber.com", "domain": "huber.com"}, DIFFERENT),
    ],
)
def test_two_firms_are_judged_the_same_from_both_sides(one, other, expected):
    one, other = firm_of(one), firm_of(other)
    assert compare_firms(one, other).judgement is expected
    assert compare_firms(other, one).judgement is expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Huber Bau GmbH", "Bau Huber"),
        ("Huber-Bau", "HuberBau"),
        ("Huber Maschinenbau", "Huber Machinenbau"),
        ("Maschinenbau", "Machinenbau"),
        ("Hinterhuber", "Hinderhuber"),
        ("Meier Werkzeuge", "Meyer Werkzeuge"),
    ],
)
def test_what_is_alike_meets_under_a_key(one, other):
    one, other = firm_of({"name": one}), firm_of({"name": other})
    assert compare_firms(one, other).judgement is not DIFFERENT
    assert firm_keys(one) & firm_keys(other)


def test_a_company_called_by_its_domain_has_no_name_to_meet_under():
    assert not firm_keys(firm_of({"name": "huber.de", "domain": "huber.de"}))


def test_reasons_name_what_speaks_for_and_against():
    found = compare_firms(
        firm_of({"name": "Huber", "domain": "huber.de"} | HERE), firm_of({"name": "Huber", "domain": "bau.de"} | HERE)
    )
    assert [(ground.field, ground.bits > 0) for ground in found.grounds] == [
        ("company", True),
        ("postal_code", True),
        ("domain", False),
    ]
