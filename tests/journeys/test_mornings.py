"""The morning's mail with real workers, two at a time, that are killed where it hurts most: one mail a person and day, none lost."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest

from tests.intake.conftest import database_of_its_own
from tests.served import House, served_house

COLLEAGUES = 60

FURNISH = f"""
from handschlag.kernel.clock import now
from handschlag.organisation.models import User, WorkingCalendar
from handschlag.post.models import Failure, Message
WorkingCalendar.objects.update(week=[[[540, 1020]]] * 7, time_zone="Europe/Berlin")
given_up = Message.objects.create(key="given up", recipient="a@a.example", body="", created_at=now())
Failure.objects.create(message=given_up, at=now())
for number in range({COLLEAGUES}):
    user = User.objects.create_user(f"c{{number}}@musterwerk.example", f"C{{number}}")
    user.give_role("operations", by=None, at=now())
"""

WORKER = """
import os, signal, sys
from datetime import UTC, datetime
from threading import Event
import django
django.setup()
from handschlag.journey import worker
from handschlag.organisation.models import digest
dies_at, when = int(sys.argv[1]), sys.argv[2]
written, send = [], digest.send_mail_later
def write(**mail):
    written.append(mail)
    if len(written) == dies_at and when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    send(**mail)
    if len(written) == dies_at and when == "after":
        os.kill(os.getpid(), signal.SIGKILL)
digest.send_mail_later = write
worker.now = lambda: datetime(2027, 3, 2, 9, 0, tzinfo=UTC)
worker.run(Event())
"""

FOUND = """
import json
from collections import Counter
from handschlag.organisation.models import NotificationSettings
from handschlag.post.models import Message
days = NotificationSettings.objects.exclude(digest_on=None).values_list("user__email", "digest_on")
mails = Message.objects.filter(key__startswith="digest/").values_list("recipient", flat=True)
print(json.dumps({"days": {email: str(on) for email, on in days if email.startswith("c")}, "mails": Counter(m for m in mails if m.startswith("c"))}))
"""


def worker(house: House, dies_at: int = 0, when: str = "") -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", WORKER, str(dies_at), when]
    return subprocess.Popen(command, env=house.environment, stderr=subprocess.DEVNULL)


def found(house: House) -> dict[str, dict[str, object]]:
    answer: dict[str, dict[str, object]] = json.loads(house.run(FOUND))
    return answer


@pytest.mark.timeout(180)
def test_killed_between_the_claim_and_the_mail_and_after_it_everybody_has_one_mail() -> None:
    with served_house(database_of_its_own()) as house:
        house.run(FURNISH)
        for dying in [worker(house, 7, "before"), worker(house, 11, "after")]:
            assert dying.wait(60) == -9
        begun = found(house)
        assert (
            begun["days"].keys() == begun["mails"].keys()
        )  # whose day was moved on has the mail: together or not at all
        assert 0 < len(begun["mails"]) < COLLEAGUES
        living = [worker(house) for _number in range(2)]
        try:
            deadline = time.monotonic() + 60
            while len(found(house)["days"]) < COLLEAGUES and time.monotonic() < deadline:
                time.sleep(0.2)
        finally:
            for one in living:
                one.kill()
                one.wait()
        ended = found(house)
    assert set(ended["days"].values()) == {"2027-03-02"}
    assert len(ended["days"]) == len(ended["mails"]) == COLLEAGUES
    assert set(ended["mails"].values()) == {1}
