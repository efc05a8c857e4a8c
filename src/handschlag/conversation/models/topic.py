"""The house's own words for what customers say: needs, objections and product wishes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import record
from handschlag.organisation.models import User


class TopicKind(models.TextChoices):
    """What a topic is about."""

    NEED = "need", gettext_lazy("Need")
    OBJECTION = "objection", gettext_lazy("Objection")
    PRODUCT_WISH = "product_wish", gettext_lazy("Product wish")


def topic_kinds() -> list[tuple[str, Any]]:
    return TopicKind.choices


class TopicQuerySet(models.QuerySet["Topic"]):
    def offered(self) -> TopicQuerySet:
        """Those that may be ticked: not archived, and no other says the same."""
        return self.filter(archived_at=None, merged_into=None)

    def meaning(self, topic: Topic) -> TopicQuerySet:
        """``topic`` and all that were merged into it."""
        return self.filter(Q(id=topic.id) | Q(merged_into=topic.id))


class Topic(models.Model):
    """A word of the house's own taxonomy: a need, an objection or a product wish, named in both languages.

    ``merged_into`` is the topic that says the same and stands for this one now, at the end of all merges (``TopicMerge`` keeps each).
    Mentions stay with the topic they were made with: what was said can be read as it was said, and a merge can be undone.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(gettext_lazy("kind"), max_length=20, choices=topic_kinds)
    key = models.SlugField(max_length=60)
    name_de = models.CharField(gettext_lazy("German name"), max_length=80)
    name_en = models.CharField(gettext_lazy("English name"), max_length=80)
    archived_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="merged_here"
    )

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "key"]
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="one_topic_per_key")]

    def __str__(self) -> str:
        return in_readers_language(self.name_de, self.name_en)

    @property
    def meaning(self) -> Topic:
        """The topic that stands for this one now: itself, unless it was merged."""
        return self.merged_into or self

    @classmethod
    def add(cls, kind: TopicKind, *, name_de: str, name_en: str, by: User, at: datetime) -> Topic:
        """A new word; its key comes from the English name and stays when it is renamed."""
        key = slugify(name_en)[:60] or slugify(name_de)[:60]
        if not key:
            raise Refused(_("The name needs at least one letter or digit."))
        with transaction.atomic():
            if cls.objects.filter(kind=kind, key=key).exists():
                raise Refused(_("There is a topic with this name already."))
            topic = cls.objects.create(id=new_id(at), kind=kind, key=key, name_de=name_de, name_en=name_en)
            record(
                "topic_added", at=at, actor=by.id, subject=("topic", topic.id), payload={"key": key, "kind": str(kind)}
            )
        return topic

    def rename(self, *, name_de: str, name_en: str, by: User, at: datetime) -> None:
        """Another name for the same thing; what was heard so far is heard under it as well, and its former name is kept."""
        with transaction.atomic():
            current = Topic.objects.select_for_update(of=("self",)).get(id=self.id)
            if (current.name_de, current.name_en) != (name_de, name_en):
                TopicName.objects.create(topic=self, name_de=current.name_de, name_en=current.name_en, until_at=at)
                Topic.objects.filter(id=self.id).update(name_de=name_de, name_en=name_en)
                record("topic_renamed", at=at, actor=by.id, subject=("topic", self.id), payload={"key": self.key})
        self.name_de, self.name_en = name_de, name_en

    def archive(self, *, by: User, at: datetime) -> None:
        """No longer offered; what was heard stays."""
        with transaction.atomic():
            if not Topic.objects.filter(id=self.id, archived_at=None).update(archived_at=at):
                raise Refused(_("This topic is archived already."))
            record("topic_archived", at=at, actor=by.id, subject=("topic", self.id), payload={"key": self.key})
        self.archived_at = at

    def name_at(self, at: datetime) -> str:
        """What it was called at a moment, in the reader's language. Reads ``former_names``, which a page fetches along."""
        later = [former for former in self.former_names.all() if former.until_at > at]
        return str(min(later, key=lambda former: former.until_at)) if later else str(self)


class TopicName(models.Model):
    """What a topic was called until it was renamed."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="former_names")
    name_de = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    until_at = models.DateTimeField()

    class Meta:
        ordering = ["-until_at", "-id"]

    def __str__(self) -> str:
        return in_readers_language(self.name_de, self.name_en)


def in_readers_language(german: str, english: str) -> str:
    return german if (get_language() or "").startswith("de") else english


STARTERS: tuple[tuple[TopicKind, str, str, str], ...] = (
    (TopicKind.NEED, "setup-times", "Kürzere Rüstzeiten", "Shorter set-up times"),
    (TopicKind.NEED, "energy-cost", "Energiekosten senken", "Lower energy cost"),
    (TopicKind.NEED, "spare-parts", "Ersatzteilversorgung", "Spare parts supply"),
    (TopicKind.NEED, "automation", "Automatisierung, Personalmangel", "Automation, lack of staff"),
    (TopicKind.NEED, "precision", "Höhere Genauigkeit", "Higher precision"),
    (TopicKind.NEED, "digital-service", "Digitaler Service", "Digital service"),
    (TopicKind.OBJECTION, "price", "Preis", "Price"),
    (TopicKind.OBJECTION, "delivery-time", "Lieferzeit", "Delivery time"),
    (TopicKind.OBJECTION, "no-time", "Keine Zeit", "No time"),
    (TopicKind.OBJECTION, "existing-supplier", "Bestehender Lieferant", "Existing supplier"),
    (TopicKind.OBJECTION, "budget-next-year", "Budget erst nächstes Jahr", "Budget only next year"),
    (TopicKind.OBJECTION, "decision-elsewhere", "Entscheidung fällt anderswo", "Decision is made elsewhere"),
)
"""Words to begin with: kind, key, German, English. A house renames and archives them as it likes."""


def ensure_starter_topics() -> int:
    """Put the words to begin with into a house that has none of them; what exists, renamed or archived, stays. Returns how many came."""
    present = set(Topic.objects.values_list("kind", "key"))
    missing = [
        Topic(kind=kind, key=key, name_de=de, name_en=en)
        for kind, key, de, en in STARTERS
        if (kind, key) not in present
    ]
    Topic.objects.bulk_create(missing, ignore_conflicts=True)
    return len(missing)
