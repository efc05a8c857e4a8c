"""A source and messages as a website would send them, for the tests of this room and of later ones."""

from datetime import datetime
from typing import Any

from handschlag.capture.models import Source
from handschlag.kernel.ids import new_id
from handschlag.organisation.tests.world import MONDAY


def website(at: datetime = MONDAY) -> Source:
    """A source that may send."""
    source, _key = Source.make("Website", by=None, at=at)
    return source


def message(event: str = "Brochure downloaded", /, **parts: Any) -> dict[str, Any]:
    """A track message on Monday by nobody in particular; ``parts`` replace or add to it."""
    sent = {
        "type": "track",
        "event": event,
        "messageId": str(new_id()),
        "timestamp": MONDAY.isoformat(),
        "anonymousId": "browser-1",
    }
    return {name: value for name, value in (sent | parts).items() if value is not None}
