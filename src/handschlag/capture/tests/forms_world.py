"""A house with wordings and published forms, and visitors who fill them in."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from handschlag.capture.core.doubt import is_proof
from handschlag.capture.core.form import FormSpec
from handschlag.capture.core.form_starters import STARTERS, TEXTS
from handschlag.capture.models import Arrival, Challenge, Form, PrivacyText, Subject, Submission
from handschlag.organisation.models import User
from handschlag.organisation.tests.world import MONDAY
from handschlag.post.models import Message

JANA = {"email": "jana@albfraes.example", "given_name": "Jana", "family_name": "Keller", "company": "Albfräs GmbH"}


def write_texts(at: datetime = MONDAY, by: User | None = None) -> dict[str, PrivacyText]:
    """The first wording of everything, with addresses of the full notice."""
    return {
        subject: PrivacyText.write(
            Subject(subject), {name: text.format(house="Musterwerk") for name, text in words.items()}, by=by, at=at
        )
        for subject, words in TEXTS.items()
    }


def published(starter: str = "newsletter", key: str = "", at: datetime = MONDAY, **changes: Any) -> Form:
    """A published form from a starter; ``changes`` replace parts of it."""
    if not PrivacyText.objects.exists():
        write_texts(at)
    plain = STARTERS[starter]().model_dump(mode="json") | changes
    form = Form.make(starter.title(), key or starter, FormSpec.model_validate(plain), by=None, at=at)
    form.publish(by=None, at=at)
    return form


def proof_for(sealed: str, form: Form, at: datetime) -> str:
    """The work a visitor's browser does."""
    nonce = Challenge.opened(sealed, form, at).nonce
    return next(str(number) for number in range(10_000_000) if is_proof(nonce, str(number)))


def arrival(form: Form, at: datetime, *, answers: dict[str, Any] | None = None, **details: Any) -> Arrival:
    """A submission by a person: the page was opened a minute ago, and the machine did its work."""
    version, language = form.current, details.pop("language", "en")
    assert version
    sealed = details.pop("challenge", "") or Challenge.fresh(version, language, at - timedelta(minutes=1)).sealed
    defaults: dict[str, Any] = {
        "ticked": [],
        "origin": {},
        "network": "203.0.113.0/24",
        "proof": proof_for(sealed, form, at),
    }
    return Arrival(answers=JANA if answers is None else answers, challenge=sealed, **(defaults | details))


def submit(form: Form, at: datetime, **details: Any) -> Submission:
    """Jana sends the form."""
    version = form.current
    assert version
    return Submission.take(version, arrival(form, at, **details), at)


def mail_to(address: str) -> Message:
    """The newest mail in the outbox to this address."""
    found = Message.objects.filter(recipient=address).order_by("-created_at", "-id").first()
    assert found
    return found


def token_in(text: str, path: str = "c") -> str:
    """The token of the confirmation link (``/c/…/``), or of the preferences (``p``)."""
    found = re.search(rf"/{path}/([\w-]+)/", text)
    assert found
    return found[1]
