"""Anna's whole story in every room, with her mark in every field; then she is erased. Run by test_erasure.py in an installation of its own.

Prints one JSON line: what the test looks at.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

import django

django.setup()

from django.apps import apps  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, models  # noqa: E402

from handschlag.capture.core.parcels import Parcel  # noqa: E402
from handschlag.capture.models import Bundle, Import, Submission, Touch, accept  # noqa: E402
from handschlag.capture.tests.forms_world import published, submit  # noqa: E402
from handschlag.conversation.models import Conversation, Deal, ensure_starter_topics  # noqa: E402
from handschlag.handover.models import Handover  # noqa: E402
from handschlag.handover.tests.stories import DAY, HOUR, accepted, build_house, lead  # noqa: E402
from handschlag.journey.advance import advance  # noqa: E402
from handschlag.journey.imports import run_import  # noqa: E402
from handschlag.kernel.erasing import Fate, fates  # noqa: E402
from handschlag.ledger.models import Entry, verify  # noqa: E402
from handschlag.organisation.tests.world import MONDAY  # noqa: E402
from handschlag.people.models import (  # noqa: E402
    Because,
    Company,
    Contact,
    Lead,
    MarketingObjection,
    Restriction,
    Scrub,
    enter,
    erase,
    merge,
    merge_companies,
    scrub,
)
from handschlag.post.models import deliver_due  # noqa: E402

MARK = "kanarie4711"
EMAIL = f"{MARK}@bauer.example"
PHONE = "+4982147114711"
CSV = f"email,given,family,city\n{EMAIL},{MARK}-given,{MARK}-family,{MARK}-city\nkein-{MARK},{EMAIL},{MARK}-family,x\n"
STAYS = {
    *(f"{table}.{name}" for table in ("Touch", "Handover") for name in ("channel", "campaign", "material")),
    "Touch.kind",
    "Touch.who",
    "Mark.who",
    "Mark.flag",
    "Verdict.decision",
    "Return.reason",
    "Quarantined.reason",
    "ImportRow.reason",
    "ImportRow.outcome",
    "ImportRow.column",
    "ImportRow.undo_refused_because",
    "Deal.currency",
}
"""Columns of emptied tables that stay by design (words of the house, not of the person), or by which the rows are found."""


def tell_all(house: Any) -> Contact:
    """By the real verbs of every room."""
    handover = accepted(house, "Anna")
    anna = handover.lead.contact
    said = {"email": EMAIL, "phone": PHONE, "firstName": f"{MARK}-given", "lastName": f"{MARK}-family"}
    known = {"email": anna.email}
    consent = {"consent": {"phone": {"given": True, "wording": f"Ja, {MARK}"}}, "note": MARK}
    for number, traits in enumerate((said, known, said | {"hobby": MARK})):
        sent = {
            "type": "track",
            "event": "Brochure downloaded",
            "messageId": f"{MARK}-{number}",
            "timestamp": MONDAY.isoformat(),
            "userId": f"{MARK}-user",
            "anonymousId": f"{MARK}-browser",
            "properties": consent,
            "context": {"traits": traits, "page": {"path": f"/{MARK}", "search": f"?e={EMAIL}"}},
        }
        accept(house.source, [sent], MONDAY)
    advance(MONDAY + HOUR)
    accept(house.source, [{"type": "track", "event": 7, "messageId": MARK, "context": {"traits": said}}], MONDAY)
    twin = lead(house, "Twin").contact
    anna = Contact.objects.get(identifiers__key=f"email:{EMAIL}")
    merge(anna, twin, at=MONDAY, by=house.world.mara, because=Because.PERSON, reasons=[MARK])
    own = Company(name=f"{MARK}-given {MARK}-family", made_at=MONDAY).index_name()
    own.save()
    colleague = enter({"email": "ben@anna.example", "company": "Anna GmbH"}, by=house.world.mara, at=MONDAY)
    merge_companies(Contact.objects.get(id=colleague.id).company, own, at=MONDAY, by=None, because=Because.PERSON)
    ensure_starter_topics()
    words = {"note": f"Said {MARK}", "own_words": MARK, "next_step": f"Call {PHONE}"}
    Conversation.log(handover, by=handover.rep, at=MONDAY + HOUR, outcome="reached", means="phone", **words)
    deal = Deal.open(handover.lead, name=MARK, owner=handover.rep, value_minor=1, currency="EUR", at=MONDAY + HOUR)
    deal.close("lost", f"Because of {MARK}", by=handover.rep, at=MONDAY + 2 * HOUR)
    return anna


def send_all(house: Any) -> None:
    """Forms, mails and tables that were sent in."""
    form = published("newsletter")
    for at in (MONDAY, MONDAY + HOUR):
        submit(
            form,
            at,
            answers={"email": EMAIL, "given_name": MARK, "family_name": MARK, "company": "x"},
            ticked=["email"],
        )
    deliver_due(MONDAY + HOUR)
    table = Path(settings.MEDIA_ROOT) / "table.csv"
    table.parent.mkdir(parents=True, exist_ok=True)
    for is_run in (True, False):
        table.write_text(CSV, encoding="utf-8")
        imported = Import.read_in(table, file_name="table.csv", by=house.world.mara, at=MONDAY)
        if is_run:
            run_one(imported)
    table.unlink()


def run_one(imported: Import) -> None:
    from handschlag.capture.core.mapping import Mapping

    fields = {
        "email": "contact.email",
        "given": "contact.given_name",
        "family": "contact.family_name",
        "city": "attribute.city",
    }
    mapping = {"grammar": 1, "title": "Own", "fields": {to: {"column": name} for name, to in fields.items()}}
    imported.map_with(Mapping.model_validate(mapping), "own")
    imported.ask(MONDAY)
    run_import(imported, MONDAY + HOUR)


def wait_in_the_inbox(house: Any) -> None:
    """A request nobody has read yet when she is erased."""
    sent = {"type": "track", "event": "Late", "messageId": "late", "context": {"traits": {"email": EMAIL, "x": MARK}}}
    Bundle.put([Parcel(house.source.id, MONDAY + DAY, [json.dumps(sent).encode()])])


def mark_everything() -> int:
    """Her mark also in every text of every row of the tables that erasing empties, whoever wrote it; returns how many."""
    Handover.objects.update(brief={"why": MARK}, chosen_because={"prefix": MARK})
    marked = 0
    for label, (fate, _why) in fates().items():
        model: Any = apps.get_model(label)
        for field in model._meta.concrete_fields if fate is Fate.EMPTIED and label != "people.Contact" else ():
            is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
            if is_text and not (field.primary_key or field.unique or f"{model.__name__}.{field.name}" in STAYS):
                marked += model._default_manager.update(**{field.name: f"{EMAIL} {MARK}"[: field.max_length]})
    return marked


def files() -> dict[str, int]:
    """Every file of the installation in which her mark, her number or her address stands, and how often."""
    flush()
    places = [Path(settings.MEDIA_ROOT).parent]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('data_directory'), oid FROM pg_database WHERE datname = current_database()"
            )
            home, own = cursor.fetchone()
            places.append(Path(home) / "base" / str(own))
    found = {}
    for place in places:
        for file in place.rglob("*"):
            if file.is_file():
                content = file.read_bytes().lower()
                number = sum(content.count(word.encode()) for word in (MARK, PHONE.lower(), PHONE[3:]))
                if number:
                    found[str(file.relative_to(place))] = number
    return found


def scrub_patiently() -> Scrub:
    """As the worker does: again while it is incomplete. Transactions of other tests on the same server stand in the way."""
    scrubbed = scrub(MONDAY + 2 * DAY + HOUR)
    for _again in range(20):
        if scrubbed.is_complete:
            break
        scrubbed = scrub(MONDAY + 2 * DAY + HOUR)
    return scrubbed


def scrub_hindered() -> bool:
    """Whether a scrub calls itself complete while a transaction elsewhere on the server is older than the deletions it is to clean up."""
    if connection.vendor != "postgresql":
        return False
    import psycopg

    with psycopg.connect(urlsplit(os.environ["DATABASE_URL"])._replace(path="/postgres").geturl()) as elsewhere:
        elsewhere.execute("SELECT pg_current_xact_id()")
        with patch("handschlag.people.models.scrub.PATIENCE_SECONDS", 0.1):
            return scrub(MONDAY + 2 * DAY + HOUR).is_complete


def flush() -> None:
    """What the server still holds in memory goes to its files, so that looking into them means something."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("CHECKPOINT")


def main() -> None:
    call_command("migrate", verbosity=0)
    house = build_house()
    anna = tell_all(house)
    send_all(house)
    leads = Lead.objects.filter(contact=anna).count()
    touches = Touch.objects.count()
    Restriction.impose(anna, f"She says {MARK}", by=house.world.otto, at=MONDAY + HOUR)
    MarketingObjection.enter(anna, by=house.world.otto, at=MONDAY + HOUR, proof=MARK)
    wait_in_the_inbox(house)
    marked = mark_everything()
    before = files()
    erasure = erase(anna, by=house.world.otto, at=MONDAY + 2 * DAY)
    hindered = scrub_hindered()
    scrubbed = scrub_patiently()
    payloads = " ".join(Entry.objects.values_list("payload_json", flat=True)).lower()
    told = {
        "marked": marked,
        "before": before,
        "after": files(),
        "counts": erasure.counts,
        "complete": scrubbed.is_complete,
        "hindered": hindered,
        "leads": [leads, Lead.objects.filter(contact=anna).count()],
        "touches": [touches + 1, Touch.objects.count()],
        "submissions": Submission.objects.count(),
        "waiting": Bundle.objects.count(),
        "ledger": verify().ok,
        "in_ledger": payloads.count(MARK),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
