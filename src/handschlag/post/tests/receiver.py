"""A receiver of webhooks that really listens, and answers as it is told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

Answering = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Receiver:
    """What came in, in order: headers in small letters, and the body."""

    url: str
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answering: Answering | None = None
    status: int = 204

    @property
    def told(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _headers, body in self.got]

    @property
    def facts(self) -> list[str]:
        return [one["type"] for one in self.told]


@contextmanager
def receiver(answering: Answering | None = None) -> Iterator[Receiver]:
    """Listens on the loopback interface, which tests have to allow."""
    kept = Receiver("", answering=answering)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            if kept.answering:
                kept.answering(self)
            else:
                self.send_response(kept.status)
                self.end_headers()

        def log_message(self, *_words: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        kept.url = f"http://127.0.0.1:{server.server_port}/hooks?from=handschlag"
        Thread(target=server.serve_forever, daemon=True).start()
        yield kept
        server.shutdown()
