"""A webhook: who outside is told which facts of the ledger, and how far that has come."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Max, Min, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handschlag.kernel.canonical import moment_text
from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import Entry, head, record
from handschlag.ledger.registry import all_facts, fact_named
from handschlag.post.core.signing import secret_of
from handschlag.post.core.targets import LONGEST, Allowed, NoTarget, parse

OVERLAP = timedelta(hours=24)
"""How long the former secret signs beside a new one."""

TEST = "webhook_tested"
"""The fact by which somebody sees whether a receiver understands."""

REASONS = {
    "not_an_address": gettext_lazy("This is no address of a receiver: expected https://host/path."),
    "too_long": gettext_lazy("The address is too long."),
    "not_https": gettext_lazy("Only https is sent to, unless the operator allowed the host."),
    "with_a_login": gettext_lazy(
        "An address with a login in it would stand in logs; receivers know us by the signature."
    ),
    "not_public": gettext_lazy("The host is not part of the public internet, and the operator has not allowed it."),
    "unknown_host": gettext_lazy("No such host was found."),
}


class Webhook(models.Model):
    """A receiver outside, told every fact of the ledger in ``facts`` (all, where that is empty) from entry ``next_seq`` on.

    It has an own place in the ledger instead of rows that wait: entries follow one another without a gap, so none is passed over,
    and a receiver that is away for days costs nothing. ``due_at`` is when the next turn may begin: empty while it is paused or
    stopped, later than now while the receiver rests. ``failures`` counts those in a row, ``failing_since`` is the first of them.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=80)
    address = models.CharField(max_length=LONGEST)
    facts = models.JSONField(default=list)
    secret_number = models.PositiveIntegerField(default=1)
    former_secret_until = models.DateTimeField(null=True)
    next_seq = models.BigIntegerField()
    made_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name", "id"]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(due_at__isnull=False), name="webhooks_at_work"),
        ]

    @classmethod
    def make(cls, name: str, address: str, facts: Iterable[str], *, by: UUID, at: datetime) -> Webhook:
        """Tell ``address`` what is recorded from now on. Refused for an address no webhook may be sent to."""
        with transaction.atomic():
            webhook = cls(id=new_id(at), name=name, address=_allowed(address), facts=_known(facts))
            webhook.made_at = webhook.due_at = at
            record("webhook_made", at=at, actor=by, subject=("webhook", webhook.id))
            webhook.next_seq = head().seq + 1
            webhook.save(force_insert=True)
        return webhook

    def change(self, name: str, address: str, facts: Iterable[str], *, by: UUID, at: datetime) -> None:
        """Another name, another receiver, other facts: for what is sent from now on."""
        with transaction.atomic():
            self.name, self.address, self.facts = name, _allowed(address), _known(facts)
            self.save(update_fields=["name", "address", "facts"])
            record("webhook_changed", at=at, actor=by, subject=("webhook", self.id))

    def pause(self, *, by: UUID, at: datetime) -> None:
        """Send nothing until somebody resumes; what is recorded meanwhile is sent then."""
        with transaction.atomic():
            if not Webhook.objects.filter(pk=self.pk, paused_at=None).update(paused_at=at, due_at=None):
                raise Refused(_("This webhook is paused already."))
            record("webhook_paused", at=at, actor=by, subject=("webhook", self.id))

    def resume(self, *, by: UUID, at: datetime) -> None:
        """Go on where it was left, and try once more whatever had been given up."""
        with transaction.atomic():
            resting = Webhook.objects.filter(pk=self.pk).exclude(paused_at=None, stopped_at=None, failures=0)
            anew = {"paused_at": None, "stopped_at": None, "failures": 0, "failing_since": None, "due_at": at}
            if not resting.update(**anew):
                raise Refused(_("This webhook is at work."))
            self.sendings.filter(delivered_at=None).update(due_at=at, failed_at=None, attempts=0)
            record("webhook_resumed", at=at, actor=by, subject=("webhook", self.id))

    def renew_secret(self, *, by: UUID, at: datetime) -> str:
        """A new secret; the former one signs beside it for ``OVERLAP``. Returned once, for the page that shows it."""
        with transaction.atomic():
            Webhook.objects.filter(pk=self.pk).update(
                secret_number=F("secret_number") + 1, former_secret_until=at + OVERLAP
            )
            self.refresh_from_db()
            record("webhook_secret_renewed", at=at, actor=by, subject=("webhook", self.id))
        return self.secret()

    def remove(self, *, by: UUID, at: datetime) -> None:
        """Tell this receiver nothing more, and forget what it was told; the ledger keeps that there was one."""
        with transaction.atomic():
            record("webhook_removed", at=at, actor=by, subject=("webhook", self.id))
            self.delete()

    def replay(self, from_at: datetime, until_at: datetime, *, by: UUID, at: datetime) -> int:
        """Send once more what was recorded about the moments from ``from_at`` until before ``until_at``; returns how many facts.

        Under the same ids, so that a receiver that knows them does nothing twice. Refused where nothing was recorded.
        """
        told = _between(self.wanted(), from_at, until_at)
        ends = told.aggregate(first=Min("seq"), last=Max("seq"))
        if ends["first"] is None:
            raise Refused(_("Nothing this webhook tells of was recorded in that time."))
        with transaction.atomic():
            self.replays.create(
                next_seq=ends["first"], until_seq=ends["last"], from_at=from_at, until_at=until_at, asked_at=at
            )
            record("webhook_replayed", at=at, actor=by, subject=("webhook", self.id))
        return told.count()

    def test(self, *, by: UUID, at: datetime) -> None:
        """Tell this receiver, whatever it asked for, that it was tested. Refused while nothing is sent to it."""
        if self.paused_at or self.stopped_at:
            raise Refused(_("Nothing is sent to this webhook at the moment. Let it go on first."))
        record(TEST, at=at, actor=by, subject=("webhook", self.id))

    def secret(self) -> str:
        return secret_of(settings.PRIVACY_SECRET, self.id, self.secret_number)

    def secrets(self, at: datetime) -> list[str]:
        """Those that sign at ``at``, the newest first."""
        numbers = [self.secret_number]
        if self.former_secret_until and at < self.former_secret_until:
            numbers.append(self.secret_number - 1)
        return [secret_of(settings.PRIVACY_SECRET, self.id, number) for number in numbers]

    def wanted(self) -> models.QuerySet[Entry]:
        """The entries it is told of, in their order; what recipients must learn by law is always among them, and its own tests."""
        if not self.facts:
            return Entry.objects.order_by("seq")
        always = [fact.name for fact in all_facts() if fact.tells_recipients]
        told = Entry.objects.filter(fact__in={*self.facts, *always, TEST}).order_by("seq")
        return told if TEST in self.facts else told.exclude(Q(fact=TEST), ~Q(subject_id=str(self.id)))


class Sending(models.Model):
    """One entry of the ledger on its way to one receiver, from the first attempt on. ``due_at`` is empty once nothing is left to do.

    ``status`` and ``error`` are those of the last attempt. What arrived is forgotten after ``KEPT_DAYS``.
    """

    KEPT_DAYS = 30

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="sendings")
    seq = models.BigIntegerField()
    fact = models.CharField(max_length=60)
    last_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    status = models.PositiveSmallIntegerField(null=True)
    error = models.CharField(max_length=300, blank=True)
    due_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-last_at", "-seq"]
        constraints = [models.UniqueConstraint(fields=["webhook", "seq"], name="one_sending_of_an_entry")]
        indexes = [
            models.Index(
                fields=["webhook", "due_at"], condition=models.Q(due_at__isnull=False), name="sendings_to_try_again"
            ),
            models.Index(fields=["webhook", "-last_at", "-seq"], name="sendings_the_latest_first"),
        ]

    def repeat(self, *, by: UUID, at: datetime) -> None:
        """Send it once more, under the same id. Refused while it waits anyway."""
        with transaction.atomic():
            if not Sending.objects.filter(pk=self.pk, due_at=None).update(
                due_at=at, attempts=0, failed_at=None, delivered_at=None
            ):
                raise Refused(_("This fact waits to be sent already."))
            record("webhook_replayed", at=at, actor=by, subject=("webhook", self.webhook_id))


class Replay(models.Model):
    """A stretch of the ledger that is sent once more; ``next_seq`` is how far it has come."""

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="replays")
    next_seq = models.BigIntegerField()
    until_seq = models.BigIntegerField()
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["webhook"], condition=models.Q(done_at=None), name="replays_under_way")]

    def entries(self) -> models.QuerySet[Entry]:
        """What is left of it."""
        left = _between(self.webhook.wanted(), self.from_at, self.until_at)
        return left.filter(seq__gte=self.next_seq, seq__lte=self.until_seq)


def _between(entries: models.QuerySet[Entry], from_at: datetime, until_at: datetime) -> models.QuerySet[Entry]:
    return entries.filter(at_utc__gte=moment_text(from_at), at_utc__lt=moment_text(until_at))


def _allowed(address: str) -> str:
    try:
        parse(address, Allowed.parse(settings.WEBHOOK_ALLOWED))
    except NoTarget as refused:
        raise Refused(str(REASONS[str(refused)])) from None
    return address


def _known(facts: Iterable[str]) -> list[str]:
    """The names in order; LookupError for one no room has registered."""
    return sorted({fact_named(name).name for name in facts})


def forget_old_sendings(now: datetime, at_once: int = 5_000) -> int:
    """What arrived long ago is forgotten; what was given up stays until somebody has looked. Returns how many went."""
    old = Sending.objects.filter(delivered_at__lt=now - timedelta(days=Sending.KEPT_DAYS), due_at=None)
    gone: Collection[int] = list(old.values_list("pk", flat=True)[:at_once])
    return Sending.objects.filter(pk__in=gone).delete()[0]
