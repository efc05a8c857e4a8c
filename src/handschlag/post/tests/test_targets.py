"""Where webhooks may go: ranges written out by hand from the IANA registries, not asked of the code under test."""

import pytest

from handschlag.post.core.targets import Allowed, NoTarget, checked, is_public, parse

NOTHING = Allowed()

PUBLIC = ["93.184.215.14", "8.8.8.8", "172.15.255.255", "172.32.0.1", "192.167.255.255", "2a00:1450:4001:81b::200e"]
NOT_PUBLIC = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:0:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "nonsense",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_the_public_internet_may_be_told(address):
    assert is_public(address)
    assert checked("host.example", [address], NOTHING) == [address]


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_nothing_else_may(address):
    assert not is_public(address)
    with pytest.raises(NoTarget, match="not_public"):
        checked("host.example", [address], NOTHING)


def test_one_bad_address_spoils_all_of_a_host():
    with pytest.raises(NoTarget):
        checked("host.example", ["8.8.8.8", "10.0.0.1"], NOTHING)


def test_a_host_without_an_address_is_unknown():
    with pytest.raises(NoTarget, match="unknown_host"):
        checked("host.example", [], NOTHING)


@pytest.mark.parametrize("word", ["10.0.0.0/8", "10.1.2.3", "crm.intern.example", "CRM.intern.example."])
def test_an_operator_allows_a_network_an_address_or_a_host(word):
    allowed = Allowed.parse([word])
    assert checked("crm.intern.example", ["10.1.2.3"], allowed) == ["10.1.2.3"]
    with pytest.raises(NoTarget):
        checked("other.example", ["192.168.0.1"], allowed)


def test_an_allowed_network_holds_its_addresses_written_as_ipv6():
    assert checked("h.example", ["::ffff:10.1.2.3"], Allowed.parse(["10.0.0.0/8"])) == ["::ffff:10.1.2.3"]


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://crm.example/", "not_https"),
        ("ftp://crm.example/", "not_an_address"),
        ("file:///etc/passwd", "not_an_address"),
        ("https://", "not_an_address"),
        ("https:///hooks", "not_an_address"),
        ("crm.example/hooks", "not_an_address"),
        ("https://sam:secret@crm.example/", "with_a_login"),
        ("https://@crm.example/", "with_a_login"),
        ("https://crm.example:0/", "not_an_address"),
        ("https://crm.example:99999/", "not_an_address"),
        ("https://crm.example:port/", "not_an_address"),
        ("https://crm.example/\r\nHost: other", "not_an_address"),
        ("https://crm.example/a b", "not_an_address"),
        ("https://crm.example\\@10.0.0.1/", "not_an_address"),
        ("https://[fe80::1%25eth0]/", "not_an_address"),
        ("https://[::1/", "not_an_address"),
        ("https://crm.example/" + "a" * 500, "too_long"),
        ("https://crm.example/straße", "not_an_address"),
    ],
)
def test_what_is_no_target(address, why):
    with pytest.raises(NoTarget, match=why):
        parse(address, NOTHING)


def test_a_target_taken_apart():
    target = parse("https://Crm.Example.:8443/hooks?from=us#here", NOTHING)
    assert (target.host, target.port, target.path, target.name) == (
        "crm.example",
        8443,
        "/hooks?from=us",
        "crm.example:8443",
    )
    assert parse("https://[2a00::1]/", NOTHING).name == "[2a00::1]"
    assert parse("https://bücher.example", NOTHING).host == "xn--bcher-kva.example"


def test_plain_http_is_for_hosts_the_operator_allowed():
    assert parse("http://crm.intern/", Allowed.parse(["crm.intern"])).port == 80
    assert parse("http://10.1.2.3:8080/", Allowed.parse(["10.0.0.0/8"])).port == 8080
