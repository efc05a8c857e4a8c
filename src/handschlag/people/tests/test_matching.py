"""Who may be who: the hard cases, each as a fact. No database."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handschlag.people.core.matching.base import Base
from handschlag.people.core.matching.blocks import pairs_of
from handschlag.people.core.matching.columns import Crowd
from handschlag.people.core.matching.comparison import compare
from handschlag.people.core.matching.judgement import Judgement, grounds, judge
from handschlag.people.core.matching.person import Person, person_of
from handschlag.people.core.matching.weights import Level

TOWN = Base(50_000, {"anna": 0.01, "thomas": 0.01, "hans": 0.01}, {"muller": 0.01, "bauer": 0.003, "thomas": 0.001})
SURE, DOUBTFUL, DIFFERENT = Judgement.SURE, Judgement.DOUBTFUL, Judgement.DIFFERENT


def person(name, *emails, phone="", **known):
    given_name, _space, family_name = name.rpartition(" ")
    return person_of({"given_name": given_name, "family_name": family_name, **known}, emails, [phone] if phone else [])


def both(one, other, base=TOWN):
    compared = compare(Crowd([one, other]), np.array([0]), np.array([1]), base)
    return compared, Judgement(int(judge(compared)[0]))


def judged(one, other, base=TOWN):
    return both(one, other, base)[1]


ANNA = person(
    "Anna Bauer", "anna.bauer@kaya.de", phone="+4982112345", company="Kaya GmbH", postal_code="86150", city="Augsburg"
)


def test_the_same_person_with_another_address_is_sure():
    assert judged(ANNA, person("Anna Bauer", "a.bauer@gmx.de", phone="+4982112345", company="Kaya")) is SURE


def test_a_misspelt_provider_is_sure():
    assert (
        judged(person("Anna Müller", "anna.mueller71@gmial.com"), person("Anna Mueller", "anna.mueller71@gmail.com"))
        is SURE
    )


def test_a_plus_tag_is_sure():
    assert judged(person("Anna Müller", "am71+shop@web.de"), person("Anna Mueller", "am71@web.de")) is SURE


def test_swapped_names_with_one_phone_are_sure():
    assert (
        judged(
            person("Thomas Hans", phone="+49821777", city="Ulm"), person("Hans Thomas", phone="+49821777", city="Ulm")
        )
        is SURE
    )


def test_a_common_name_alone_says_little():
    assert judged(person("Anna Müller"), person("Anna Müller")) is not SURE


def test_a_name_alone_is_never_sure_however_rare():
    assert judged(person("Walburga Hinterbrunner"), person("Walburga Hinterbrunner")) is DOUBTFUL


def test_a_colleague_is_no_duplicate():
    colleague = person(
        "Paul Schmidt", "paul.schmidt@kaya.de", company="Kaya GmbH", postal_code="86150", city="Augsburg"
    )
    assert judged(ANNA, colleague) is DIFFERENT


def test_colleagues_of_one_name_are_not_merged():
    one = person("Anna Müller", "a.mueller@kaya.de", company="Kaya GmbH")
    assert judged(one, person("Andreas Müller", "an.mueller@kaya.de", company="Kaya GmbH")) is not SURE
    assert judged(one, person("Müller", "m.mueller@kaya.de", company="Kaya GmbH")) is not SURE


def test_a_switchboard_unites_nobody():
    assert (
        judged(
            person("Anna Bauer", phone="+498210", company="Kaya"),
            person("Paul Schmidt", phone="+498210", company="Kaya"),
        )
        is not SURE
    )


def test_a_letterbox_of_many_unites_nobody():
    assert judged(person("Anna Bauer", "info@kaya.de"), person("Paul Schmidt", "info@kaya.de")) is DIFFERENT
    assert judged(person("", "info@kaya.de"), person("Paul Schmidt", "info@kaya.de")) is DIFFERENT


def test_a_couple_at_one_address_is_two_people():
    one = person(
        "Anna Müller",
        "mueller.family@web.de",
        phone="+49821777",
        street="Ring 1",
        postal_code="86150",
        birth_date="1971-06-24",
    )
    two = person(
        "Bernd Müller",
        "mueller.family@web.de",
        phone="+49821777",
        street="Ring 1",
        postal_code="86150",
        birth_date="1969-01-02",
    )
    assert judged(one, two) is not SURE


def test_twins_are_two_people():
    one = person("Anna Müller", street="Ring 1", postal_code="86150", birth_date="1971-06-24")
    assert judged(one, person("Lisa Müller", street="Ring 1", postal_code="86150", birth_date="1971-06-24")) is not SURE


def test_father_and_son_are_two_people():
    one = person("Hans Müller", street="Ring 1", postal_code="86150", phone="+49821777", birth_date="1941-06-24")
    assert (
        judged(
            one, person("Hans Müller", street="Ring 1", postal_code="86150", phone="+49821777", birth_date="1972-02-09")
        )
        is not SURE
    )


def test_free_mail_is_no_common_employer():
    compared, judgement = both(person("Anna Bauer", "anna@gmx.de"), person("Anna Bauer", "bauer71@gmx.de"))
    assert "company" not in [ground.field for ground in grounds(compared, 0)]
    assert judgement is not SURE


def test_numbered_letterboxes_are_strangers():
    assert judged(person("Anna Müller", "anna1980@gmx.de"), person("Anna Müller", "anna1981@gmx.de")) is not SURE


def test_a_day_of_birth_with_one_slip_still_speaks():
    compared, _judgement = both(
        person("Anna Bauer", birth_date="1971-06-24"), person("Anna Bauer", birth_date="1971-06-21")
    )
    assert grounds(compared, 0)[-1].bits > 0
    compared, _judgement = both(
        person("Anna Bauer", birth_date="1971-06-12"), person("Anna Bauer", birth_date="1971-12-06")
    )
    assert {ground.field: ground.level for ground in grounds(compared, 0)}["birth"] is Level.SIMILAR


def test_a_married_name_with_two_proofs_is_sure():
    one = person("Anna Bauer", "anna71@web.de", birth_date="1971-06-24")
    assert judged(one, person("Anna Kaya", "anna71@web.de", birth_date="1971-06-24")) is SURE


def test_a_common_name_weighs_less_than_a_rare_one():
    common, _judgement = both(person("Anna Müller"), person("Anna Müller"))
    rare, _judgement = both(person("Anna Hinterhuber"), person("Anna Hinterhuber"))
    assert rare.score[0] > common.score[0] + 3


def test_a_larger_base_asks_for_more():
    one, other = person("Anna Bauer", phone="+49821777"), person("Anna Bauer", phone="+49821777")
    small, _judgement = both(one, other, Base(1_000))
    large, _judgement = both(one, other, Base(1_000_000))
    assert large.score[0] < small.score[0] - 5


def test_missing_says_nothing():
    compared, _judgement = both(person("Anna Bauer"), ANNA)
    assert {ground.field for ground in grounds(compared, 0)} == {"given", "family"}


NAMES = st.sampled_from(
    ["Anna", "Ana", "Müller", "Mueller", "Muller", "Jörg", "Joerg", "Bauer", "Baur", "A.", "Thomas", ""]
)
PEOPLE = st.builds(
    lambda first, last, box, host, phone, birth, city: person(
        f"{first} {last}", *([f"{box}@{host}"] if box else []), phone=phone, birth_date=birth, city=city
    ),
    NAMES,
    NAMES,
    st.sampled_from(["", "anna.bauer", "a.bauer", "info", "anna71", "anna72"]),
    st.sampled_from(["kaya.de", "kaja.de", "gmx.de", "gmx.at"]),
    st.sampled_from(["", "+49821123", "+49821132", "+49821777"]),
    st.sampled_from(["", "1971-06-24", "1971-06-25", "1971-12-06", "1950-01-01"]),
    st.sampled_from(["", "Ulm", "Augsburg", "Augsbrug"]),
)


@settings(deadline=None)
@given(PEOPLE, PEOPLE)
def test_who_is_compared_with_whom_does_not_matter(one, other):
    assert both(one, other)[0].score[0] == pytest.approx(both(other, one)[0].score[0])
    assert judged(one, other) is judged(other, one)


@settings(deadline=None, max_examples=40)
@given(st.lists(PEOPLE, min_size=2, max_size=8))
def test_many_pairs_at_once_are_judged_as_each_alone(people):
    left, right = np.array(list(product(range(len(people)), repeat=2))).T
    together = compare(Crowd(people), left, right, TOWN)
    for place, (one, other) in enumerate(zip(left, right, strict=True)):
        assert together.score[place] == pytest.approx(both(people[one], people[other])[0].score[0])


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(-3, 3), st.integers(0, 12)), max_size=60), st.integers(2, 9))
def test_blocks_pair_everybody_who_shares_a_key(entries, most):
    entries = sorted(set(entries))
    keys, people = (
        np.array([key << 40 for key, _one in entries], np.int64),
        np.array([one for _key, one in entries], np.int64),
    )
    left, right = pairs_of(keys, people, most)
    members = {key: [one for other, one in entries if other == key] for key, _one in entries}
    slow = {(a, b) for block in members.values() if len(block) <= most for a in block for b in block if a < b}
    found = list(zip(left.tolist(), right.tolist(), strict=True))
    assert len(found) == len(set(found))
    assert set(found) == slow


def test_an_empty_person_is_like_nobody():
    assert judged(Person(), Person()) is DIFFERENT
