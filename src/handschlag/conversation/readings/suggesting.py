"""Topics suggested from a note: what this house's people confirmed before, learned again whenever enough has come or anything went.

What was learned lives in the memory of the process alone and is never stored: it is made of words about people, which lie sealed under a
key of each. Whoever is erased is gone from it with the next suggestion, for the notes it is made of are looked up each time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from uuid import UUID

from django.db.models import F, Sum, TextField
from django.db.models.functions import Cast

from handschlag.conversation.core.suggesting import Example, Suggested, Suggester, Tag, learn
from handschlag.conversation.core.words import features
from handschlag.conversation.models import (
    CompetitorMention,
    Conversation,
    Mention,
    SuggestionTally,
    Topic,
)
from handschlag.market.models import Brand
from handschlag.organisation.models.calendar import local_day
from handschlag.people.models import unseal_many

MOST_NOTES = 4_000
"""The latest notes; earlier ones teach little more, and words change."""

NEWS = 0.02
"""Share of new notes from which on it is worth learning anew."""

HIT_RATE_OVER = timedelta(days=90)


@dataclass(frozen=True)
class Proposal:
    """A topic or competitor that the note may speak of, and the words of the note that say so."""

    field: str
    thing: Topic | Brand
    because: tuple[str, ...]


@dataclass
class Memory:
    """What one process has learned, and from which conversations."""

    examples: dict[UUID, Example] = field(default_factory=dict)
    names: dict[Tag, tuple[str, ...]] = field(default_factory=dict)
    suggester: Suggester | None = None
    learned_from: int = 0
    lock: Lock = field(default_factory=Lock)

    def current(self) -> Suggester:
        """The suggester of what may be known now. Somebody's words that went are forgotten at once; what came is learned in batches."""
        with self.lock:
            ids, names = _noted(), _names()
            if names != self.names:
                self.examples = {}  # a tag may stand for others now
            gone = self.examples.keys() - ids
            for one in gone:
                del self.examples[one]
            self.examples |= _read([one for one in ids if one not in self.examples])
            new = len(self.examples) - self.learned_from
            if self.suggester is None or gone or names != self.names or new > NEWS * self.learned_from:
                self.suggester = learn(names, list(self.examples.values()))
                self.names, self.learned_from = names, len(self.examples)
            return self.suggester

    def forget(self) -> None:
        """Everything; it is learned anew when it is asked for."""
        with self.lock:
            self.examples, self.suggester, self.learned_from = {}, None, 0


MEMORY = Memory()

FIELDS = {"need": "needs", "objection": "objections", "product_wish": "wishes"}


def proposals(text: str, known: Collection[UUID] = ()) -> list[Proposal]:
    """What a note may speak of, the likeliest first. Brands are found by their names, topics by what was learned as well."""
    if not text.strip():
        return []
    found = MEMORY.current().suggest(text, known)
    topics = Topic.objects.offered().in_bulk([one.tag for one in found])
    brands = Brand.objects.filter(archived_at=None).in_bulk([one.tag for one in found])
    return [_proposal(one, topics, brands) for one in found if one.tag in topics or one.tag in brands]


def _proposal(one: Suggested, topics: Mapping[UUID, Topic], brands: Mapping[UUID, Brand]) -> Proposal:
    topic = topics.get(one.tag)  # type: ignore[call-overload]
    if topic is not None:
        return Proposal(FIELDS[topic.kind], topic, one.because)
    return Proposal("competitors", brands[one.tag], one.because)  # type: ignore[index]


def _noted() -> list[UUID]:
    """The latest conversations with words, by a person who could confirm what was heard in them."""
    said = Conversation.objects.exclude(note="", own_words="").filter(mail=None)
    return list(said.order_by("-happened_at", "-id").values_list("id", flat=True)[:MOST_NOTES])


def _read(ids: Collection[UUID]) -> dict[UUID, Example]:
    """Their words opened, and what was confirmed; tags by the id of what stands for them now."""
    stored = (
        Cast(F("note"), TextField()),
        Cast(F("own_words"), TextField()),
    )  # as they lie: opened together, not one by one
    rows = list(Conversation.objects.filter(id__in=ids).values_list("id", *stored))
    notes = unseal_many([note for _id, note, _words in rows])
    words = unseal_many([said for _id, _note, said in rows])
    heard = _heard(ids)
    return {
        row[0]: Example(features(f"{note}\n{said}"), frozenset(heard.get(row[0], ())))
        for row, note, said in zip(rows, notes, words, strict=True)
    }


def _heard(ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
    heard: dict[UUID, set[UUID]] = {}
    topics = Mention.objects.filter(conversation__in=ids).values_list("conversation", "topic", "topic__merged_into")
    for said, topic, meaning in topics:
        heard.setdefault(said, set()).add(meaning or topic)
    for said, brand in CompetitorMention.objects.filter(conversation__in=ids).values_list("conversation", "brand"):
        heard.setdefault(said, set()).add(brand)
    return heard


def _names() -> dict[Tag, tuple[str, ...]]:
    """What may be suggested, with every name it has or had in either language, and those of what was merged into it."""
    names: dict[Tag, tuple[str, ...]] = {}
    for topic in Topic.objects.order_by("id").prefetch_related("former_names"):
        stands = topic.merged_into_id or topic.id
        called = [topic.name_de, topic.name_en]
        called += [name for former in topic.former_names.all() for name in (former.name_de, former.name_en)]
        names[stands] = names.get(stands, ()) + tuple(called)
    offered = set(Topic.objects.offered().values_list("id", flat=True))
    brands = Brand.objects.filter(is_ours=False, archived_at=None).order_by("id").values_list("id", "name")
    return {key: called for key, called in names.items() if key in offered} | {key: (name,) for key, name in brands}


@dataclass(frozen=True)
class HitRate:
    """Of the suggestions made in a time: how many were taken, refused, left alone. ``rate`` is None where none was made."""

    made: int
    taken: int
    refused: int

    @property
    def ignored(self) -> int:
        return self.made - self.taken - self.refused

    @property
    def rate(self) -> float | None:
        return self.taken / self.made if self.made else None


def hit_rates(now: datetime) -> tuple[HitRate, HitRate]:
    """Of the last 90 days, and of the 90 days before them."""
    end = local_day(now) + timedelta(days=1)
    middle = end - HIT_RATE_OVER
    return _hit_rate(middle, end), _hit_rate(middle - HIT_RATE_OVER, middle)


def _hit_rate(since: object, until: object) -> HitRate:
    rows = SuggestionTally.objects.filter(on__gte=since, on__lt=until)
    sums = rows.aggregate(made=Sum("made", default=0), taken=Sum("taken", default=0), refused=Sum("refused", default=0))
    return HitRate(**sums)


def hit_rate_by_topic(now: datetime) -> Counter[tuple[UUID, str]]:
    """(Topic, ``made`` or ``taken``) → how often in the last 90 days."""
    since = local_day(now) - HIT_RATE_OVER + timedelta(days=1)
    rows = SuggestionTally.objects.filter(on__gte=since).values_list("topic").annotate(Sum("made"), Sum("taken"))
    counted: Counter[tuple[UUID, str]] = Counter()
    for topic, made, taken in rows:
        counted[topic, "made"], counted[topic, "taken"] = made, taken
    return counted
