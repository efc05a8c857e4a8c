"""A message becomes a touch: named steps, each of which may drop it for a declared reason."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from handschlag.capture.core.dropping import Dropped, DropReason
from handschlag.capture.core.keys import by_strength, email_key, phone_key, plain_key
from handschlag.capture.core.moments import read_moment, settle
from handschlag.capture.core.portable import canonical_text
from handschlag.capture.core.traits import UMLAUT_WORDS, Value, plain_traits

LONGEST_ID, LONGEST_KIND, LONGEST_KEY, LONGEST_PAGE = 100, 60, 120, 500


@dataclass(slots=True)
class Reading:
    """A message on its way to becoming a touch; the fields after ``received_at`` are those of the touch."""

    message: Mapping[str, Any]
    received_at: datetime
    message_id: str = ""
    body_digest: str = ""
    kind: str = ""
    happened_at: datetime | None = None
    identifiers: list[str] = field(default_factory=list)
    traits: dict[str, Value] = field(default_factory=dict)
    channel: str = ""
    campaign: str = ""
    material: str = ""
    page: str = ""
    properties: dict[str, Any] = field(default_factory=dict)
    flags: list[str] = field(default_factory=list)

    @property
    def who(self) -> str:
        """The strongest identifier."""
        return self.identifiers[0]

    def part(self, *path: str) -> dict[str, Any]:
        """The object at ``path`` of the message; empty where there is none. Raises ``Dropped`` where something else stands there."""
        found: Any = self.message
        for name in path:
            found = found.get(name)
            if found is None:
                return {}
            if not isinstance(found, dict):
                raise Dropped(DropReason.BAD_SHAPE, f"{'.'.join(path)} is no object")
        return dict(found)


def read(message: object, received_at: datetime) -> Reading:
    """The message after all steps. Raises ``Dropped`` with the reason of the step that turned it down."""
    if not isinstance(message, dict):
        raise Dropped(DropReason.NOT_AN_OBJECT, "an event must be a JSON object")
    reading = Reading(message, received_at)
    for step in STEPS:
        step(reading)
    return reading


def weigh(reading: Reading) -> None:
    """Too heavy or not portable? What remains gets a digest of its whole body."""
    text = canonical_text(reading.message)
    reading.body_digest = hashlib.sha256(text.encode()).hexdigest()[:16]


def read_id(reading: Reading) -> None:
    """The sender's id, by which a repetition is recognised; a message without one is known by its body."""
    said = reading.message.get("messageId")
    if said is None:
        text = canonical_text(reading.message)
        reading.message_id = hashlib.sha256(text.encode()).hexdigest()
    elif isinstance(said, str) and 0 < len(said) <= LONGEST_ID:
        reading.message_id = said
    else:
        raise Dropped(DropReason.BAD_MESSAGE_ID, f"messageId must be a text of 1 to {LONGEST_ID} characters")


def read_kind(reading: Reading) -> None:
    """What happened, as a word of the agreement: the event's name in small letters, or what the type alone says."""
    type_ = reading.message.get("type")
    if type_ == "page":
        reading.kind = "page_viewed"
    elif type_ == "identify":
        reading.kind = "identified"
    elif type_ == "track":
        reading.kind = kind_named(reading.message.get("event"))
    else:
        raise Dropped(DropReason.UNKNOWN_TYPE, "type must be track, page or identify")


def read_properties(reading: Reading) -> None:
    """What else the message tells about what happened; statements on consent stand among it."""
    reading.properties = reading.part("properties")


def read_time(reading: Reading) -> None:
    """When it happened. A clock that cannot be right is flagged, and what it said is kept among the properties."""
    said = reading.message.get("timestamp")
    if said is None:
        reading.happened_at = reading.received_at
        return
    try:
        moment, named_zone = read_moment(said)
    except (TypeError, AttributeError, ValueError):
        raise Dropped(DropReason.BAD_TIMESTAMP, "timestamp must be a moment as in 2026-03-02T09:00:00Z") from None
    reading.happened_at, is_doubtful = settle(moment, reading.received_at, named_zone)
    if is_doubtful:
        reading.flags.append("clock")
        reading.properties["said_timestamp"] = said


def read_traits(reading: Reading) -> None:
    """What the message says about the person, in the house's words; a statement on consent is none of it and joins the properties."""
    said = reading.part("context", "traits") | reading.part("traits")
    if "consent" in said:
        reading.properties.setdefault("consent", said.pop("consent"))
    reading.traits = plain_traits(said)


def identify(reading: Reading) -> None:
    """Every identifier the message carries, normalised, strongest first."""
    keys = []
    if email := reading.traits.get("email"):
        keys.append(email_key(str(email)))
    if phone := reading.traits.get("phone"):
        keys.append(phone_key(str(phone)))
    for kind, name in (("user", "userId"), ("external", "externalId"), ("anon", "anonymousId")):
        said = reading.message.get(name)
        if isinstance(said, str | int) and str(said).strip():
            keys.append(plain_key(kind, str(said)))
        elif said not in (None, ""):
            raise Dropped(DropReason.BAD_IDENTIFIER, f"{name} must be a text")
    if not keys:
        raise Dropped(DropReason.NOBODY, "no anonymousId, userId, externalId, traits.email or traits.phone")
    reading.identifiers = by_strength(keys)


def normalise(reading: Reading) -> None:
    """Address and number stand among the traits as they stand in the keys."""
    for key in reading.identifiers:
        kind, _colon, value = key.partition(":")
        if kind in ("email", "phone"):
            reading.traits[kind] = value


def find_origin(reading: Reading) -> None:
    """Which channel, campaign, material and page it came through; named outright, or by the campaign's link parameters."""
    campaign, page = reading.part("context", "campaign"), reading.part("context", "page")
    reading.channel = _origin(reading, "channel", campaign.get("medium") or campaign.get("source"))
    reading.campaign = _origin(reading, "campaign", campaign.get("name"))
    reading.material = _origin(reading, "material", campaign.get("content"))
    path = reading.properties.get("path") or page.get("path") or reading.properties.get("page") or ""
    reading.page = str(path)[:LONGEST_PAGE]


def _origin(reading: Reading, name: str, otherwise: object) -> str:
    said = reading.properties.get(name) or otherwise or ""
    text = str(said).strip()
    if isinstance(said, dict | list) or len(text) > LONGEST_KEY:
        raise Dropped(DropReason.TOO_LONG, f"{name} must be a text of at most {LONGEST_KEY} characters")
    return text


def kind_named(event: object) -> str:
    """``Brochure Downloaded`` → ``brochure_downloaded``. Raises ``Dropped`` where nothing is left to call it by."""
    text = event.lower().translate(UMLAUT_WORDS) if isinstance(event, str) else ""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    kind = re.sub(r"[^a-z0-9_-]+", "_", plain).strip("_-")
    if not kind:
        raise Dropped(DropReason.NO_EVENT_NAME, "a track message needs an event name")
    if len(kind) > LONGEST_KIND:
        raise Dropped(DropReason.TOO_LONG, f"the event name has more than {LONGEST_KIND} characters")
    return kind


STEPS: tuple[Callable[[Reading], None], ...] = (
    weigh,
    read_id,
    read_kind,
    read_properties,
    read_time,
    read_traits,
    identify,
    normalise,
    find_origin,
)
