"""A conversation and what was heard in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Unpack
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handschlag.conversation.models.mention import HeardParts, hear
from handschlag.handover.models import Handover
from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import record
from handschlag.organisation.models import User
from handschlag.people.models import ClosedBecause, ConsentUse, Lead, Purpose, SealedTextField

if TYPE_CHECKING:
    from handschlag.conversation.models.mail_drop import DroppedMail


class Outcome(models.TextChoices):
    """How a contact attempt ended."""

    NOT_REACHED = "not_reached", gettext_lazy("not reached")
    REACHED = "reached", gettext_lazy("reached")
    MEETING = "meeting", gettext_lazy("meeting agreed")
    LATER = "later", gettext_lazy("later")
    NO_INTEREST = "no_interest", gettext_lazy("no interest")
    WRONG_PERSON = "wrong_person", gettext_lazy("wrong person")
    WRITTEN = "written", gettext_lazy("e-mail")


RESULTS = frozenset({Outcome.MEETING, Outcome.LATER, Outcome.NO_INTEREST, Outcome.WRONG_PERSON})
"""Outcomes that answer marketing by themselves; somebody reached answers with a note."""

DEAD_ENDS = frozenset({Outcome.NO_INTEREST, Outcome.WRONG_PERSON})
"""Outcomes after which the rep may close the lead as disqualified at once."""


class Means(models.TextChoices):
    """By which means the rep sought the conversation."""

    PHONE = "phone", gettext_lazy("phone")
    EMAIL = "email", gettext_lazy("e-mail")
    VIDEO = "video", gettext_lazy("video call")
    VISIT = "visit", gettext_lazy("visit")
    FAIR = "fair", gettext_lazy("trade fair")
    LETTER = "letter", gettext_lazy("letter")


CHANNELS: Mapping[str, Sequence[str]] = {Means.LETTER: (Means.LETTER, "post")}
"""What agreements call the means, where they have another name for it too."""


def outcomes() -> list[tuple[str, Any]]:
    return Outcome.choices


def means_of_contact() -> list[tuple[str, Any]]:
    return Means.choices


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def visible_to(self, user: User, at: datetime | None = None) -> ConversationQuerySet:
        """Marketing reads every conversation; sales those of the handovers they may read, and those they held themselves."""
        if user.is_marketing:
            return self
        if user.is_sales:
            return self.filter(Q(by=user) | Q(handover__in=Handover.objects.visible_to(user, at)))
        return self.none()


class Conversation(models.Model):
    """A contact attempt and its result. Only the outcome is mandatory."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lead = models.ForeignKey(Lead, models.CASCADE, related_name="conversations")
    handover = models.ForeignKey(Handover, models.CASCADE, null=True, related_name="conversations")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    happened_at = models.DateTimeField()
    known_at = models.DateTimeField()
    means = models.CharField(max_length=20, default=Means.PHONE, choices=means_of_contact)
    outcome = models.CharField(max_length=20, choices=outcomes)
    note = SealedTextField(blank=True)
    own_words = SealedTextField(blank=True, help_text="What the customer said, word for word.")
    next_step = models.CharField(max_length=200, blank=True)
    next_step_on = models.DateField(null=True, blank=True)
    mail = models.ForeignKey("DroppedMail", models.SET_NULL, null=True, editable=False, related_name="conversations")

    objects = ConversationQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_at", "-id"]
        indexes = [models.Index(fields=["-happened_at", "-id"], name="conversations_by_time")]

    @property
    def contact_id_of_words(self) -> UUID:
        """Under whose key note and own words are kept."""
        return self.lead.contact_id

    @property
    def is_result(self) -> bool:
        """Whether it tells marketing what came of the lead."""
        return self.outcome in RESULTS or (self.outcome == Outcome.REACHED and bool(self.note or self.own_words))

    @classmethod
    def log(
        cls,
        handover: Handover,
        *,
        by: User,
        at: datetime,
        outcome: str,
        note: str = "",
        own_words: str = "",
        next_step: str = "",
        next_step_on: date | None = None,
        means: str = Means.PHONE,
        disqualify: bool = False,
        accepts: bool = False,
        **heard: Unpack[HeardParts],
    ) -> Conversation:
        """What came of a contact attempt, told once. It ends the duties it fulfils and sets the next follow-up.

        ``accepts`` takes a lead that still waits for an answer first; ``disqualify`` closes the lead, after no interest or a wrong person
        only. Refused unless the handover is accepted, open, and ``by`` in charge of it.
        """
        with transaction.atomic():
            current = handover.locked("lead", "follow_up")
            if accepts and current.is_open and not hasattr(current, "acceptance"):
                handover.accept(by=by, at=at)
                current = handover.locked("lead", "follow_up")
            refuse_unless_worked_on(current, by)
            if disqualify and outcome not in DEAD_ENDS:
                raise Refused(_("Only no interest or a wrong person closes a lead as disqualified."))
            conversation = cls(
                id=new_id(at),
                lead=current.lead,
                handover=handover,
                by=by,
                happened_at=at,
                known_at=at,
                means=Means(means),
                outcome=Outcome(outcome),
                note=_clean(note),
                own_words=_clean(own_words),
                next_step=_clean(next_step)[:200],
                next_step_on=next_step_on,
            )
            conversation.save(force_insert=True)
            shown = heard["materials"] = list(heard.get("materials", ()))
            hear(conversation, heard)
            if conversation.means == Means.PHONE:
                ConsentUse.note(current.lead.contact_id, Purpose.PHONE, at)
            current.contacted(
                at=at,
                reached=conversation.outcome != Outcome.NOT_REACHED,
                is_result=conversation.is_result,
                by=by,
                channels=CHANNELS.get(conversation.means, (conversation.means,)),
                materials=[word for one in shown for word in (one.material.key, one.material.name)] or None,
                next_step=conversation.next_step,
                next_step_on=next_step_on,
            )
            record(
                "conversation_logged",
                at=at,
                actor=by,
                subject=("conversation", conversation.id),
                payload={"handover": str(handover.id), "outcome": outcome},
            )
            if disqualify:
                handover.end(at)
                current.lead.close(ClosedBecause.DISQUALIFIED, happened_at=at, known_at=at, by=by)
        return conversation

    @classmethod
    def keep_mail(
        cls,
        handover: Handover,
        *,
        by: User,
        at: datetime,
        happened_at: datetime,
        note: str,
        from_us: bool,
        mail: DroppedMail,
    ) -> Conversation:
        """An e-mail that was dropped in, known at ``at``. ``from_us``: a colleague wrote it, which is an attempt; else the customer did.

        It tells no result: what came of it a person tells. The follow-up that is set stays. In the caller's transaction.
        """
        current = handover.locked("lead", "follow_up")
        follow_up = getattr(current, "follow_up", None)
        said = cls(
            id=new_id(at),
            lead=current.lead,
            handover=handover,
            by=by,
            happened_at=happened_at,
            known_at=at,
            means=Means.EMAIL,
            outcome=Outcome.WRITTEN,
            note=_clean(note),
            mail=mail,
        )
        said.save(force_insert=True)
        current.contacted(
            at=happened_at,
            reached=not from_us,
            is_result=False,
            by=by,
            channels=CHANNELS.get(Means.EMAIL, (Means.EMAIL,)),
            next_step=follow_up.step if follow_up else "",
            next_step_on=follow_up.on if follow_up else None,
        )
        payload = {"handover": str(handover.id), "outcome": str(Outcome.WRITTEN)}
        record("conversation_logged", at=at, actor=by, subject=("conversation", said.id), payload=payload)
        return said


def told_outcomes() -> list[tuple[str, Any]]:
    """Those a person tells; e-mails that are dropped in have one of their own."""
    return [choice for choice in Outcome.choices if choice[0] != Outcome.WRITTEN]


def refuse_unless_worked_on(handover: Handover, by: User) -> None:
    """Conversations and deals belong to an accepted, open handover and to whoever is in charge of it."""
    if not handover.is_open:
        raise Refused(_("This handover has ended already."))
    if not hasattr(handover, "acceptance"):
        raise Refused(_("Please accept the lead first."))
    if not handover.is_in_charge(by):
        raise Refused(_("Only the rep or the rep's leader may do this."))


def _clean(text: str) -> str:
    """As it was written, without what a database cannot keep."""
    return text.replace("\0", "").strip()[:10_000]
