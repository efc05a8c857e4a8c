"""The question guide of one lead: what is known already, and what is not yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from handschlag.conversation.models import Answer, CompetitorMention, Conversation, Mention, TopicKind
from handschlag.handover.models import Handover
from handschlag.handover.readings import Panel
from handschlag.market.core.guides import guide_for
from handschlag.market.models import KNOWN_BY, GuideQuestion, QuestionGuide
from handschlag.organisation.models import User
from handschlag.people.models import Contact
from handschlag.people.readings.attributes import LABELS, by_name, of_contact

ATTRIBUTE = "attribute:"


@dataclass(frozen=True)
class Asked:
    """A question with what is known; ``known`` is empty while nobody knows. ``is_fitting``: the brief says to ask it first."""

    question: GuideQuestion
    known: str
    is_fitting: bool


@dataclass(frozen=True)
class Sheet:
    """A guide as it stands for one lead, step by step."""

    guide: QuestionGuide
    steps: list[tuple[str, list[Asked]]]

    @property
    def asked(self) -> list[Asked]:
        return [one for _step, of_step in self.steps for one in of_step]

    @property
    def known(self) -> int:
        return sum(bool(one.known) for one in self.asked)

    @property
    def unknown(self) -> list[GuideQuestion]:
        """What is not known yet, the fitting questions first."""
        open_ = [one for one in self.asked if not one.known]
        return [one.question for one in sorted(open_, key=lambda one: not one.is_fitting)]


def sheet_for(handover: Handover, now: datetime) -> Sheet | None:
    """The guide the brief names, else that of the segment; None where the house has none. In a fixed number of queries."""
    guide = _guide_of(handover)
    if guide is None:
        return None
    first = set(handover.brief.get("questions", ()))
    questions = [
        one for one in guide.questions.all() if one.archived_at is None and (not one.suits or one.key in first)
    ]
    known = _known(handover, questions, now)
    asked = [Asked(one, known.get(one.pk, ""), one.key in first) for one in questions]
    return Sheet(guide, [(step, list(of_step)) for step, of_step in groupby(asked, lambda one: one.question.step)])


def guide_panel(handover: Handover, user: User, now: datetime) -> Panel | None:
    """Beside the brief: the questions, those answered with what is known."""
    sheet = sheet_for(handover, now)
    return Panel("conversation/_guide.html", sheet, is_aside=True) if sheet else None


def guides_in_use() -> list[tuple[QuestionGuide, list[tuple[GuideQuestion, Any]]]]:
    """Every guide with its questions in use, each with what tells its answer."""
    guides = QuestionGuide.objects.active().prefetch_related("segments", "questions")
    return [
        (guide, [(one, known_when(one.known_by)) for one in guide.questions.all() if one.archived_at is None])
        for guide in guides
    ]


def known_when(known_by: str) -> Any:
    """What tells the answer to a question, in the reader's words."""
    if known_by.startswith(ATTRIBUTE):
        name = known_by.removeprefix(ATTRIBUTE)
        return _("{attribute} is known").format(attribute=LABELS.get(name, name))
    return KNOWN_BY.get(known_by, known_by)


def _guide_of(handover: Handover) -> QuestionGuide | None:
    in_use = QuestionGuide.objects.active().prefetch_related("questions")
    guides: dict[str, QuestionGuide] = {guide.key: guide for guide in in_use}
    named = guides.get(handover.brief.get("guide", ""))
    if named is not None:
        return named
    found = guide_for(handover.segment.key if handover.segment else "", QuestionGuide.known())
    return guides[found.key] if found else None


def _known(handover: Handover, questions: Iterable[GuideQuestion], now: datetime) -> Mapping[UUID, str]:
    """By question: the latest answer, else what tells it besides an answer."""
    answers = Answer.objects.filter(conversation__lead=handover.lead_id, question__in=list(questions))
    given = {one.question_id: one.text for one in answers.order_by("conversation__happened_at", "id") if one.text}
    sources = {one.known_by for one in questions if one.known_by and one.pk not in given}
    told = _told(handover, sources, now) if sources else {}
    return {one.pk: told.get(one.known_by, "") for one in questions} | given


def _told(handover: Handover, sources: Iterable[str], now: datetime) -> dict[str, str]:
    """What was heard in conversations with this lead, the next step, and attributes of the contact and its company."""
    found: dict[str, str] = {}
    mentions = Mention.objects.filter(conversation__lead=handover.lead_id).select_related("topic__merged_into")
    for kind in (TopicKind.NEED, TopicKind.OBJECTION):
        heard = dict.fromkeys(str(one.topic.meaning) for one in mentions if one.topic.kind == kind)
        found[str(kind)] = ", ".join(heard)
    named = CompetitorMention.objects.filter(conversation__lead=handover.lead_id).values_list("brand__name", flat=True)
    found["competitor"] = ", ".join(sorted(set(named)))
    latest = Conversation.objects.filter(lead=handover.lead_id).first()
    found["next_step"] = (latest.next_step or _next_day(latest)) if latest else ""
    if any(source.startswith(ATTRIBUTE) for source in sources):
        attributes = by_name(of_contact(Contact.objects.get(id=handover.lead.contact_id), now))
        found |= {
            source: attributes.get(source.removeprefix(ATTRIBUTE), "") for source in sources if ATTRIBUTE in source
        }
    return found


def _next_day(said: Conversation) -> str:
    return _("on {day}").format(day=said.next_step_on.isoformat()) if said.next_step_on else ""
