"""Names, consent and passes: no database."""

from datetime import UTC, datetime, timedelta

import pytest

from handschlag.people.core.consent import statements
from handschlag.people.core.names import company_domain, domain_of, fold, name_keys, split_name
from handschlag.people.core.passes import Pass, settle

DAY = timedelta(days=1)
START = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Anna Bauer", ("Anna", "Bauer")),
        ("Bauer", ("", "Bauer")),
        ("Anna Maria Bauer", ("Anna Maria", "Bauer")),
        ("Bauer, Anna", ("Anna", "Bauer")),
    ],
)
def test_a_full_name_is_split(name, parts):
    assert split_name(name) == parts


def test_search_keys_know_no_case_accent_or_double_space():
    assert fold("  MÜLLER  &  Söhne ") == "muller & sohne"
    assert name_keys("Zoë", "Weiß", "z@x.example") == ("weiss zoe", "zoe weiss")
    assert name_keys("", "", "z@x.example") == ("z@x.example", "z@x.example")


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("a@bauer.de", "bauer.de"),
        ("a@mail.bauer.de", "bauer.de"),
        ("a@bauer.co.uk", "bauer.co.uk"),
        ("a@x.bauer.com.br", "bauer.com.br"),
        ("a@uni.ac", "uni.ac"),
    ],
)
def test_the_domain_that_can_be_registered(address, domain):
    assert domain_of(address) == domain


def test_free_mail_is_no_firm():
    assert company_domain("anna@gmx.de") == company_domain("") == ""


def test_consent_takes_only_a_clear_word():
    said = list(
        statements(
            {
                "scoring": "ja",
                "email": {"given": False, "basis": "contract", "wording": "No."},
                "phone": "perhaps",
                "other": True,
            }
        )
    )
    assert [(one.purpose, one.is_given, one.basis) for one in said] == [
        ("scoring", True, "consent"),
        ("email", False, "contract"),
    ]
    assert list(statements(True)) == list(statements(None)) == list(statements({"scoring": None})) == []


def test_moments_find_their_pass():
    passes = [Pass(START, START + 2 * DAY), Pass(START + 5 * DAY)]
    assert settle(passes, [START - DAY]) == ([(0, START - DAY)], None)
    assert settle(passes, [START + 2 * DAY]) == ([], None)
    assert settle(passes, [START + 3 * DAY, START + 4 * DAY]) == ([(1, START + 3 * DAY)], None)
    assert settle(passes[:1], [START + 4 * DAY, START + 3 * DAY]) == ([], START + 3 * DAY)
    assert settle([], [START]) == ([], START)


def test_a_deal_dated_before_the_first_contact_opens_no_second_pass():
    assert settle([Pass(START, START - DAY)], [START]) == ([], None)
