"""The one declared set of reasons for which a message or a row is set aside."""

from enum import StrEnum


class DropReason(StrEnum):
    """Why a message did not become a touch. Every drop carries exactly one of these and is counted under it."""

    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    NOT_AN_OBJECT = "not_an_object"
    NOT_PORTABLE = "not_portable"
    UNKNOWN_TYPE = "unknown_type"
    NO_EVENT_NAME = "no_event_name"
    BAD_MESSAGE_ID = "bad_message_id"
    BAD_TIMESTAMP = "bad_timestamp"
    BAD_IDENTIFIER = "bad_identifier"
    NOBODY = "nobody"
    TOO_LONG = "too_long"
    BAD_SHAPE = "bad_shape"
    NO_CONSENT = "no_consent"
    FOREIGN_ORIGIN = "foreign_origin"
    NOT_STORABLE = "not_storable"


class Dropped(Exception):  # noqa: N818 – it says what happened, and is no mistake of ours
    """A step turned a message down: ``reason``, and ``detail`` for whoever looks at it (English, at most 300 characters)."""

    def __init__(self, reason: DropReason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail[:300]
