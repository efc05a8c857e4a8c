"""What lies on the desks besides calls: suggestions that were taken or not, and mails that came to the drop address."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from random import Random

from handschlag.conversation.core.suggesting import Example, Tag, learn
from handschlag.conversation.core.words import features
from handschlag.conversation.models import Conversation, DroppedMail, SuggestionTally, Topic
from handschlag.handover.models import Handover, State

QUARTERS = (180, 90)
"""Days before now at which the house had learned from everything earlier, and began to suggest from that."""

REFUSED = 0.3
"""How many of the suggestions that do not fit a rep says no to."""

WRITTEN = (
    ("Termin im Werk", "Guten Tag, Dienstag um 10 Uhr passt uns gut. Wir bringen zwei Zeichnungen mit."),
    ("Angebot MW 5", "Danke für die Unterlagen. Bis wann könnten Sie liefern?"),
    ("Rückfrage", "Läuft die Steuerung auch mit unserem MES?"),
)
STRANGERS = (
    ("einkauf@unbekannt.example", "Anfrage", "Bitte senden Sie uns Ihre Preisliste."),
    ("noreply@reise.example", "Ihre Buchung", "Ihre Fahrkarte liegt bei."),
)


def lay_out(now: datetime, rng: Random) -> None:
    """Suggestions over the last half year, and a few mails of the last days."""
    notes = _notes(now)
    _suggest(notes, now, rng)
    _write(now)


def _notes(now: datetime) -> list[tuple[datetime, str, set[Topic]]]:
    said = (
        Conversation.objects.exclude(note="", own_words="").filter(happened_at__lte=now).order_by("happened_at", "id")
    )
    return [
        (one.happened_at, f"{one.note}\n{one.own_words}", {mention.topic for mention in one.mentions.all()})
        for one in said.prefetch_related("mentions__topic")
    ]


def _suggest(notes: list[tuple[datetime, str, set[Topic]]], now: datetime, rng: Random) -> None:
    """As the form would have, had it been open: learned from what was confirmed before, counted by topic."""
    topics = {topic.id: topic for topic in Topic.objects.offered()}
    names: dict[Tag, tuple[str, ...]] = {key: (topic.name_de, topic.name_en) for key, topic in topics.items()}
    for days in QUARTERS:
        begins, ends = now - timedelta(days=days), now - timedelta(days=days - 90)
        lessons = [(text, heard) for at, text, heard in notes if at < begins]
        suggester = learn(
            names, [Example(features(text), frozenset(one.id for one in heard)) for text, heard in lessons]
        )
        for at, text, heard in notes:
            if begins <= at < ends and (found := suggester.suggest(text)):
                made = [topics[one.tag] for one in found]  # type: ignore[index]
                refused = [one for one in made if one not in heard and rng.random() < REFUSED]
                SuggestionTally.note(made, taken=heard, refused=refused, at=at)


def _write(now: datetime) -> None:
    """Some leads in hand write to their rep; others write whom nobody knows."""
    working = Handover.objects.in_state(State.ACCEPTED).exclude(lead__contact__email="")
    handovers = working.filter(acceptance__at__lt=now - timedelta(hours=3)).select_related("lead__contact", "rep")
    letters = [
        (handover.lead.contact.email, handover.rep.email, *said)
        for handover, said in zip(handovers.order_by("-handed_at", "id"), WRITTEN, strict=False)
    ]
    letters += [(sender, "sam@musterwerk.example", subject, text) for sender, subject, text in STRANGERS]
    for number, (sender, to, subject, text) in enumerate(letters):
        DroppedMail.take(_mail(number, sender, to, subject, text, now - timedelta(hours=2)), at=now)


def _mail(number: int, sender: str, to: str, subject: str, text: str, at: datetime) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"], mail["Date"] = sender, to, subject, at
    mail["Message-ID"] = f"<{number}@demo.musterwerk.example>"
    mail.set_content(text)
    return mail.as_bytes()
