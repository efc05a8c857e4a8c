"""What came in through a form, until it enters as a touch, is held, or is forgotten; and the question whether the address is theirs."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from handschlag.capture.core.doubt import MOST_MAILS, Reason
from handschlag.capture.core.filled import Filled, Ticked, allowed, said
from handschlag.capture.core.form import Entry, FieldKind
from handschlag.capture.core.traits import Value
from handschlag.capture.models.accepting import accept
from handschlag.capture.models.challenge import Challenge, TurnedAway
from handschlag.capture.models.count import Outcome
from handschlag.capture.models.form import FormCount, FormVersion
from handschlag.capture.models.preference_key import PreferenceKey
from handschlag.capture.models.source import digest_of
from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import record
from handschlag.organisation.models import House, User
from handschlag.post.models import Delivery, send_mail_later


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


class OptIn(models.Model):
    """The question whether an address belongs to whoever typed it, asked by mail; nothing ticked counts before the answer.

    The link's token is 128 random bits, kept as a hash and good for this alone. ``address`` is forgotten with the answer; the
    proof then stands beside the consent. Unanswered, everything is deleted at ``expires_at``.
    """

    submission = models.OneToOneField(Submission, models.CASCADE, primary_key=True, related_name="opt_in")
    digest = models.CharField(max_length=64, unique=True)
    address = models.CharField(max_length=254, blank=True)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["address", "asked_at"], name="opt_ins_of_an_address"),
            models.Index(fields=["expires_at"], name="opt_ins_by_expiry"),
        ]

    @classmethod
    def ask(cls, submission: Submission, at: datetime) -> OptIn:
        """Write the question into the outbox, in the caller's transaction. An address that got several unanswered today gets no more."""
        token, form = secrets.token_urlsafe(16), submission.version.form
        unanswered = cls.objects.filter(address=submission.address, asked_at__gt=at - timedelta(days=1)).count()
        opt_in = cls.objects.create(
            submission=submission,
            digest=digest_of(token),
            address=submission.address,
            asked_at=at,
            expires_at=at + timedelta(days=settings.OPT_IN_DAYS),
        )
        if unanswered < MOST_MAILS:
            opt_in._send(token, at)
        else:
            form.count(at, Reason.MAILS.value)
        return opt_in

    @classmethod
    def with_token(cls, token: str, at: datetime) -> OptIn | None:
        """The question behind a link; nothing for one that is unknown, expired or mangled, which look alike."""
        rows = cls.objects.select_related("submission__version__form__source")
        return rows.filter(digest=digest_of(token), expires_at__gt=at).first()

    @classmethod
    def ticked_by(cls, address: str, at: datetime) -> set[str]:
        """The purposes somebody ticked for this address that were not confirmed yet."""
        waiting = cls.objects.filter(address=address, confirmed_at=None, expires_at__gt=at)
        return {purpose for ticked in waiting.values_list("submission__ticked", flat=True) for purpose in ticked}

    @classmethod
    def untick(cls, address: str, purposes: Sequence[str]) -> None:
        """Take ticks for these purposes back from everything that waits for this address."""
        for opt_in in cls.objects.filter(address=address, confirmed_at=None).select_related("submission"):
            submission = opt_in.submission
            submission.ticked = [purpose for purpose in submission.ticked if purpose not in purposes]
            submission.save(update_fields=["ticked"])

    @property
    def key(self) -> str:
        """How its mail is found in the outbox."""
        return f"opt_in:{self.submission_id}"

    def confirm(self, network: str, at: datetime) -> None:
        """The address is theirs: what waited enters, and what was ticked is allowed, with its proof. Twice changes nothing."""
        with transaction.atomic():
            open_still = OptIn.objects.filter(pk=self.pk, confirmed_at=None, expires_at__gt=at)
            if not open_still.update(confirmed_at=at, address=""):
                return
            submission, form = self.submission, self.submission.version.form
            form.count(at, FormCount.CONFIRMED)
            filled = submission.filled
            if submission.entered_at is None:
                submission.enter(at)
            if boxes := submission.boxes():
                accept(form.source, [allowed(filled, self.address, boxes, at, self._proof(network))], at)
                Submission.objects.filter(pk=submission.pk).update(network="")
        self.confirmed_at = at

    def _proof(self, network: str) -> dict[str, str]:
        delivered = Delivery.objects.filter(message__key=self.key).values_list("at", flat=True).first()
        return {
            "mail": self.key,
            "mailed_at": delivered.isoformat() if delivered else "",
            "ticked_from": self.submission.network,
            "confirmed_from": network,
        }

    def _send(self, token: str, at: datetime) -> None:
        """Nothing that was typed into the form stands in the mail: nobody can make the house speak to a stranger."""
        submission = self.submission
        with translation.override(submission.language):
            house = House.the()
            context = {
                "house": house.name if house else settings.PUBLIC_URL,
                "boxes": submission.boxes(),
                "asked_at": self.asked_at,
                "days": settings.OPT_IN_DAYS,
                "confirm": f"{settings.PUBLIC_URL}/c/{token}/",
                "preferences": PreferenceKey.make(self.address, at, submission=submission).link,
            }
            send_mail_later(
                key=self.key,
                to=self.address,
                subject=_("Please confirm your e-mail address"),
                body=render_to_string("capture/mail/confirmation.txt", context),
                at=at,
            )
