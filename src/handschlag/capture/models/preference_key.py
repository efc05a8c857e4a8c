"""Links by which people see and change what they allow, without logging in."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from handschlag.capture.core.doubt import MOST_MAILS, MOST_OF_A_NETWORK, WINDOW
from handschlag.capture.core.keys import email_key, value_of
from handschlag.capture.models.source import digest_of
from handschlag.kernel.ids import new_id
from handschlag.organisation.models import House
from handschlag.post.models import send_mail_later

ASKED_FOR = timedelta(days=1)
"""How long a link lives that was asked for on the page; one in a confirmed mail stays, because withdrawing must stay easy."""


@dataclass(frozen=True)
class Made:
    """A new key, and the one time its link can be told."""

    row: PreferenceKey
    link: str


class PreferenceKey(models.Model):
    """A link to the preferences of an address: 128 random bits, kept as a hash, good for nothing else.

    ``who`` is the identifier (``email:…``). One that came with an opt-in goes with it where that is never answered.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    who = models.CharField(max_length=330)
    submission = models.ForeignKey("capture.Submission", models.CASCADE, null=True, related_name="preference_keys")
    network = models.CharField(max_length=50, blank=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["who", "made_at"], name="preference_keys_of_somebody"),
            models.Index(
                fields=["expires_at"], condition=models.Q(expires_at__isnull=False), name="preference_keys_by_expiry"
            ),
        ]

    @classmethod
    def make(cls, address: str, at: datetime, **details: object) -> Made:
        """A key for whoever reads the mail of this address; in the caller's transaction."""
        token = secrets.token_urlsafe(16)
        row = cls.objects.create(id=new_id(at), digest=digest_of(token), who=email_key(address), made_at=at, **details)
        return Made(row, f"{settings.PUBLIC_URL}/p/{token}/")

    @classmethod
    def with_token(cls, token: str, at: datetime) -> PreferenceKey | None:
        """The key behind a link, if it is good still."""
        living = models.Q(expires_at=None) | models.Q(expires_at__gt=at)
        return cls.objects.filter(living, digest=digest_of(token)).first()

    @classmethod
    def send(cls, address: str, language: str, network: str, at: datetime) -> None:
        """Mail a link to this address, known or not: the answer and the work are the same. Some a day, and some of a network, are enough."""
        with transaction.atomic():
            asked = cls.objects.filter(submission=None)
            today = asked.filter(who=email_key(address), made_at__gt=at - ASKED_FOR).count()
            of_network = asked.filter(network=network, made_at__gt=at - WINDOW).count()
            made = cls.make(address, at, network=network, expires_at=at + ASKED_FOR)
            if today >= MOST_MAILS or of_network >= MOST_OF_A_NETWORK:
                return
            house = House.the()
            with translation.override(language):
                context = {"house": house.name if house else settings.PUBLIC_URL, "link": made.link}
                send_mail_later(
                    key=f"preferences:{made.row.id}",
                    to=made.row.address,
                    subject=_("What you allow us"),
                    body=render_to_string("capture/mail/preferences.txt", context),
                    at=at,
                )

    @property
    def address(self) -> str:
        return value_of(self.who)
