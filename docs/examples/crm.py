"""A very small CRM that works with Handschlag: standard library only, to be read as a whole.

It receives webhooks, fetches each handover with its brief, shows them on a page, and says what came of them, in the name of the rep whose
lead it is. See docs/topics/crm.md.

    HANDSCHLAG_URL=http://127.0.0.1:8000 HANDSCHLAG_TOKEN=hs_… WEBHOOK_SECRET=whsec_… python crm.py 9000 crm.sqlite3
"""

from __future__ import annotations

import hmac
import json
import os
import sqlite3
import sys
import time
import urllib.error
import urllib.request
from base64 import b64decode, b64encode
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

URL = os.environ["HANDSCHLAG_URL"].rstrip("/") + "/api/v1"
TOKEN = os.environ["HANDSCHLAG_TOKEN"]
SECRET = b64decode(os.environ["WEBHOOK_SECRET"].removeprefix("whsec_"))
FOLLOWED = {
    "handover_made",
    "handover_accepted",
    "handover_returned",
    "handover_timed_out",
    "handover_reassigned",
    "handover_let_go",
}


def store() -> sqlite3.Connection:
    database = sqlite3.connect(sys.argv[2], isolation_level=None, timeout=10)
    database.execute("create table if not exists heard (id text primary key)")
    columns = "handover text primary key, rep text, contact text, name text, state text"
    database.execute(f"create table if not exists lead ({columns})")
    return database


# --- what Handschlag tells ---------------------------------------------------------------------------------------------


def is_signed(headers: Any, body: bytes) -> bool:
    """Whether one of the signatures is ours, over this id, this moment (five minutes at most) and this body."""
    stamp = headers.get("webhook-timestamp", "")
    if not stamp.isdigit() or abs(time.time() - int(stamp)) > 300:
        return False
    signed = f"{headers['webhook-id']}.{stamp}.".encode() + body
    ours = "v1," + b64encode(hmac.digest(SECRET, signed, "sha256")).decode()
    return any(hmac.compare_digest(ours, one) for one in headers.get("webhook-signature", "").split())


def hear(message_id: str, message: dict[str, Any]) -> None:
    """Follow one fact. The id is remembered last: cut off before, the same message comes again and does the same again."""
    database = store()
    if database.execute("select 1 from heard where id = ?", [message_id]).fetchone():
        return
    subject = message["data"]["subject"]
    if message["type"] in FOLLOWED and subject["kind"] == "handover":
        keep(database, subject["id"], message["data"]["payload"].get("rep", ""))
    elif message["type"] == "person_erased":  # GDPR 19: whoever got the data must follow
        database.execute("delete from lead where contact = ?", [subject["id"]])
    database.execute("insert or ignore into heard values (?)", [message_id])


def keep(database: sqlite3.Connection, handover_id: str, rep: str = "") -> None:
    """The handover as it stands now, read as its rep: a webhook says that something happened, the API what is."""
    rep = rep_of(database, handover_id) or rep
    handover = call("GET", f"/handover/handovers/{handover_id}", rep)
    person = call("GET", f"/people/contacts/{handover['contact']}", rep)
    name = f"{person['given_name']} {person['family_name']}".strip() or person["email"]
    row = [handover_id, rep, handover["contact"], name, handover["state"]]
    database.execute("insert or replace into lead values (?, ?, ?, ?, ?)", row)


def rep_of(database: sqlite3.Connection, handover_id: str) -> str:
    """The rep as ``handover_made`` named them: a handover belongs to one rep for ever, another rep gets another one."""
    found = database.execute("select rep from lead where handover = ?", [handover_id]).fetchone()
    return found[0] if found else ""


# --- what the CRM says -------------------------------------------------------------------------------------------------


def call(method: str, path: str, rep: str, said: dict[str, Any] | None = None, key: str = "") -> Any:
    """One call in the name of a rep. A POST carries a key that names the deed: sent twice, it happens once."""
    request = urllib.request.Request(
        URL + path, method=method, data=None if said is None else json.dumps(said).encode()
    )
    request.add_header("Authorization", f"Bearer {TOKEN}")
    request.add_header("Content-Type", "application/json")
    request.add_header("On-Behalf-Of", rep)
    if key:
        request.add_header("Idempotency-Key", key)
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


def act(handover_id: str, deed: str, said: dict[str, str]) -> None:
    path, key, rep = f"/handover/handovers/{handover_id}", f"{deed}:{handover_id}", rep_of(store(), handover_id)
    if deed == "accept":
        call("POST", f"{path}/acceptance", rep, key=key)
    elif deed == "return":
        call("POST", f"{path}/return", rep, {"reason": said["reason"], "sentence": said.get("sentence", "")}, key)
    elif deed == "outcome":
        talked = {"outcome": said["outcome"], "note": said.get("note", "")}
        call("POST", f"/conversation/handovers/{handover_id}/conversations", rep, talked, f"{key}:{said['form']}")
    keep(store(), handover_id)


# --- the CRM's own page ------------------------------------------------------------------------------------------------


class Door(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), 1_000_000))
        try:
            if self.path == "/hooks":
                if not is_signed(self.headers, body):
                    return self.answer(401, "not signed")
                hear(self.headers["webhook-id"], json.loads(body))
                return self.answer(204)
            _nothing, _leads, handover_id, deed = self.path.split("/")
            act(handover_id, deed, {name: values[0] for name, values in parse_qs(body.decode()).items()})
            return self.answer(303, to="/")
        except urllib.error.HTTPError as error:  # Handschlag refused, with a sentence; or it has to be tried again
            return self.answer(502, json.load(error).get("detail", str(error)))
        except (urllib.error.URLError, OSError) as error:
            return self.answer(503, str(error))

    def do_GET(self) -> None:
        rows = store().execute("select handover, name, state from lead order by rowid desc").fetchall()
        self.answer(200, "<h1>Leads</h1>" + "".join(self.row(*row) for row in rows))

    def row(self, handover_id: str, name: str, state: str) -> str:
        button = '<form method="post" action="/leads/{}/{}">{}<button>{}</button></form>'
        once = f'<input type="hidden" name="form" value="{time.time_ns()}">'
        forms = {
            "waiting": button.format(handover_id, "accept", "", "Accept")
            + button.format(handover_id, "return", '<input name="reason" value="no_need">', "Return"),
            "accepted": button.format(handover_id, "outcome", once + '<input name="outcome" value="reached">', "Log"),
        }
        return (
            f'<article id="{handover_id}"><h2>{escape(name)}</h2><p>{escape(state)}</p>{forms.get(state, "")}</article>'
        )

    def answer(self, status: int, text: str = "", to: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        if to:
            self.send_header("Location", to)
        self.end_headers()
        self.wfile.write(text.encode() if status != 204 else b"")


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Door).serve_forever()
