"""Spellings made alike, and the keys under which look-alikes meet: no database."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handschlag.people.core.matching import address, spelling
from handschlag.people.core.matching.keys import broad_keys, match_keys
from handschlag.people.core.matching.person import Person, as_text, from_text, person_of

WORDS = st.text(st.characters(codec="utf-8"), max_size=30)


@pytest.mark.parametrize("written", ["Müller", "Mueller", "MUELLER", "Muller", "  müller ", "Mu\u0308ller"])
def test_an_umlaut_may_be_written_in_any_way(written):
    assert spelling.name(written) == "muller"


def test_what_only_looks_like_an_umlaut_stays():
    assert [spelling.name(name) for name in ("Bauer", "Neuer", "Quelle")] == ["bauer", "neuer", "quelle"]


def test_titles_and_particles_are_no_part_of_a_name():
    assert spelling.name("Prof. Dr. Anna") == "anna"
    assert spelling.name("von der Heide") == "heide"
    assert spelling.name("Le") == "le"


@pytest.mark.parametrize(
    "written", ["Bauer & Söhne GmbH & Co. KG", "Bauer und Soehne", "BAUER SÖHNE AG", "Bauer, Söhne e.K."]
)
def test_a_firm_is_known_without_its_legal_form(written):
    assert spelling.firm(written) == "bauer sohne"


def test_streets_and_numbers_are_told_apart():
    assert spelling.street("Hauptstraße 12a") == spelling.street("Hauptstr. 12 a") == ("haupt str", "12a")
    assert spelling.street("Am Markt") == ("am markt", "")


@pytest.mark.parametrize("written", ["1971-06-24", "19710624", "24.6.1971", "24.06.1971"])
def test_a_day_of_birth_is_read_as_it_is_written(written):
    assert spelling.birth(written) == "19710624"


@pytest.mark.parametrize("written", ["", "1971", "next May", "24.6.71", "1971-123-1"])
def test_what_is_no_day_of_birth_says_nothing(written):
    assert spelling.birth(written) == ""


@pytest.mark.parametrize(("first", "second"), [("Meier", "Mayr"), ("Schmidt", "Schmitt"), ("Philipp", "Filip")])
def test_names_that_sound_alike_sound_alike(first, second):
    assert spelling.sound(spelling.name(first)) == spelling.sound(spelling.name(second))


@pytest.mark.parametrize("written", ["anna.bauer@gmail.com", "annabauer+news@googlemail.com", "Anna.Bauer@gmial.com"])
def test_one_gmail_letterbox_has_many_spellings(written):
    assert address.split(written) == ("annabauer", "gmail.com")


def test_dots_count_everywhere_else():
    assert address.split("anna.bauer+x@gmx.ed") == ("anna.bauer", "gmx.de")


@given(st.sampled_from(sorted(address.FREE_MAIL)), st.sampled_from(["", "mail.", "www."]))
def test_free_mail_is_never_a_firm(domain, below):
    assert address.firm_domain(below + domain) == ""


@settings(deadline=None)
@given(WORDS)
def test_spelling_a_spelling_changes_nothing(text):
    once = spelling.name(text)
    assert spelling.name(once) == once


@settings(deadline=None)
@given(WORDS, WORDS, WORDS)
def test_a_person_written_as_text_is_read_back(given_name, family_name, city):
    known = {"given_name": given_name, "family_name": family_name, "city": city, "company": given_name, "number": city}
    person = person_of(known, [f"{family_name}@{city}.de", "a@b.de"], ["+4982112345"])
    assert from_text(as_text(person)) == person


def test_a_name_is_read_from_the_address_where_nothing_else_says_it():
    assert person_of({}, ["anna.bauer@bauer.de"])[:2] == ("anna", "bauer")
    assert person_of({}, ["info.bauer@bauer.de"])[:2] == ("", "")
    assert person_of({"family_name": "Kaya"}, ["anna.bauer@bauer.de"])[:2] == ("", "kaya")


def test_swapped_names_meet():
    one = person_of({"given_name": "Jörg", "family_name": "Thomas"})
    other = person_of({"given_name": "Thomas", "family_name": "Joerg"})
    assert match_keys(one) == match_keys(other)


def test_a_slip_leaves_a_key_whole():
    one = person_of(
        {"given_name": "Anna", "family_name": "Bauer", "company": "Kaya GmbH"}, ["anna.bauer@kaya.de"], ["+4982112345"]
    )
    for other in (
        person_of({"given_name": "Ana", "family_name": "Baur", "company": "KAYA"}),
        person_of({"family_name": "Meier"}, ["anna.bauer@kaya.de"]),
        person_of({}, [], ["+4982121345"]),
        person_of({"given_name": "Bauer", "family_name": "Anna"}),
    ):
        assert match_keys(one) & match_keys(other)


def test_colleagues_do_not_meet_by_their_firm_alone():
    one = person_of({"given_name": "Anna", "family_name": "Bauer", "company": "Kaya"}, ["anna@kaya.de"])
    other = person_of({"given_name": "Paul", "family_name": "Schmidt", "company": "Kaya"}, ["paul@kaya.de"])
    assert not match_keys(one) & match_keys(other)


def test_a_letterbox_of_many_is_no_key():
    assert match_keys(person_of({}, ["info@kaya.de"])) == set()


def test_keys_are_64_bit_and_few_and_always_the_same():
    full = Person(
        "anna",
        "bauer",
        ("a.b@kaya.de",),
        ("+4982112345",),
        "kaya",
        "kaya.de",
        "19710624",
        "haupt str",
        "1",
        "86150",
        "augsburg",
        "1",
    )
    keys = match_keys(full)
    assert len(keys) <= 19
    assert all(-(2**63) <= key < 2**63 for key in keys | broad_keys(full))
