"""The CRM of docs/examples works as the place of work: against a house that is really served, by webhook and API alone."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from tests.served import ROOT, House, served_house

BUILD = """
import sys
from handschlag.conversation.models import ensure_starter_topics
from handschlag.handover.tests.stories import agree
from handschlag.kernel.clock import now
from handschlag.organisation.models import ApiToken, User
from handschlag.organisation.tests.world import World
from handschlag.post.models import Webhook
at = now()
sam, theo, lena, otto = (User.objects.get(name=name) for name in ("Sam", "Theo", "Lena", "Otto"))
from handschlag.organisation.models import Rep, Role, Team
olga = User.objects.create_user("olga@musterwerk.example", "Olga")
olga.give_role(Role.SALES, by=None, at=at)
of_sam = Rep.objects.get(user=sam)
other = Rep.objects.create(user=olga, team=Team.objects.create(name="North", leader=theo), calendar=of_sam.calendar)
from handschlag.organisation.models import Territory
other.territories.add(Territory.objects.create(name="North", countries=["DE"], postal_prefixes=["2"]))
ensure_starter_topics()
agree(World(None, sam, theo, lena, None, otto, None, None, None), at)
token = ApiToken.make("Our CRM", owner=otto, scopes=["read", "sales", "on_behalf"], at=at)[1]
facts = ["handover_made", "handover_accepted", "handover_returned"]
webhook = Webhook.make("Our CRM", sys.argv[1], facts, by=otto.id, at=at)
print(token, webhook.secret())
"""

COME = """
import sys, time
from itertools import count
from handschlag.capture.models import Source, accept
from handschlag.handover.models import Handover
from handschlag.kernel.clock import now
at = now()
told = {"country": "DE", "industry": "metalworking"}
for name in sys.argv[1:]:
    traits = told | {"postal_code": "20095" if name == "Hinnerk" else "86150", "email": f"{name}@{name}.example".lower(), "given_name": name, "company": f"{name} GmbH"}
    asked = {"type": "track", "event": "demo_requested", "messageId": name, "timestamp": at.isoformat(), "context": {"traits": traits}}
    accept(Source.objects.get(), [asked], at)
for name in sys.argv[1:]:
    while not (found := Handover.objects.filter(lead__contact__given_name=name).select_related("lead").first()):
        time.sleep(0.2)
    print(found.id, found.lead.contact_id)
"""

DONE = """
import json
from handschlag.ledger.models import Entry
from handschlag.organisation.models import ApiToken, User
for entry in Entry.objects.filter(payload_json__contains='"through":'):
    program = ApiToken.objects.get(pk=json.loads(entry.payload_json)["through"]).name.replace(" ", "_")
    print(f"{entry.fact}:{User.objects.get(pk=entry.actor).name}:{program}")
"""


def run(house: House, code: str, *words: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup()\n{code}", *words],
        env=house.environment,
        capture_output=True,
        timeout=90,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Crm:
    """The example in a process of its own."""

    def __init__(self, house: House, folder: Path, port: int, token: str, secret: str) -> None:
        self.address = f"http://127.0.0.1:{port}"
        environment = os.environ | {
            "HANDSCHLAG_URL": f"http://127.0.0.1:{house.port}",
            "HANDSCHLAG_TOKEN": token,
            "WEBHOOK_SECRET": secret,
        }
        command = [sys.executable, str(ROOT / "docs/examples/crm.py"), str(port), str(folder / "crm.sqlite3")]
        self.process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)

    def page(self) -> str:
        with urllib.request.urlopen(self.address, timeout=5) as answer:
            return str(answer.read().decode())

    def states(self) -> dict[str, str]:
        try:
            return dict(re.findall(r'<article id="([^"]+)"><h2>[^<]*</h2><p>([^<]*)</p>', self.page()))
        except OSError:
            return {}

    def wait_for(self, expected: dict[str, str]) -> None:
        deadline = time.monotonic() + 60
        while self.states() != expected and time.monotonic() < deadline:
            time.sleep(0.2)
        assert self.states() == expected

    def press(self, handover: str, deed: str, **said: str) -> None:
        body = urllib.parse.urlencode(said).encode()
        urllib.request.urlopen(f"{self.address}/leads/{handover}/{deed}", body, timeout=20).close()


@pytest.mark.timeout(180)
def test_reps_work_in_their_crm_and_the_ledger_stays_here(tmp_path: Path) -> None:
    port = free_port()
    with served_house(HANDSCHLAG_WEBHOOK_ALLOW="127.0.0.1") as house:
        token, secret = run(house, BUILD, f"http://127.0.0.1:{port}/hooks")
        house.start()
        crm = Crm(house, tmp_path, port, token, secret)
        try:
            anna, anna_contact, bert, _contact, hinnerk, _contact = run(house, COME, "Anna", "Bert", "Hinnerk")
            crm.wait_for({anna: "waiting", bert: "waiting", hinnerk: "waiting"})
            assert "Anna" in crm.page()
            for _twice in range(2):  # a button pressed twice
                crm.press(anna, "accept")
            crm.press(hinnerk, "accept")
            crm.press(bert, "return", reason="no_need", sentence="Too small")
            crm.press(anna, "outcome", outcome="reached", form="1")
            crm.wait_for({anna: "accepted", bert: "returned", hinnerk: "accepted"})
            who = run(house, DONE)
            assert sorted(who) == [
                "conversation_logged:Sam:Our_CRM",
                "handover_accepted:Olga:Our_CRM",
                "handover_accepted:Sam:Our_CRM",
                "handover_returned:Sam:Our_CRM",
            ]
            forged = urllib.request.Request(
                f"{crm.address}/hooks", b"{}", {"webhook-id": "x", "webhook-signature": "v1,x"}
            )
            with pytest.raises(urllib.error.HTTPError, match="401"):
                urllib.request.urlopen(forged, timeout=5)
            erase = "import sys\nfrom handschlag.people.models import Contact, erase\nfrom handschlag.kernel.clock import now\n"
            run(house, f"{erase}erase(Contact.objects.get(id=sys.argv[1]), by=None, at=now())", anna_contact)
            crm.wait_for({bert: "returned", hinnerk: "accepted"})
        finally:
            crm.process.terminate()
            crm.process.wait(10)
