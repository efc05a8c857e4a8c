"""Visitors of the demo's forms: some fill in the newsletter, some confirm, a few ask for a talk, and a program tries its luck."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from handschlag.capture.core.doubt import Reason
from handschlag.capture.core.form_starters import STARTERS, TEXTS
from handschlag.capture.models import Arrival, Challenge, Form, FormCount, OptIn, PrivacyText, Subject, Submission
from handschlag.capture.models.form import FormVersion
from handschlag.organisation.models import User
from handschlag.simulation.crowd import Person

RECENT = timedelta(days=45)
FORMS = (("newsletter", "Newsletter", 0.9), ("contact", "Kontakt", 0.25))
"""Starter, name, and how many submissions come between two turns of the play."""


class Visitors:
    """They come in the last weeks before ``end``, so that the pages about forms show figures; everybody is one of the crowd."""

    def __init__(self, crowd: Sequence[Person], rng: Random, by: User, end: datetime) -> None:
        self.crowd, self.rng, self.by, self.since = crowd, rng, by, end - RECENT
        self.forms: list[tuple[Form, float]] = []

    def _open(self) -> None:
        """Marketing writes the wordings and publishes the forms, in its turn: the ledger tells things in their order."""
        for subject, words in TEXTS.items():
            said = {language: text.format(house="Musterwerk Maschinenbau") for language, text in words.items()}
            PrivacyText.write(Subject(subject), said, by=self.by, at=self.since)
        self.forms = [(self._published(key, name), often) for key, name, often in FORMS]

    def come_until(self, turn: datetime) -> None:
        """Those who came since the last turn; what they confirm they have confirmed by now."""
        if turn <= self.since + timedelta(days=1):
            return
        if not self.forms:
            self._open()
        known = [person for person in self.crowd if turn - RECENT < person.arrives_at < turn - timedelta(hours=1)]
        for form, often in self.forms:
            coming = [person for person in known if self.rng.random() < often * 3 / max(1, len(known))]
            self._count(form, len(coming), turn)
            for number, person in enumerate(coming):
                self._fill_in(form, person, number, turn)

    def _published(self, key: str, name: str) -> Form:
        form = Form.make(name, key, STARTERS[key](), by=self.by, at=self.since)
        form.publish(by=self.by, at=self.since)
        return form

    def _count(self, form: Form, submitted: int, turn: datetime) -> None:
        """Most look and leave; now and then a program is turned away."""
        seen = submitted * 9 + self.rng.randrange(10, 30)
        FormCount.add(form, turn.date(), Counter({FormCount.SEEN: seen, Reason.TOO_FAST.value: self.rng.randrange(3)}))

    def _fill_in(self, form: Form, person: Person, number: int, turn: datetime) -> None:
        at = turn - timedelta(minutes=40 - number % 20)
        submission = Submission.take(_version(form), _arrival(form, person, at, self.rng), at)
        if not submission.doubt and self.rng.random() < 0.75:
            for opt_in in OptIn.objects.filter(submission=submission):
                opt_in.confirm(submission.network, turn - timedelta(minutes=10))


def _version(form: Form) -> FormVersion:
    assert form.current
    return form.current


def _arrival(form: Form, person: Person, at: datetime, rng: Random) -> Arrival:
    answers = {
        "email": person.email,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "company": person.firm.name,
        "self_reported": rng.choice(("recommendation", "search", "ai", "fair", "")),
    }
    language = "en" if person.speaks_english else "de"
    return Arrival(
        answers={key: value for key, value in answers.items() if value},
        ticked=["email", *(["scoring"] if form.key == "newsletter" and rng.random() < 0.6 else [])],
        origin={"utm_medium": person.channel.key, "utm_campaign": person.channel.campaign},
        network=f"198.51.{person.number % 256}.0/24",
        challenge=Challenge.fresh(_version(form), language, at - timedelta(minutes=2)).sealed,
        is_baited=rng.random() < 0.04,
    )
