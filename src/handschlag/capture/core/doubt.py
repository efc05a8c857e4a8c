"""Telling people from programs without asking a third party: an address cut short, a proof of work, and the reasons to doubt."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import timedelta
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address

PROOF_BITS = 13
"""Zero bits a proof must begin with: about 8,000 hashes, under a second in a browser, while somebody types."""

LIFETIME = timedelta(hours=12)
"""How long a page may lie open before it has to be sent again."""

SHORTEST, SHORTEST_WITHOUT_PROOF = timedelta(seconds=2), timedelta(seconds=6)
"""Nobody fills in a form faster; without a proof more patience is asked for."""

WINDOW = timedelta(minutes=10)
MOST_OF_A_NETWORK, MOST_WITHOUT_PROOF, MOST_OF_A_FORM = 20, 4, 200
"""Submissions within the window: of one network, of one network without a proof of work, and of all together before they are held."""

MOST_MAILS = 3
"""Unanswered confirmation mails to one address within a day; whoever wants to annoy a third person gets no further."""

Network = IPv4Network | IPv6Network


class Reason(StrEnum):
    """Why a submission was turned away or held. Each is counted under its form."""

    STALE = "stale"
    USED = "used"
    TOO_FAST = "too_fast"
    NETWORK = "network"
    WITHOUT_PROOF = "without_proof"
    HONEYPOT = "honeypot"
    FLOOD = "flood"
    MAILS = "mails"


HOLDING = frozenset({Reason.HONEYPOT, Reason.FLOOD})
"""Reasons for which a submission is held for a person to look at, instead of being turned away."""


def is_proof(nonce: str, answer: str, bits: int = PROOF_BITS) -> bool:
    """Whether SHA-256 of ``nonce:answer`` begins with so many zero bits.

    >>> is_proof("a", next(str(n) for n in range(10_000) if is_proof("a", str(n), 6)), 6)
    True
    """
    if not answer.isascii() or not answer.isdigit() or len(answer) > 12:
        return False
    digest = hashlib.sha256(f"{nonce}:{answer}".encode()).digest()
    return int.from_bytes(digest) >> (256 - bits) == 0


def network_of(address: str) -> str:
    """The address cut short, as it may be kept: the /24 of IPv4, the /48 of IPv6; "" for what is none.

    >>> network_of("203.0.113.77"), network_of("2001:db8:1:2::3"), network_of("::ffff:203.0.113.77")
    ('203.0.113.0/24', '2001:db8:1::/48', '203.0.113.0/24')
    """
    try:
        found = ip_address(address.strip())
    except ValueError:
        return ""
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if isinstance(found, IPv6Address):
        return str(IPv6Network((int(found), 48), strict=False))
    return str(IPv4Network((int(found), 24), strict=False))


def caller(remote: str, forwarded: str, trusted: Sequence[Network]) -> str:
    """The address that called. What a request says about itself counts only as far as trusted proxies vouch for it.

    >>> caller("198.51.100.9", "203.0.113.1", [])
    '198.51.100.9'
    >>> caller("10.0.0.1", "203.0.113.66, 198.51.100.9", [IPv4Network("10.0.0.0/8")])
    '198.51.100.9'
    """
    hops = [*(hop.strip() for hop in forwarded.split(",") if hop.strip()), remote]
    while len(hops) > 1 and _is_within(hops[-1], trusted):
        hops.pop()
    return hops[-1]


def _is_within(address: str, networks: Iterable[Network]) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in networks)
