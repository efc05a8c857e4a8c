"""Whose data came from somebody else is told that we hold them, within one month (GDPR 14)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handschlag.capture.models import ImportedRecord, PreferenceKey, PrivacyText, Subject
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import record
from handschlag.organisation.models import House, User
from handschlag.people.core.permission import BLOCKED
from handschlag.people.models.consent import Purpose
from handschlag.people.models.contact import Contact
from handschlag.people.models.permitting import permissions
from handschlag.people.models.restriction import SuppressedContact
from handschlag.post.models import send_mail_later


class NoticeWay(models.TextChoices):
    """How the person was told."""

    ELSEWHERE = "elsewhere", _("told elsewhere")
    MAIL = "mail", _("by a mail of ours")


def notice_ways() -> list[tuple[str, Any]]:
    """A callable, so that a new choice is no migration."""
    return NoticeWay.choices


class Notice(models.Model):
    """The person was told what we hold and where it came from."""

    contact = models.OneToOneField(Contact, models.CASCADE, primary_key=True, related_name="notice")
    way = models.CharField(max_length=20, choices=notice_ways)
    told_at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    @classmethod
    def owed(cls) -> QuerySet[Contact]:
        """Contacts that a table brought and nobody has told yet, the longest known first; who is suppressed is left alone."""
        imported = ImportedRecord.objects.filter(kind="contact", record_id=OuterRef("pk"), row__undone_at=None)
        suppressed = SuppressedContact.objects.filter(contact=OuterRef("pk"))
        open_ones = Contact.objects.filter(Exists(imported), notice=None, erased_at=None).exclude(Exists(suppressed))
        return open_ones.order_by("made_at", "id")

    @classmethod
    def send(cls, contacts: Iterable[Contact], *, by: User, at: datetime) -> int:
        """Write each of them a mail and note it; returns how many. Who has no address, or whose data are restricted, is left out.

        Refused while there is no wording of the privacy notice: the mail has to carry one (GDPR 14 (1), (2)).
        """
        wording = PrivacyText.latest([Subject.NOTICE]).get(Subject.NOTICE)
        if wording is None:
            raise Refused(gettext("Please write the privacy notice first: it stands in the mail."))
        with transaction.atomic():
            reachable = [contact for contact in contacts if contact.email]
            allowed = permissions([contact.id for contact in reachable], at)
            told = [one for one in reachable if allowed[one.id][Purpose.EMAIL].basis not in BLOCKED]
            for contact in told:
                _mail(contact, wording, at)
            return cls.note([contact.id for contact in told], NoticeWay.MAIL, by=by, at=at)

    @classmethod
    def note(cls, contact_ids: Iterable[UUID], way: str, *, by: User, at: datetime) -> int:
        """These people have been told; returns how many had not been noted yet."""
        with transaction.atomic():
            new = set(contact_ids) - set(cls.objects.values_list("contact_id", flat=True))
            notices = [Notice(contact_id=one, way=NoticeWay(way), told_at=at, by=by) for one in sorted(new)]
            Notice.objects.bulk_create(notices, batch_size=500)
            if new:
                told = {"count": len(new), "way": str(way)}
                record("notices_given", at=at, actor=by.id, subject=("house", "1"), payload=told)
        return len(new)


def _mail(contact: Contact, wording: PrivacyText, at: datetime) -> None:
    """In the person's language where it is known, else in the house's."""
    language = contact.language if contact.language in ("de", "en") else settings.LANGUAGE_CODE
    house = House.the()
    with translation.override(language):
        context = {
            "contact": contact,
            "house": house.name if house else settings.PUBLIC_URL,
            "notice": wording.said(language),
            "url": wording.address(language),
            "link": PreferenceKey.make(contact.email, at).link,
        }
        send_mail_later(
            key=f"notice:{contact.id}",
            to=contact.email,
            subject=gettext("Your data with us, and where they came from"),
            body=render_to_string("people/mail/notice.txt", context),
            at=at,
        )
