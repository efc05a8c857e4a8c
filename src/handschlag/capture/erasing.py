"""Touches stay countable, as those of nobody; everything else that somebody sent in about the person goes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import CharField, F, Q, QuerySet
from django.db.models.functions import Cast, TruncDay
from django.utils.translation import gettext as _

from handschlag.capture.models import (
    Import,
    ImportedRecord,
    ImportRow,
    Mark,
    OptIn,
    PreferenceKey,
    Quarantined,
    StoredMessage,
    Submission,
    Touch,
    Waiting,
    finish,
)
from handschlag.kernel.erasing import Counts, Eraser, Fate, Person, register_eraser
from handschlag.kernel.refusal import Refused

NOBODY = "anon:erased"
"""Whose the touches of erased people are."""

AT_ONCE = 500


def erase(person: Person, at: datetime) -> Counts:
    """See the fates below. Refused while an import that names the person is running: it would bring them back."""
    imports = _drop_files(person, at)
    touches = [touch for keys in _portions(person.keys) for touch in _ids(Touch.objects.filter(who__in=keys))]
    submissions = _forget_submissions(person, touches)
    for ids in _portions(touches):
        _make_nobodys(ids)
    return {
        "capture.Touch": len(touches),
        "capture.Submission": submissions,
        "capture.PreferenceKey": PreferenceKey.objects.filter(who__in=person.keys).delete()[0],
        "capture.Quarantined": _forget_quarantined(person, at),
        "capture.ImportRow": _empty_rows(person),
        "capture.Import": imports,
    }


def _make_nobodys(ids: list[UUID]) -> None:
    """Kind, channel, campaign, material and day stay. A repetition of the message is still known, and not what it said."""
    Waiting.objects.filter(touch__in=ids).delete()
    Mark.objects.filter(touch__in=ids).update(who=NOBODY)
    StoredMessage.objects.filter(touch_id__in=ids).update(body_digest="")
    Touch.objects.filter(id__in=ids).update(
        message_id=Cast(F("id"), CharField()),
        who=NOBODY,
        identifiers=[],
        traits={},
        page="",
        properties={},
        flags=["erased"],
        happened_at=TruncDay("happened_at", tzinfo=UTC),
        known_at=TruncDay("known_at", tzinfo=UTC),
    )


def _forget_submissions(person: Person, touches: Iterable[UUID]) -> int:
    found = {one for ids in _portions(touches) for one in _ids(Submission.objects.filter(touch_id__in=ids))}
    asked = OptIn.objects.filter(address__in={word for word in person.words if "@" in word})
    found |= set(asked.values_list("submission_id", flat=True))
    for waiting in Submission.objects.exclude(answers={}).iterator():
        if person.is_in(_text(waiting.answers)):
            found.add(waiting.id)
    Submission.objects.filter(id__in=found).delete()
    return len(found)


def _forget_quarantined(person: Person, at: datetime) -> int:
    found = [one.pk for one in Quarantined.objects.exclude(raw="").iterator() if person.is_in(_read(one.raw))]
    detail = Q()
    for word in person.words:
        detail |= Q(detail__icontains=word)
    if person.words:
        found += _ids(Quarantined.objects.filter(detail))
    for ids in _portions(found):
        Quarantined.objects.filter(pk__in=ids, replayed_at=None, discarded_at=None).update(discarded_at=at)
        Quarantined.objects.filter(pk__in=ids).update(raw="", detail="")
    return len(found)


def _empty_rows(person: Person) -> int:
    """Rows that told of the person, and rows set aside that speak of them; that there were so many stays."""
    records = ImportedRecord.objects.filter(record_id__in={person.contact_id, *person.leads})
    found = set(records.values_list("row_id", flat=True))
    found |= {row for ids in _portions(person.told_by) for row in _ids(ImportRow.objects.filter(id__in=ids))}
    kept = ImportRow.objects.exclude(raw={}).exclude(raw=[]).only("id", "raw")
    found |= {row.id for row in kept.iterator() if person.is_in(_text(row.raw))}
    for ids in _portions(found):
        rows = ImportRow.objects.filter(id__in=ids)
        rows.update(raw={}, fingerprint=Cast(F("id"), CharField()))
    return len(found)


def _drop_files(person: Person, at: datetime) -> int:
    """Tables that were read in and not imported yet, where they speak of the person."""
    gone = 0
    for waiting in Import.objects.filter(finished_at=None):
        if not any(person.is_in("\n".join(cells)) for _number, cells in _lines(waiting)):
            continue
        if waiting.asked_at:
            raise Refused(_("A table that names this person is being imported; please try again when it is done."))
        finish(waiting, at, "erased")
        gone += 1
    return gone


def _lines(imported: Import) -> Iterator[tuple[int, list[str]]]:
    try:
        yield from imported.table.rows()
    except OSError:  # the file has gone already
        return


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _read(raw: str) -> str:
    """What JSON says, its escapes read; what is none as it stands."""
    try:
        return _text(json.loads(raw)) + raw
    except ValueError:
        return raw


def _ids(rows: QuerySet[Any]) -> list[Any]:
    return list(rows.order_by().values_list("pk", flat=True))


def _portions(values: Iterable[Any]) -> Iterator[list[Any]]:
    every = list(values)
    for start in range(0, len(every), AT_ONCE):
        yield every[start : start + AT_ONCE]


OUR_OWN = (Fate.KEPT, "kept by the house, about nobody")
COUNTED = (Fate.KEPT, "numbers by day, about nobody")

register_eraser(
    Eraser(
        "capture",
        {
            "capture.Source": OUR_OWN,
            "capture.WriteKey": OUR_OWN,
            "capture.Touch": (
                Fate.EMPTIED,
                "kind, channel, campaign, material and day stay, of nobody; who, traits, page and properties go",
            ),
            "capture.Waiting": (Fate.GONE, "the person's touches are not walked any more"),
            "capture.SeenKey": (Fate.KEPT, "keys of channels, campaigns and materials"),
            "capture.Mark": (Fate.EMPTIED, "that a machine left the touch stays, of nobody"),
            "capture.IntakeCount": COUNTED,
            "capture.ReceivedCount": COUNTED,
            "capture.Bundle": (
                Fate.GONE,
                "unpacked before the erasure, and deleted with it; at the latest after 7 days",
            ),
            "capture.Unpacked": COUNTED,
            "capture.StoredMessage": (Fate.EMPTIED, "that the message was taken stays, as a hash; what it said goes"),
            "capture.Quarantined": (Fate.EMPTIED, "that there was one stays; its content goes"),
            "capture.PrivacyText": OUR_OWN,
            "capture.Form": OUR_OWN,
            "capture.FormVersion": OUR_OWN,
            "capture.FormCount": COUNTED,
            "capture.SpentChallenge": (Fate.KEPT, "a network cut short, for an hour"),
            "capture.PreferenceKey": (Fate.GONE, "the link to what somebody allows"),
            "capture.Submission": (Fate.GONE, "what was filled in; it stays counted"),
            "capture.OptIn": (Fate.GONE, "with its submission"),
            "capture.SavedMapping": OUR_OWN,
            "capture.Import": (
                Fate.KEPT,
                "which table came when; its file goes when it has been read, or with the person",
            ),
            "capture.ImportRow": (Fate.EMPTIED, "that there was a row stays; its cells and its fingerprint go"),
            "capture.ImportedRecord": (Fate.KEPT, "ids"),
            "capture.Suppression": (Fate.KEPT, "a digest, so that the person is recognised and left alone"),
        },
        erase,
    )
)
