"""One request to a receiver: to the address that was checked and no other, within a bounded time, reading no more than it needs."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from threading import Timer
from time import monotonic

from django.conf import settings
from django.utils.translation import gettext_noop

from handschlag.post.core.targets import Allowed, NoTarget, Target, checked, parse

SECONDS = 10.0
"""How long one attempt may take in all, from the look-up of the name to the head of the answer."""

TOO_SLOW = gettext_noop("It did not answer in time.")


@dataclass(frozen=True)
class Answer:
    """What came of one attempt: the status that was answered, or what went wrong before one was."""

    status: int | None = None
    error: str = ""
    asked_pause: timedelta = timedelta(0)

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_of_this_fact(self) -> bool:
        """A refusal that may concern this one fact: the receiver is there, and neither overloaded nor hidden behind a gateway."""
        return self.status is not None and not self.is_taken and self.status not in {410, 429, 502, 503, 504}

    @property
    def is_gone(self) -> bool:
        """The receiver says that it wants nothing any more."""
        return self.status == 410


def post(address: str, headers: Mapping[str, str], body: bytes) -> Answer:
    """Send ``body`` to ``address`` once; never raises. Redirects are answers like any other and are not followed."""
    deadline = monotonic() + SECONDS
    try:
        allowed = Allowed.parse(settings.WEBHOOK_ALLOWED)
        target = parse(address, allowed)
        return _ask(target, checked(target.host, _look_up(target), allowed), headers, body, deadline)
    except NoTarget as refused:
        return Answer(error=str(refused))
    except TimeoutError:
        return Answer(error=TOO_SLOW)
    except (OSError, HTTPException, ValueError) as error:
        return Answer(error=TOO_SLOW if monotonic() >= deadline else f"{type(error).__name__}: {error}"[:300])


def _look_up(target: Target) -> list[str]:
    """Every address of the host, in the order of the system; the one look-up there is."""
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    except OSError:
        raise NoTarget("unknown_host") from None
    return [str(sockaddr[0]) for _family, _type, _protocol, _name, sockaddr in found]


def _ask(target: Target, addresses: list[str], headers: Mapping[str, str], body: bytes, deadline: float) -> Answer:
    connection = HTTPConnection(target.host, target.port)
    with _line(target, addresses, deadline) as line, _hung_up_at(line, deadline):
        if isinstance(line, ssl.SSLSocket):
            line.do_handshake()
        connection.sock = line
        connection.request("POST", target.path, body, {"Host": target.name, "Connection": "close", **headers})
        with connection.getresponse() as answered:
            if monotonic() >= deadline:  # a head cut off looks like a whole one
                raise TimeoutError
            return Answer(answered.status, asked_pause=_seconds(answered.headers.get("Retry-After", "")))


def _line(target: Target, addresses: list[str], deadline: float) -> socket.socket:
    """Connected to the first of the checked addresses that answers; its name is only used to recognise it by its certificate."""
    trouble: OSError = TimeoutError()
    for address in addresses:
        if (left := deadline - monotonic()) <= 0:
            raise TimeoutError
        try:
            line = socket.create_connection((address, target.port), timeout=left)
        except OSError as error:
            trouble = error
            continue
        if target.scheme == "http":
            return line
        return _trusted().wrap_socket(line, server_hostname=target.host, do_handshake_on_connect=False)
    raise trouble


def _trusted() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=settings.WEBHOOK_CA_FILE or None)


@contextmanager
def _hung_up_at(line: socket.socket, deadline: float) -> Iterator[None]:
    """Whoever sends a byte now and then keeps every single read within its time; so the line itself ends at the deadline."""
    left = max(deadline - monotonic(), 0.01)
    line.settimeout(left)
    timer = Timer(left, _hang_up, [line])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _hang_up(line: socket.socket) -> None:
    try:
        socket.socket.shutdown(line, socket.SHUT_RDWR)
    except OSError:
        return  # it ended by itself


def _seconds(asked: str) -> timedelta:
    """``Retry-After`` in seconds; a date there is not worth a clock."""
    return timedelta(seconds=int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 9 else timedelta(0)
