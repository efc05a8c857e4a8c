"""A message becomes a touch: named steps, each of which may drop it for a declared reason."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from handschlag.capture.core.dropping import Dropped, DropReason
from handschlag.capture.core.keys import by_strength, email_key, phone_key, plain_key
from handschlag.capture.core.machines import is_bot
from handschlag.capture.core.moments import correct, read_moment, settle
from handschlag.capture.core.portable import canonical_text
from handschlag.capture.core.traits import UMLAUT_WORDS, Value, plain_traits

LONGEST_ID, LONGEST_KIND, LONGEST_KEY, LONGEST_PAGE = 100, 60, 120, 500
LONGEST_EVENT = 300

KIND_OF_TYPE = {
    "page": "page_viewed",
    "screen": "screen_viewed",
    "identify": "identified",
    "group": "grouped",
    "alias": "aliased",
}
"""What a message is called that has no event name of its own; ``track`` has one."""

FROM_PAGE = "page"
"""Said by the door of messages out of visitors' browsers; no flag of the touch."""

UNPROVEN = frozenset({"basis", "evidence", "wording"})
GIVEN_BY_NO_PAGE = frozenset({"email", "phone"})

OF_THE_JOURNEY = frozenset({"sentAt", "receivedAt", "writeKey", "_metadata", "integrations"})
"""Parts that tell how a message was sent: they change when it is sent again, and are no part of what it says."""


@dataclass(slots=True)
class Reading:
    """A message on its way to becoming a touch; the fields from ``message_id`` on are those of the touch.

    ``sent_at`` is what the sender's clock said when the whole batch was sent, as it was written; ``is_portable`` spares a second look.
    """

    message: Mapping[str, Any]
    received_at: datetime
    sent_at: object = None
    is_portable: bool = False
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


def read(
    message: object,
    received_at: datetime,
    *,
    sent_at: object = None,
    is_portable: bool = False,
    flags: Sequence[str] = (),
) -> Reading:
    """The message after all steps. Raises ``Dropped`` with the reason of the step that turned it down.

    ``is_portable`` says that ``portable.decode`` made it; ``flags`` are what the door saw.
    """
    if not isinstance(message, dict):
        raise Dropped(DropReason.NOT_AN_OBJECT, "an event must be a JSON object")
    reading = Reading(message, received_at, sent_at, is_portable, flags=list(flags))
    for step in STEPS:
        step(reading)
    return reading


def weigh(reading: Reading) -> None:
    """Too heavy or not portable? What remains gets a digest of all it says, and until ``read_id`` a name by that digest."""
    said = {name: part for name, part in reading.message.items() if name not in OF_THE_JOURNEY}
    reading.message_id = blake2b(canonical_text(said, reading.is_portable), digest_size=32).hexdigest()
    reading.body_digest = reading.message_id[:16]


def read_id(reading: Reading) -> None:
    """The sender's id, by which a repetition is recognised; a message without one is known by what it says."""
    said = reading.message.get("messageId")
    if said is not None:
        reading.message_id = message_id(said)


def read_kind(reading: Reading) -> None:
    """What happened, as a word of the agreement: the event's name in small letters, or what the type alone says."""
    reading.kind = kind_of_message(reading.message.get("type"), reading.message.get("event"))


def read_properties(reading: Reading) -> None:
    """What else the message tells about what happened; statements on consent stand among it."""
    reading.properties = reading.part("properties")


def read_time(reading: Reading) -> None:
    """When it happened, put right by how far the sender's clock was off when it sent.

    A clock that cannot be right is flagged, and what it said is kept among the properties.
    """
    said = reading.message.get("originalTimestamp") or reading.message.get("timestamp")
    if said is None:
        reading.happened_at = reading.received_at
        return
    moment, named_zone = _moment(said)
    moment, was_off = correct(moment, _sent_at(reading), reading.received_at)
    reading.happened_at, is_doubtful = settle(moment, reading.received_at, named_zone)
    if is_doubtful or was_off:
        reading.flags.append("clock")
        reading.properties["said_timestamp"] = said


def _moment(said: object) -> tuple[datetime, bool]:
    try:
        return read_moment(said)  # type: ignore[arg-type]  # what is no text is no moment
    except (TypeError, AttributeError, ValueError):
        raise Dropped(DropReason.BAD_TIMESTAMP, "timestamp must be a moment as in 2026-03-02T09:00:00Z") from None


def _sent_at(reading: Reading) -> datetime | None:
    said = reading.message.get("sentAt") or reading.sent_at
    try:
        return _moment(said)[0] if said else None
    except Dropped:
        return None


def read_traits(reading: Reading) -> None:
    """What the message says about the person, in the house's words; a statement on consent is none of it and joins the properties.

    What a ``group`` message says, it says about the firm.
    """
    said = reading.part("traits")
    if reading.message.get("type") == "group":
        said = {"company": said | {"id": reading.message.get("groupId")}}
    said = reading.part("context", "traits") | said
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
        keys += _keys(reading, name, kind)
    if reading.message.get("type") == "alias":
        # Libraries send either sort under this name and do not say which: the person may be known by either.
        keys += _keys(reading, "previousId", "user", "anon")
    if not keys:
        raise Dropped(DropReason.NOBODY, "no anonymousId, userId, externalId, traits.email or traits.phone")
    reading.identifiers = by_strength(keys)


def _keys(reading: Reading, name: str, *kinds: str) -> list[str]:
    said = reading.message.get(name)
    if isinstance(said, str | int) and str(said).strip():
        return [plain_key(kind, str(said)) for kind in kinds]
    if said not in (None, ""):
        raise Dropped(DropReason.BAD_IDENTIFIER, f"{name} must be a text")
    return []


def look_for_machines(reading: Reading) -> None:
    """A known crawler's touches are kept, and marked."""
    if "bot" not in reading.flags and is_bot(reading.part("context").get("userAgent")):
        reading.flags.append("bot")


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
    if not path and reading.kind == KIND_OF_TYPE["screen"]:
        path = reading.message.get("name") or ""
    reading.page = str(path)[:LONGEST_PAGE]


def _origin(reading: Reading, name: str, otherwise: object) -> str:
    said = reading.properties.get(name) or otherwise or ""
    text = str(said).strip()
    if isinstance(said, dict | list) or len(text) > LONGEST_KEY:
        raise Dropped(DropReason.TOO_LONG, f"{name} must be a text of at most {LONGEST_KEY} characters")
    return text


def message_id(said: object) -> str:
    """The id as it was sent. Raises ``Dropped`` for what cannot serve as one."""
    if isinstance(said, str) and 0 < len(said) <= LONGEST_ID:
        return said
    raise Dropped(DropReason.BAD_MESSAGE_ID, f"messageId must be a text of 1 to {LONGEST_ID} characters")


def kind_of_message(type_: object, event: object) -> str:
    """What a message of this type is called. Raises ``Dropped`` for a type nobody knows."""
    if type_ == "track":
        if isinstance(event, str) and len(event) > LONGEST_EVENT:
            raise Dropped(DropReason.TOO_LONG, f"the event name has more than {LONGEST_EVENT} characters")
        return kind_named(event if isinstance(event, str) else None)
    if isinstance(type_, str) and type_ in KIND_OF_TYPE:
        return KIND_OF_TYPE[type_]
    raise Dropped(DropReason.UNKNOWN_TYPE, "type must be track, page, screen, identify, group or alias")


def believe_pages_little(reading: Reading) -> None:
    """What a page says on consent proves nothing: its key is public, and anybody may send any address with it.

    A withdrawal counts, and so does leave for what concerns the browser itself (``scoring``); leave to write or to call does not,
    nor a basis or evidence that nobody can check. What was said is kept as ``said_consent``.
    """
    if FROM_PAGE not in reading.flags:
        return
    reading.flags.remove(FROM_PAGE)
    said = reading.properties.get("consent")
    if isinstance(said, dict):
        believed = {name: part for name, part in said.items() if name not in UNPROVEN}
        for purpose in GIVEN_BY_NO_PAGE & believed.keys():
            if not _forbids(believed[purpose]):
                del believed[purpose]
        reading.properties |= {"consent": believed, "said_consent": said}


def _forbids(said: object) -> bool:
    given = said.get("given") if isinstance(said, dict) else said
    return given is False or str(given).strip().lower() in ("false", "no", "nein", "0")


@lru_cache(maxsize=10_000)
def kind_named(event: str | None) -> str:
    """``Brochure Downloaded`` → ``brochure_downloaded``. Raises ``Dropped`` where nothing is left to call it by."""
    text = event.lower().translate(UMLAUT_WORDS) if event else ""
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
    believe_pages_little,
    identify,
    normalise,
    find_origin,
    look_for_machines,
)
