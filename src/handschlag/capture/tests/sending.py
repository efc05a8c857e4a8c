"""Messages sent through the door as a library would send them, for the tests of this room and of later ones."""

from __future__ import annotations

import base64
import io
import json
from datetime import datetime, timedelta
from typing import Any

from handschlag.capture.door import Door
from handschlag.capture.models import Bundle, Senders, unpack
from handschlag.organisation.tests.world import MONDAY


class Answer:
    """What the door said: status, headers, and the JSON of the body."""

    def __init__(self, status: str, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status, self.headers, self.body = int(status.split()[0]), dict(headers), body

    def json(self) -> Any:
        return json.loads(self.body)


def write_at_once(parcel: Any) -> None:
    """In this thread and its transaction, where the served house has a thread of its own for it."""
    Bundle.put([parcel])


def door(at: datetime = MONDAY, keep: Any = write_at_once) -> Door:
    """A door that remembers no key longer than a request, on this day."""
    return Door(keep, Senders(remembered=timedelta(0)), lambda: at)


def send(
    body: Any, key: str = "", path: str = "/v1/batch", at: datetime = MONDAY, keep: Any = write_at_once, **headers: str
) -> Answer:
    """POST it, as JSON where it is not bytes; headers by their names in small letters with underscores."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return ask("POST", path, data, key, door(at, keep), **headers)


def ask(
    method: str, path: str, data: bytes = b"", key: str = "", at_door: Door | None = None, **headers: str
) -> Answer:
    """Any request."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "HTTP_HOST": "house.example",
        "wsgi.url_scheme": "https",
        "CONTENT_LENGTH": str(len(data)),
        "wsgi.input": io.BytesIO(data),
    }
    if key:
        environ["HTTP_AUTHORIZATION"] = f"Basic {base64.b64encode(f'{key}:'.encode()).decode()}"
    environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    said: list[Any] = []
    body = b"".join((at_door or door())(environ, lambda status, headers: said.extend((status, headers))))
    return Answer(said[0], said[1], body)


def send_and_unpack(*messages: Any, key: str, at: datetime = MONDAY, **headers: str) -> Answer:
    """A batch sent, and read by the worker."""
    answer = send({"batch": list(messages)}, key, at=at, **headers)
    while unpack(at):
        pass
    return answer
