"""What forms decide without a database: origin, networks, proof, grammar, and what a visitor may type."""

import doctest
import string
from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from handschlag.capture.core import doubt, origin
from handschlag.capture.core.dropping import Dropped
from handschlag.capture.core.filled import Filled, said
from handschlag.capture.core.form import FormSpec, Lack, lacking
from handschlag.capture.core.form_starters import STARTERS, TEXTS
from handschlag.capture.core.messages import Reading, read
from handschlag.capture.forms.public import VisitorForm, origin_said
from handschlag.organisation.tests.world import MONDAY

ANYTHING = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)


@pytest.mark.parametrize("module", [doubt, origin])
def test_examples_hold(module):
    assert doctest.testmod(module).failed == 0


@given(st.dictionaries(st.sampled_from([*origin.NAMES, "evil"]), st.text(max_size=900)), st.text(max_size=300))
def test_an_origin_is_short_plain_and_known(params, referrer):
    found = origin.origin_of(params, referrer)
    assert set(found) <= set(origin.NAMES)
    for name, value in found.items():
        assert len(value) <= origin.LONGEST_PLACE
        assert not set(value) & set("\r\n\x00\x85\u2028")
        if name.removeprefix("first_") in origin.PLACES:
            assert value.startswith(("http://", "https://"))
            assert "?" not in value


@given(st.ip_addresses())
def test_a_cut_address_holds_the_address_and_many_more(address):
    network = ip_network(doubt.network_of(str(address)))
    mapped = getattr(address, "ipv4_mapped", None)
    assert (mapped or address) in network
    assert network.num_addresses >= 256


@given(st.text(max_size=40), st.text(max_size=80))
def test_nothing_said_about_the_way_moves_an_untrusted_caller(forwarded, remote):
    assert doubt.caller("198.51.100.9", forwarded, []) == "198.51.100.9"
    assert doubt.network_of(remote) == "" or ip_network(doubt.network_of(remote))


def test_only_what_trusted_proxies_vouch_for_counts():
    trusted = [ip_network("10.0.0.0/8"), ip_network("::1/128")]
    assert doubt.caller("10.1.1.1", "1.1.1.1, 203.0.113.9, 10.2.2.2", trusted) == "203.0.113.9"
    assert doubt.caller("203.0.113.9", "1.1.1.1", trusted) == "203.0.113.9"
    assert doubt.caller("10.1.1.1", "nonsense", trusted) == "nonsense"
    assert doubt.network_of("nonsense") == ""
    assert ip_address(doubt.caller("10.1.1.1", "10.2.2.2", trusted)) in trusted[0]


@given(st.text(alphabet=string.printable, max_size=20))
def test_a_guess_is_no_proof(answer):
    assert not doubt.is_proof("nonce", answer, bits=40)


def test_a_proof_is_work_of_about_the_announced_size():
    answers = [n for n in range(4_096) if doubt.is_proof("nonce", str(n), bits=8)]
    assert 4 <= len(answers) <= 32


@pytest.mark.parametrize("starter", sorted(STARTERS))
def test_every_start_is_complete_but_for_the_wordings(starter):
    lacks = {lack for lack, _what in lacking(STARTERS[starter](), frozenset(TEXTS), "house.example")}
    assert lacks == ({Lack.TITLE} if starter == "empty" else set())


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("leads_to", "javascript:alert(1)"),
        ("leads_to", "https://user:pass@www.example.com/"),
        ("leads_to", "https:\\\\evil.example"),
        ("leads_to", "//evil.example"),
        ("origins", ["https://www.example.com/path"]),
        ("origins", ["https://*.example.com"]),
        ("origins", ["https://a.example; script-src *"]),
        ("kind", "Contact requested"),
        ("answering", ["email"]),
        ("consents", [{"purpose": "weather"}]),
        ("consents", [{"purpose": "email"}, {"purpose": "email"}]),
        ("title", {"en": "a\u202eb"}),
        ("script", "alert(1)"),
    ],
)
def test_what_the_grammar_does_not_know_is_no_form(part, value):
    with pytest.raises(ValidationError):
        FormSpec.model_validate({**STARTERS["contact"]().model_dump(mode="json"), part: value})


@settings(max_examples=60, deadline=None)
@given(st.lists(ANYTHING, min_size=10, max_size=10), st.dictionaries(st.sampled_from(origin.NAMES), ANYTHING))
def test_whatever_is_typed_is_refused_with_a_sentence_or_becomes_a_readable_message(typed, params):
    spec = STARTERS["contact"]()
    names = [f"a_{field.key}" for field in spec.fields]
    visitor = VisitorForm(spec, {}, "de", {**dict(zip(names, typed, strict=False)), "a_email": "jana@albfraes.example"})
    if not visitor.is_valid():
        assert all(error for _name, _label, error in visitor.mistakes())
        return
    came = origin.origin_of(origin_said(params))
    filled = Filled("1", "contact", 1, spec, "de", MONDAY, visitor.answers(), came)
    try:
        reading = read(said(filled), MONDAY)
    except Dropped as dropped:
        pytest.fail(f"what a visitor may type was dropped: {dropped}")
    assert isinstance(reading, Reading)
    assert reading.who == "email:jana@albfraes.example"
