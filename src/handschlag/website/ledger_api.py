"""The ledger for programs: what webhooks tell, for those who would rather fetch it."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from handschlag.ledger.models import Entry, head
from handschlag.ledger.registry import all_facts
from handschlag.organisation.access import EVERYBODY
from handschlag.organisation.tokens import bearer

router = Router(tags=["ledger"])

READING = bearer("read", *EVERYBODY)
LARGEST_SEQ = 2**63 - 1


class EntryOut(Schema):
    """One fact: opaque ids and figures, no names."""

    seq: int
    at: str = Field(alias="at_utc")
    fact: str
    actor: str | None
    subject_kind: str
    subject_id: str
    payload: dict[str, Any]
    hash: str

    @staticmethod
    def resolve_actor(entry: Entry) -> str | None:
        return entry.actor or None

    @staticmethod
    def resolve_payload(entry: Entry) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(entry.payload_json)
        return told


class EntriesOut(Schema):
    """Some entries in their order. Ask for those ``after`` the last one next time; ``head`` is where the ledger ends now."""

    entries: list[EntryOut]
    head: int


class Wanted(Schema):
    """Which entries: those after number ``after``, of one fact or about one subject where that is asked for."""

    after: int = Field(0, ge=0, le=LARGEST_SEQ)
    limit: int = Field(100, ge=1, le=500)
    fact: str = Field("", max_length=60)
    subject_kind: str = Field("", max_length=40)
    subject_id: str = Field("", max_length=64)


class FactOut(Schema):
    """A kind of fact, with its sentence; webhooks name it as ``type``."""

    name: str
    en: str
    de: str
    tells_recipients: bool


@router.get("/entries", response=EntriesOut, auth=READING, summary="What was recorded, in order, nothing left out")
def list_entries(request: HttpRequest, wanted: Query[Wanted]) -> dict[str, Any]:
    end = head().seq
    chosen = {name: value for name in ("fact", "subject_kind", "subject_id") if (value := getattr(wanted, name))}
    found = Entry.objects.filter(seq__gt=wanted.after, seq__lte=end, **chosen).order_by("seq")
    return {"entries": list(found[: wanted.limit]), "head": end}


@router.get("/facts", response=list[FactOut], auth=READING, summary="Every kind of fact there is")
def list_facts(request: HttpRequest) -> list[Any]:
    return all_facts()
