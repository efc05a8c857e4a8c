"""What people ask for by right: access, erasure, objection, restriction, rectification; each answered within a month."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handschlag.capture.models import between_walks
from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import record
from handschlag.organisation.models import User, local_day
from handschlag.people.core.periods import months_later
from handschlag.people.models.contact import Contact
from handschlag.people.models.disclosure import Disclosure
from handschlag.people.models.erasure import erase
from handschlag.people.models.marketing_objection import MarketingObjection
from handschlag.people.models.restriction import Restriction

WITHIN_MONTHS, AT_MOST_MONTHS = 1, 3
"""GDPR 12 (3): within one month, which may be extended once by two further months."""


class Right(models.TextChoices):
    """What somebody may ask for."""

    ACCESS = "access", _("access and a copy (GDPR 15, 20)")
    ERASURE = "erasure", _("erasure (GDPR 17)")
    OBJECTION = "objection", _("objection to advertising (GDPR 21)")
    RESTRICTION = "restriction", _("restriction (GDPR 18)")
    RECTIFICATION = "rectification", _("rectification (GDPR 16)")


class Way(models.TextChoices):
    """How it reached us."""

    EMAIL = "email", _("by e-mail")
    LETTER = "letter", _("by letter")
    PHONE = "phone", _("by phone")
    IN_PERSON = "in_person", _("in person")


def rights() -> list[tuple[str, Any]]:
    """A callable, so that a new choice is no migration."""
    return Right.choices


def ways() -> list[tuple[str, Any]]:
    return Way.choices


class RightsRequest(models.Model):
    """Somebody asked for something by right. ``due_on`` is one month after it came, or three where it was extended once, with a reason.

    Nothing is disclosed, erased or restricted before a colleague has said how they made sure who asks (``identity``).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="rights_requests")
    right = models.CharField(_("what is asked for"), max_length=20, choices=rights)
    way = models.CharField(_("how it came"), max_length=20, choices=ways)
    received_on = models.DateField(_("came on"))
    due_on = models.DateField()
    identity = models.CharField(_("how it was made sure who asks"), max_length=200, blank=True)
    note = models.TextField(_("note"), blank=True)
    extended_because = models.CharField(_("reason for the extension"), max_length=300, blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    declined_because = models.CharField(_("why it is declined"), max_length=300, blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["due_on"], condition=models.Q(answered_at=None), name="open_rights_requests"),
        ]

    @classmethod
    def enter(
        cls,
        contact: Contact,
        right: str,
        *,
        way: str,
        received_on: date,
        identity: str,
        note: str,
        by: User,
        at: datetime,
    ) -> RightsRequest:
        """It is due within one month of the day it came. Refused for a day to come, and for whom nothing is left."""
        if received_on > local_day(at):
            raise Refused(gettext("A request cannot have come on a day to come."))
        if contact.erased_at:
            raise Refused(gettext("This person has been erased already."))
        with transaction.atomic():
            request = cls.objects.create(
                id=new_id(at),
                contact=contact,
                right=Right(right),
                way=Way(way),
                received_on=received_on,
                due_on=months_later(received_on, WITHIN_MONTHS),
                identity=_clean(identity)[:200],
                note=_clean(note),
                entered_at=at,
                entered_by=by,
            )
            told = {"right": request.right, "due_on": request.due_on.isoformat()}
            record("right_requested", at=at, actor=by.id, subject=("rights_request", request.id), payload=told)
        return request

    def identify(self, identity: str, *, by: User, at: datetime) -> None:
        """A colleague has made sure who asks, and says how."""
        if not _clean(identity):
            raise Refused(gettext("Please say how you made sure who asks."))
        self._change(identity=_clean(identity)[:200])

    def extend(self, because: str, *, by: User, at: datetime) -> None:
        """Two further months, once, with the reason the person has to be told. Refused a second time."""
        if not _clean(because):
            raise Refused(gettext("The person has to be told why it takes longer: please give the reason."))
        if self.extended_because:
            raise Refused(gettext("This request has been extended already."))
        with transaction.atomic():
            due_on = months_later(self.received_on, AT_MOST_MONTHS)
            self._change(extended_because=_clean(because)[:300], due_on=due_on)
            told = {"due_on": due_on.isoformat()}
            record("request_extended", at=at, actor=by.id, subject=("rights_request", self.id), payload=told)

    def fulfil(self, *, by: User, at: datetime) -> None:
        """Do what is asked for, and note that it was done. Refused while nobody has made sure who asks.

        Rectification is done on the contact's page before. A copy is made in the background.
        """
        if not self.identity:
            raise Refused(gettext("Please say first how you made sure who asks."))
        with transaction.atomic():
            if self.right in (Right.ERASURE, Right.OBJECTION):
                between_walks()  # before the ledger, whose end every walk wants as well
            self._answer(by, at)
            if self.right == Right.ERASURE:
                erase(self.contact, by=by, at=at)
            elif self.right == Right.OBJECTION:
                MarketingObjection.enter(self.contact, by=by, at=at, proof=f"request {self.id}")
            elif self.right == Right.RESTRICTION:
                Restriction.impose(self.contact, self.note, by=by, at=at)
            elif self.right == Right.RECTIFICATION:
                record("data_rectified", at=at, actor=by.id, subject=("contact", self.contact_id))
            elif self.right == Right.ACCESS:
                Disclosure.ask(self.contact, by=by, at=at)

    def decline(self, because: str, *, by: User, at: datetime) -> None:
        """It cannot be met; the person has to be told why (GDPR 12 (4))."""
        if not _clean(because):
            raise Refused(gettext("The person has to be told why: please give the reason."))
        with transaction.atomic():
            self._answer(by, at)
            self._change_anyway(declined_because=_clean(because)[:300])

    def _answer(self, by: User, at: datetime) -> None:
        self._change(answered_at=at, answered_by=by)
        record("right_answered", at=at, actor=by.id, subject=("rights_request", self.id), payload={"right": self.right})

    def _change(self, **columns: Any) -> None:
        if not RightsRequest.objects.filter(id=self.id, answered_at=None).update(**columns):
            raise Refused(gettext("This request has been answered already."))
        self._take(columns)

    def _change_anyway(self, **columns: Any) -> None:
        RightsRequest.objects.filter(id=self.id).update(**columns)
        self._take(columns)

    def _take(self, columns: dict[str, Any]) -> None:
        for name, value in columns.items():
            setattr(self, name, value)


def _clean(text: str) -> str:
    return text.replace("\0", "").strip()
