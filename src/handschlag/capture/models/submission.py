"""What came in through a form, until it enters as a touch, is held, or is forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext as _

from handschlag.capture.core.doubt import Reason
from handschlag.capture.core.filled import Filled, Ticked, said
from handschlag.capture.core.form import Entry, FieldKind
from handschlag.capture.core.traits import Value
from handschlag.capture.models.accepting import accept
from handschlag.capture.models.challenge import Challenge, TurnedAway
from handschlag.capture.models.count import Outcome
from handschlag.capture.models.form import FormCount, FormVersion
from handschlag.capture.models.opt_in import OptIn
from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import record
from handschlag.organisation.models import User


@dataclass(frozen=True)
class Arrival:
    """A filled-in form as it came over the wire, its answers already checked. ``network`` is the caller's address cut short."""

    answers: Mapping[str, Value]
    ticked: Sequence[str]
    origin: Mapping[str, str]
    network: str
    challenge: str
    proof: str = ""
    is_baited: bool = False


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def held(self) -> SubmissionQuerySet:
        """In doubt, and nobody has decided yet."""
        return self.exclude(doubt="").filter(released_at=None)


class Submission(models.Model):
    """One submission of a published version. Its answers are kept only until it has entered, as a touch, or has been discarded.

    ``ticked`` are the purposes whose boxes were ticked under the version's wordings; ``doubt`` the reason for which it is held.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(FormVersion, models.PROTECT, related_name="submissions", db_index=False)
    submitted_at = models.DateTimeField()
    language = models.CharField(max_length=5)
    answers = models.JSONField(default=dict)
    ticked = models.JSONField(default=list)
    origin = models.JSONField(default=dict)
    network = models.CharField(max_length=50, blank=True)
    doubt = models.CharField(max_length=20, blank=True)
    released_at = models.DateTimeField(null=True)
    entered_at = models.DateTimeField(null=True)
    touch_id = models.UUIDField(null=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at", "-id"]
        indexes = [
            models.Index(fields=["version", "submitted_at"], name="submissions_of_a_version"),
            models.Index(
                fields=["submitted_at"],
                condition=models.Q(released_at=None) & ~models.Q(doubt=""),
                name="held_submissions",
            ),
        ]

    @classmethod
    def take(cls, version: FormVersion, arrival: Arrival, at: datetime) -> Submission:
        """Take a submission in: it enters, waits for its address to be confirmed, or is held.

        Raises ``TurnedAway``; nothing is written then. Nobody is looked up, so a known address and an unknown one are the same work.
        """
        form = version.form
        challenge = Challenge.opened(arrival.challenge, form, at)
        if challenge.number != version.number:
            raise TurnedAway(Reason.STALE)
        with transaction.atomic():
            flood = challenge.spend(form, arrival.proof, arrival.network, at)
            doubt = Reason.HONEYPOT if arrival.is_baited else flood
            submission = cls.objects.create(
                id=new_id(at),
                version=version,
                submitted_at=at,
                language=challenge.language,
                answers=dict(arrival.answers),
                ticked=list(arrival.ticked),
                origin=dict(arrival.origin),
                network=arrival.network,
                doubt=doubt.value if doubt else "",
            )
            form.count(at, FormCount.SUBMITTED, *([doubt.value] if doubt else []))
            if not doubt:
                submission.proceed(at)
        return submission

    def proceed(self, at: datetime) -> None:
        """By the rule of the form: ask for confirmation where it is needed, enter where it may."""
        waits = self.version.read.entry is Entry.CONFIRMED
        if waits or self.ticked:
            OptIn.ask(self, at)
        if not waits:
            self.enter(at)

    def enter(self, at: datetime) -> None:
        """Become a touch by the verb every source uses. Answers are not kept twice."""
        [result] = accept(self.version.form.source, [said(self.filled)], at)
        if result.outcome is Outcome.ACCEPTED:
            self.version.form.count(at, FormCount.ENTERED)
        self.entered_at, self.touch_id = at, result.touch_id
        self.answers, self.origin = {}, {}
        self.network = self.network if self.ticked else ""
        self.save(update_fields=["entered_at", "touch_id", "answers", "origin", "network"])

    def release(self, *, by: User, at: datetime) -> None:
        """A person says that it is genuine; it goes its way as if nobody had doubted it."""
        with transaction.atomic():
            if not Submission.objects.held().filter(pk=self.pk).update(released_at=at):
                raise Refused(_("This submission has been settled already."))
            self.released_at = at
            self.proceed(at)
            record("submission_released", at=at, actor=by.id, subject=("form", self.version.form_id))

    def discard(self, *, by: User, at: datetime) -> None:
        """A person says that it is none; it is forgotten, and stays counted."""
        with transaction.atomic():
            gone, _rows = Submission.objects.held().filter(pk=self.pk).delete()
            if not gone:
                raise Refused(_("This submission has been settled already."))
            record("submission_discarded", at=at, actor=by.id, subject=("form", self.version.form_id))

    @property
    def filled(self) -> Filled:
        """It as the core reads it."""
        return Filled(
            id=str(self.id),
            form=self.version.form.key,
            number=self.version.number,
            spec=self.version.read,
            language=self.language,
            at=self.submitted_at,
            answers=self.answers,
            origin=self.origin,
        )

    @property
    def address(self) -> str:
        """The e-mail address that was given; "" where the form asks for none or it has been forgotten."""
        field = self.version.read.field_of(FieldKind.EMAIL)
        return str(self.answers.get(field.key) or "") if field else ""

    def boxes(self) -> list[Ticked]:
        """The boxes that were ticked, with the wording that stood beside them."""
        texts = self.version.wordings
        return [
            Ticked(purpose, texts[purpose].name, texts[purpose].said(self.language))
            for purpose in self.ticked
            if purpose in texts
        ]
