"""The drop address: e-mails between colleagues and leads become conversations; what matches nobody waits for a person."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handschlag.capture.models import secret_for
from handschlag.conversation.core.letters import LARGEST, Letter, Unreadable, as_note, key_of, read
from handschlag.conversation.models.conversation import Conversation
from handschlag.handover.models import Handover, holds_sales_mandate
from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import record
from handschlag.organisation.models import Rep, User
from handschlag.people.core.sealing import opened_bytes, sealed_bytes
from handschlag.people.models import Identifier

MOST_LEADS = 5
"""A mail to more leads than that is a circular, and waits for a person."""


class SetAside(models.TextChoices):
    """Why a mail became no conversation."""

    UNREADABLE = "unreadable", gettext_lazy("It is no mail that can be read.")
    TOO_LARGE = "too_large", gettext_lazy("It is too large.")
    AUTOMATIC = "automatic", gettext_lazy("No person wrote it: an automatic answer or a circular.")
    NO_COLLEAGUE = "no_colleague", gettext_lazy("No colleague of this house sent or received it.")
    NOBODY_KNOWN = "nobody_known", gettext_lazy("Nobody known here sent or received it.")
    NO_OPEN_LEAD = (
        "no_open_lead",
        gettext_lazy("Sales works on nobody who sent or received it, or has not accepted the lead yet."),
    )
    TOO_MANY = "too_many", gettext_lazy("It went to too many leads at once.")


def reasons() -> list[tuple[str, Any]]:
    return SetAside.choices


class DroppedMailQuerySet(models.QuerySet["DroppedMail"]):
    def waiting(self) -> DroppedMailQuerySet:
        """Set aside, and neither settled nor forgotten."""
        return self.exclude(reason="").filter(settled_at=None)

    def visible_to(self, user: User, at: datetime) -> DroppedMailQuerySet:
        """A colleague's own, a leader's teams'; whoever may sign for sales sees those of nobody as well."""
        if not user.is_sales:
            return self.none()
        if holds_sales_mandate(user, at):
            return self
        return self.filter(Q(colleague=user) | Q(colleague__in=Rep.objects.filter(team__leader=user).values("user")))


class DroppedMail(models.Model):
    """A mail that was dropped in, once for ever: ``key`` is a digest of its Message-ID.

    Taken, it is one or more conversations, and nothing of it stays here. Set aside, its content lies sealed under a secret of the
    installation until it is settled or its time is over.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=64, unique=True, editable=False)
    received_at = models.DateTimeField()
    reason = models.CharField(max_length=20, blank=True, choices=reasons)
    colleague = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    content = models.TextField(blank=True)
    settled_at = models.DateTimeField(null=True)

    objects = DroppedMailQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-id"]
        indexes = [
            models.Index(fields=["received_at"], condition=Q(settled_at=None) & ~Q(reason=""), name="mails_that_wait")
        ]

    @property
    def letter(self) -> Letter | None:
        """What waits, opened; None where it cannot be read or is no longer kept."""
        try:
            return read(self.raw) if self.content else None
        except Unreadable:
            return None

    @property
    def raw(self) -> bytes:
        try:
            return opened_bytes(b64decode(self.content), secret_for("dropped mails"))
        except InvalidTag:
            return b""

    @classmethod
    def take(cls, raw: bytes, *, at: datetime) -> DroppedMail | None:
        """A mail comes in: it becomes conversations, or is set aside with the reason. None where it was here before, whatever became of it."""
        letter, reason = _read(raw)
        key = letter.key if letter else key_of(raw)
        if cls.objects.filter(key=key).exists():
            return None
        try:
            with transaction.atomic():
                mail = cls.objects.create(id=new_id(at), key=key, received_at=at, settled_at=at)
                mail._settle(letter, reason, raw, at)
        except IntegrityError:  # another reader of the same mailbox was faster
            return None
        return mail

    @classmethod
    def note_too_large(cls, key: str, *, at: datetime) -> DroppedMail:
        """A mail that was not even fetched."""
        known = {"received_at": at, "reason": SetAside.TOO_LARGE}
        return cls.objects.get_or_create(key=key, defaults={"id": new_id(at), **known})[0]

    def retry(self, *, by: User, at: datetime) -> list[Conversation]:
        """Try again what was set aside: a lead may have been accepted, or a person become known, since. Refused where nothing has changed."""
        with transaction.atomic():
            current = DroppedMail.objects.select_for_update(of=("self",)).waiting().filter(id=self.id).first()
            if current is None:
                raise Refused(_("This mail has been settled already."))
            letter, reason = _read(current.raw)
            made = current._settle(letter, reason, current.raw, at)
            if not made:
                raise Refused(str(SetAside(current.reason).label))
            record("mail_taken", at=at, actor=by.id, subject=("dropped_mail", self.id))
        return made

    def discard(self, *, by: User, at: datetime) -> None:
        """It belongs to nobody; its content is forgotten, and it will not come again."""
        with transaction.atomic():
            if not DroppedMail.objects.waiting().filter(id=self.id).update(settled_at=at, content=""):
                raise Refused(_("This mail has been settled already."))
            record("mail_discarded", at=at, actor=by.id, subject=("dropped_mail", self.id))

    @classmethod
    def forget_old(cls, now: datetime) -> int:
        """Forget the content of what nobody settled in time. Chore of the worker."""
        over = now - timedelta(days=settings.QUARANTINE_DAYS)
        return cls.objects.waiting().filter(received_at__lt=over).update(settled_at=now, content="")

    def _settle(self, letter: Letter | None, reason: str, raw: bytes, at: datetime) -> list[Conversation]:
        """In the caller's transaction: conversations, or the reason why there are none."""
        made: list[Conversation] = []
        colleagues = _colleagues(letter) if letter else []
        if letter and not reason:
            handovers, reason = _whose(letter, colleagues)
            made = [_converse(self, handover, letter, colleagues, at) for handover in handovers]
        self.reason = reason
        self.colleague = next(iter(colleagues), None)
        self.settled_at = at if made else None
        keeps = not made and reason != SetAside.TOO_LARGE
        self.content = b64encode(sealed_bytes(raw, secret_for("dropped mails"))).decode() if keeps else ""
        self.save(update_fields=["reason", "colleague", "settled_at", "content"])
        return made


def _read(raw: bytes) -> tuple[Letter | None, str]:
    if len(raw) > LARGEST:
        return None, SetAside.TOO_LARGE
    try:
        letter = read(raw)
    except Unreadable:
        return None, SetAside.UNREADABLE
    return letter, SetAside.AUTOMATIC if letter.is_automatic else ""


def _colleagues(letter: Letter) -> list[User]:
    """Colleagues in sales among sender and recipients, the sender first."""
    order = {address: number for number, address in enumerate((letter.sender, *letter.recipients))}
    found = User.objects.filter(email__in=order, is_active=True)
    return sorted((user for user in found if user.is_sales), key=lambda user: order[user.email.lower()])


def _whose(letter: Letter, colleagues: Iterable[User]) -> tuple[list[Handover], str]:
    """The accepted, open handovers of whoever the mail is from or to."""
    ours = {user.email.lower() for user in colleagues}
    if not ours:
        return [], SetAside.NO_COLLEAGUE
    keys = [f"email:{address}" for address in (letter.sender, *letter.recipients) if address not in ours]
    contacts = list(Identifier.objects.filter(key__in=keys).values_list("contact", flat=True))
    if not contacts:
        return [], SetAside.NOBODY_KNOWN
    working = Handover.objects.filter(lead__contact__in=contacts, is_open=True, acceptance__isnull=False)
    handovers = list(working.select_related("rep").order_by("id")[: MOST_LEADS + 1])
    if len(handovers) > MOST_LEADS:
        return [], SetAside.TOO_MANY
    return handovers, "" if handovers else SetAside.NO_OPEN_LEAD


def _converse(
    mail: DroppedMail, handover: Handover, letter: Letter, colleagues: list[User], at: datetime
) -> Conversation:
    writer = next((user for user in colleagues if user.email.lower() == letter.sender), None)
    by = writer if writer and handover.is_in_charge(writer) else handover.rep
    sent_at = letter.sent_at if letter.sent_at and handover.handed_at <= letter.sent_at <= at else at
    return Conversation.keep_mail(
        handover, by=by, at=at, happened_at=sent_at, note=as_note(letter), from_us=writer is not None, mail=mail
    )
