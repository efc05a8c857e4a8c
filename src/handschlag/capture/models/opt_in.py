"""The question, asked by mail, whether an address belongs to whoever typed it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from handschlag.capture.core.doubt import MOST_MAILS, Reason
from handschlag.capture.core.filled import allowed
from handschlag.capture.core.keys import email_key
from handschlag.capture.models.accepting import accept
from handschlag.capture.models.form import FormCount
from handschlag.capture.models.preference_key import PreferenceKey
from handschlag.capture.models.source import digest_of
from handschlag.capture.models.suppression import Suppression
from handschlag.organisation.models import House
from handschlag.post.models import Delivery, send_mail_later

if TYPE_CHECKING:
    from handschlag.capture.models.submission import Submission


class OptIn(models.Model):
    """The question whether an address belongs to whoever typed it, asked by mail; nothing ticked counts before the answer.

    The link's token is 128 random bits, kept as a hash and good for this alone. ``address`` is forgotten with the answer; the
    proof then stands beside the consent. Unanswered, everything is deleted at ``expires_at``.
    """

    submission = models.OneToOneField("capture.Submission", models.CASCADE, primary_key=True, related_name="opt_in")
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
        if Suppression.among([email_key(submission.address)]):
            return opt_in  # who is suppressed is not written to, and whoever typed the address learns nothing of it
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
                submission.network = ""
                submission.save(update_fields=["network"])
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
