"""Five readers for settings from the environment; each fails loudly, naming the variable and what it expects."""

import os
from ipaddress import IPv4Network, IPv6Network, ip_network

from django.core.exceptions import ImproperlyConfigured

from handschlag.post.core.targets import Allowed


def text(name: str, default: str = "") -> str:
    """The variable as it stands, or ``default`` where it is unset."""
    return os.environ.get(name, default)


def flag(name: str, default: bool) -> bool:
    """``1/yes/true/on`` or ``0/no/false/off``; anything else is an error."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value.lower() in {"1", "yes", "true", "on"}:
        return True
    if value.lower() in {"0", "no", "false", "off"}:
        return False
    raise ImproperlyConfigured(f"{name}={value!r}: expected one of 1, yes, true, on, 0, no, false, off.")


def number(name: str, default: int) -> int:
    """A whole number; anything else is an error."""
    value = os.environ.get(name)
    if value is None:
        return default
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name}={value!r}: expected a whole number.") from None


def networks(name: str) -> list[IPv4Network | IPv6Network]:
    """Addresses or networks, separated by spaces; anything else is an error."""
    try:
        return [ip_network(word) for word in text(name).split()]
    except ValueError:
        raise ImproperlyConfigured(
            f"{name}={text(name)!r}: expected networks such as 10.0.0.0/8, separated by spaces."
        ) from None


def targets(name: str) -> list[str]:
    """Host names, addresses or networks, separated by spaces; a network that is none is an error."""
    words = text(name).split()
    try:
        Allowed.parse(words)
    except ValueError:
        raise ImproperlyConfigured(
            f"{name}={text(name)!r}: expected host names, addresses or networks such as 10.1.0.0/16, separated by spaces."
        ) from None
    return words
