"""A form that was filled in becomes messages like any other source's: what was said, and, once confirmed, what is allowed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from handschlag.capture.core.form import FieldKind, FormSpec
from handschlag.capture.core.origin import CAMPAIGN
from handschlag.capture.core.traits import Value

CONFIRMED = "consent_confirmed"
"""What the touch is called by which an address and the boxes ticked with it are confirmed."""


@dataclass(frozen=True)
class Filled:
    """One submission: the form it was made with, what was answered under the keys of its fields, and where it came from."""

    id: str
    form: str
    number: int
    spec: FormSpec
    language: str
    at: datetime
    answers: Mapping[str, Value]
    origin: Mapping[str, str]


@dataclass(frozen=True)
class Ticked:
    """A box that was ticked: for which purpose, under which exact wording (``text`` names its version)."""

    purpose: str
    text: str
    wording: str


def said(filled: Filled) -> dict[str, Any]:
    """The message of what was filled in. It carries no consent; only what the request itself allows, on the basis of a contract."""
    spec, origin = filled.spec, filled.origin
    properties: dict[str, Any] = {
        "form": filled.form,
        "form_version": filled.number,
        "material": spec.material or filled.form,
        **{
            name: value for name, value in origin.items() if name not in (*CAMPAIGN, "page", "referrer", "anonymous_id")
        },
    }
    if message := next((filled.answers.get(f.key) for f in spec.fields if f.kind is FieldKind.MESSAGE), None):
        properties["message"] = message
    if spec.campaign and not origin.get("utm_campaign"):
        properties["campaign"] = spec.campaign
    if spec.channel and not (origin.get("utm_medium") or origin.get("utm_source")):
        properties["channel"] = spec.channel
    if spec.answering:
        evidence = {"form": filled.form, "form_version": filled.number, "language": filled.language}
        properties["consent"] = {
            purpose: {"given": True, "basis": "contract", "evidence": evidence} for purpose in spec.answering
        }
    sent = {
        "type": "track",
        "event": spec.kind,
        "messageId": filled.id,
        "timestamp": filled.at.isoformat(),
        "traits": traits(filled),
        "properties": properties,
        "context": {"campaign": _campaign(origin), "page": _page(origin)},
    }
    return sent | ({"anonymousId": origin["anonymous_id"]} if origin.get("anonymous_id") else {})


def traits(filled: Filled) -> dict[str, Value]:
    """What the answers say about the person, under the names of attributes; empty answers say nothing."""
    told: dict[str, Value] = {
        field.fills: filled.answers[field.key]
        for field in filled.spec.fields
        if field.kind is not FieldKind.MESSAGE and filled.answers.get(field.key) not in (None, "")
    }
    return told | {"language": filled.language}


def allowed(
    filled: Filled, address: str, ticked: Iterable[Ticked], confirmed_at: datetime, proof: Mapping[str, str]
) -> dict[str, Any]:
    """The message by which a confirmed address allows what was ticked; ``proof`` says how it came about."""
    common = {
        "form": filled.form,
        "form_version": str(filled.number),
        "language": filled.language,
        "ticked_at": filled.at.isoformat(),
        "confirmed_at": confirmed_at.isoformat(),
        **proof,
    }
    return {
        "type": "track",
        "event": CONFIRMED,
        "messageId": f"{filled.id}:consent",
        "timestamp": confirmed_at.isoformat(),
        "traits": {"email": address},
        "properties": {
            "form": filled.form,
            "consent": {
                box.purpose: {
                    "given": True,
                    "basis": "consent",
                    "wording": box.wording,
                    "evidence": {**common, "text": box.text},
                }
                for box in ticked
            },
        },
    }


def _campaign(origin: Mapping[str, str]) -> dict[str, str]:
    names = {"utm_campaign": "name"}
    return {names.get(name, name.removeprefix("utm_")): origin[name] for name in CAMPAIGN if origin.get(name)}


def _page(origin: Mapping[str, str]) -> dict[str, str]:
    page = {name: origin[key] for name, key in (("url", "page"), ("referrer", "referrer")) if origin.get(key)}
    return page | ({"path": urlsplit(origin["page"]).path or "/"} if origin.get("page") else {})
