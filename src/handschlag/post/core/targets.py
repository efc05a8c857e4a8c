"""Where webhooks may go: to the public internet, and to what the operator allowed besides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

LONGEST = 500

Address = IPv4Address | IPv6Address

PUBLIC_V6 = IPv6Network("2000::/3")
"""All of IPv6 that is given out; everything beside it carries other meanings, IPv4 inside of IPv6 among them."""

RELAYS = IPv4Network("192.88.99.0/24")
"""Once led from IPv4 to IPv6 (RFC 7526)."""


@dataclass(frozen=True)
class Target:
    """A receiver's address taken apart. ``path`` is what is asked for, query and all."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def name(self) -> str:
        """As it stands in the Host header: brackets around IPv6, the port where it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


_PORTS = {"https": 443, "http": 80}


class NoTarget(ValueError):  # noqa: N818 – an answer, not an error
    """An address no webhook can be sent to; says why by a key of ``REASONS``."""


REASONS = ("not_an_address", "too_long", "not_https", "with_a_login", "not_public", "unknown_host")


@dataclass(frozen=True)
class Allowed:
    """What an operator allowed besides the public internet: host names, addresses, networks."""

    hosts: frozenset[str] = frozenset()
    networks: Sequence[IPv4Network | IPv6Network] = field(default=())

    @classmethod
    def parse(cls, words: Iterable[str]) -> Allowed:
        """``crm.intern.example``, ``10.1.2.3`` or ``10.1.0.0/16``. ValueError for a network that is none."""
        hosts, networks = set(), []
        for word in words:
            if "/" in word or ":" in word or word.replace(".", "").isdigit():
                networks.append(ip_network(word))
            else:
                hosts.add(word.lower().rstrip("."))
        return cls(frozenset(hosts), tuple(networks))

    def names(self, host: str) -> bool:
        """Whether the host itself was allowed, whatever its address."""
        return host in self.hosts or self.holds(host)

    def holds(self, address: str) -> bool:
        try:
            plain = _plain(ip_address(address))
        except ValueError:
            return False
        return any(plain.version == network.version and plain in network for network in self.networks)


def parse(address: str, allowed: Allowed) -> Target:
    """Raises NoTarget for anything but ``https://host[:port]/path``; ``http`` where the host itself is allowed."""
    if len(address) > LONGEST:
        raise NoTarget("too_long")
    if not address.isprintable() or any(character in address for character in ' \\"<>^`{|}'):
        raise NoTarget("not_an_address")
    try:
        parts = urlsplit(address)
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode().lower().rstrip(".") if parts.hostname else ""
    except (ValueError, UnicodeError):
        raise NoTarget("not_an_address") from None
    if parts.scheme not in _PORTS or not host or port == 0 or "%" in host:
        raise NoTarget("not_an_address")
    if parts.username is not None or parts.password is not None:
        raise NoTarget("with_a_login")
    if parts.scheme == "http" and not allowed.names(host):
        raise NoTarget("not_https")
    asked = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not asked.isascii():
        raise NoTarget("not_an_address")
    return Target(parts.scheme, host, port or _PORTS[parts.scheme], asked)


def checked(host: str, found: Iterable[str], allowed: Allowed) -> list[str]:
    """The addresses a host resolved to, where every one of them may be connected to. Raises NoTarget otherwise.

    One address that is not public spoils all: whoever lets a name point to both hopes that we choose the wrong one.
    """
    addresses = list(dict.fromkeys(found))
    if not addresses:
        raise NoTarget("unknown_host")
    if host not in allowed.hosts and not all(is_public(address) or allowed.holds(address) for address in addresses):
        raise NoTarget("not_public")
    return addresses


def is_public(address: str) -> bool:
    """Whether an address belongs to the public internet, and to no other machine by way of it."""
    try:
        plain = _plain(ip_address(address))
    except ValueError:
        return False
    if isinstance(plain, IPv4Address):
        return plain.is_global and not plain.is_multicast and not plain.is_reserved and plain not in RELAYS
    return plain in PUBLIC_V6 and plain.is_global and plain.sixtofour is None and plain.teredo is None


def _plain(address: Address) -> Address:
    """An IPv4 address written as IPv6 is the IPv4 address."""
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
