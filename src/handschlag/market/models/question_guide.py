"""Question guides (*Leitfragen*): what to ask in a conversation, by segment, in both languages."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from django.db import models, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from handschlag.kernel.ids import new_id
from handschlag.market.core.guides import Guide, Question
from handschlag.market.models.prepared import Prepared
from handschlag.market.models.segment import Segment
from handschlag.organisation.models import User

STARTERS = Path(__file__).parents[1] / "starter_guides.yaml"

KNOWN_BY = {
    "": _("somebody wrote the answer down"),
    "need": _("a need was heard"),
    "objection": _("an objection was heard"),
    "competitor": _("a competitor was named"),
    "next_step": _("a next step is agreed"),
}
"""What tells the answer to a question besides an answer itself; or ``attribute:NAME`` has a value."""


def _in_readers_language(german: str, english: str) -> str:
    return german if (get_language() or "").startswith("de") else english


class QuestionGuide(Prepared):
    """Questions for a conversation with somebody of certain segments; for every segment where none is named. The lowest position wins."""

    noun = "question_guide"

    key = models.SlugField(_("key"), max_length=60, unique=True)
    name_de = models.CharField(_("German name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=80)
    segments = models.ManyToManyField(Segment, verbose_name=_("for segments"), blank=True, related_name="guides")
    position = models.PositiveSmallIntegerField(_("position"), default=100, help_text=_("The lowest stands first."))

    class Meta:
        ordering = ["position", "key"]

    def __str__(self) -> str:
        return _in_readers_language(self.name_de, self.name_en)

    @classmethod
    def known(cls) -> list[Guide]:
        """Every guide in use with its questions in use, as :mod:`handschlag.market.core.guides` takes them."""
        guides = cls.objects.active().prefetch_related("segments", "questions")
        return [
            Guide(
                guide.key,
                tuple(question.plain for question in guide.questions.all() if question.archived_at is None),
                frozenset(segment.key for segment in guide.segments.all()),
            )
            for guide in guides
        ]


class GuideQuestion(Prepared):
    """One question of a guide. Reworded, it stays the same question: its key lasts, in briefs and for answers."""

    noun = "guide_question"

    guide = models.ForeignKey(QuestionGuide, models.CASCADE, editable=False, related_name="questions")
    key = models.SlugField(max_length=60, editable=False)
    step_de = models.CharField(_("step of the conversation (German)"), max_length=60)
    step_en = models.CharField(_("step of the conversation (English)"), max_length=60)
    de = models.CharField(_("question (German)"), max_length=300)
    en = models.CharField(_("question (English)"), max_length=300)
    suits = models.JSONField(_("suits whom"), default=list, blank=True)
    known_by = models.CharField(_("known as soon as"), max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=100, help_text=_("The lowest stands first."))

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["guide", "key"], name="one_question_per_key_in_a_guide")]

    def __str__(self) -> str:
        return _in_readers_language(self.de, self.en)

    @property
    def step(self) -> str:
        """In the reader's language."""
        return _in_readers_language(self.step_de, self.step_en)

    @property
    def plain(self) -> Question:
        return Question(self.key, self.step_en, frozenset(self.suits))

    def add_to(self, guide: QuestionGuide, *, by: User, at: datetime) -> None:
        """A new question of a guide, with a key of its own."""
        self.guide, self.key = guide, new_id(at).hex[-12:]
        self.keep(by=by, at=at)


def ensure_starter_guides() -> int:
    """Put SPIN, BANT and MEDDIC into a house that has no guide yet, not even an archived one. Returns how many came."""
    if QuestionGuide.objects.exists():
        return 0
    starters = yaml.safe_load(STARTERS.read_text(encoding="utf-8"))
    with transaction.atomic():
        for place, said in enumerate(starters, 1):
            guide = QuestionGuide(key=said["key"], name_de=said["name"]["de"], name_en=said["name"]["en"])
            guide.position = 10 * place
            guide.save()
            GuideQuestion.objects.bulk_create(
                _starter(guide, question, 10 * number) for number, question in enumerate(said["questions"], 1)
            )
    return len(starters)


def _starter(guide: QuestionGuide, said: dict[str, Any], position: int) -> GuideQuestion:
    return GuideQuestion(
        guide=guide,
        key=said["key"],
        step_de=said["step"]["de"],
        step_en=said["step"]["en"],
        de=said["de"],
        en=said["en"],
        suits=said.get("suits", []),
        known_by=said.get("known_by", ""),
        position=position,
    )
