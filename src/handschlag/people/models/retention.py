"""For how long each kind of data is kept, and what goes when the period is over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from handschlag.capture.models import ImportRow, Quarantined, Touch
from handschlag.ledger.models import record
from handschlag.organisation.models import User
from handschlag.people.models.contact import Contact, Identifier
from handschlag.people.models.erasure import ErasedBecause, erase
from handschlag.people.models.kept_proof import KeptProof
from handschlag.people.models.lead import Lead
from handschlag.post.models import Message

PORTION = 20
"""So many rows go in one turn of the worker."""


@dataclass(frozen=True)
class Category:
    """A kind of data: what it is called, the default period, what is over at a moment, and how some of it go."""

    key: str
    label: Any
    days: int
    over: Callable[[datetime], QuerySet[Any]]
    forget: Callable[[list[Any], datetime], None]


class RetentionPeriod(models.Model):
    """Data protection decided for how long a category is kept; without a decision nothing of it goes by itself."""

    category = models.CharField(max_length=30, primary_key=True)
    days = models.PositiveIntegerField(_("days"), validators=[MinValueValidator(1)])
    decided_at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    @classmethod
    def decide(cls, category: str, days: int | None, *, by: User, at: datetime) -> None:
        """Keep this category for so many days from now on; ``None`` keeps it until somebody decides again."""
        with transaction.atomic():
            if days is None:
                cls.objects.filter(category=category).delete()
            else:
                cls.objects.update_or_create(category=category, defaults={"days": days, "decided_at": at, "by": by})
            record(
                "retention_decided",
                at=at,
                actor=by.id,
                subject=("retention", category),
                payload={"category": category, "days": days or 0},
            )


def _nobodys_touches(before: datetime) -> QuerySet[Touch]:
    """Of browsers that never said who they are."""
    owned = Identifier.objects.filter(key=OuterRef("who"))
    return Touch.objects.filter(known_at__lt=before, who__startswith="anon:").exclude(Exists(owned))


def _idle_contacts(before: datetime) -> QuerySet[Contact]:
    """Known that long, without a handover's lead open, and nothing has happened to them since."""
    active = Lead.objects.filter(contact=OuterRef("pk")).filter(
        Q(known_at__gte=before) | Q(closure__known_at__gte=before)
    )
    touched = Identifier.objects.filter(contact=OuterRef("pk")).filter(
        Exists(Touch.objects.filter(who=OuterRef("key"), known_at__gte=before))
    )
    won = Lead.objects.filter(contact=OuterRef("pk"), closure__because="won")
    idle = Contact.objects.filter(made_at__lt=before, erased_at=None)
    return idle.exclude(Exists(active)).exclude(Exists(touched)).exclude(Exists(won)).order_by("made_at", "id")


def _erase_contacts(ids: list[Any], at: datetime) -> None:
    for contact in Contact.objects.filter(pk__in=ids):
        erase(contact, by=None, at=at, reason=ErasedBecause.PERIOD)


def _empty_rows(ids: list[Any], at: datetime) -> None:
    ImportRow.objects.filter(pk__in=ids).update(raw={})


def _empty_quarantine(ids: list[Any], at: datetime) -> None:
    Quarantined.objects.filter(pk__in=ids, replayed_at=None, discarded_at=None).update(discarded_at=at)
    Quarantined.objects.filter(pk__in=ids).update(raw="", detail="")


def _delete(model: type[models.Model]) -> Callable[[list[Any], datetime], None]:
    return lambda ids, at: model._default_manager.filter(pk__in=ids).delete() and None


CATEGORIES = {
    one.key: one
    for one in (
        Category(
            "nobodys_touches",
            _("touches of browsers that never said who they are"),
            396,
            _nobodys_touches,
            _delete(Touch),
        ),
        Category(
            "idle_contacts",
            _("people with whom nothing has happened, unless they bought"),
            1_096,
            _idle_contacts,
            _erase_contacts,
        ),
        Category(
            "set_aside_rows",
            _("cells of imported rows that were set aside"),
            90,
            lambda before: ImportRow.objects.filter(imported__finished_at__lt=before).exclude(raw={}),
            _empty_rows,
        ),
        Category(
            "quarantine",
            _("messages in quarantine"),
            90,
            lambda before: Quarantined.objects.filter(received_at__lt=before).exclude(raw=""),
            _empty_quarantine,
        ),
        Category(
            "sent_mail",
            _("mails that were sent or given up"),
            90,
            lambda before: Message.objects.filter(due_at=None, created_at__lt=before),
            _delete(Message),
        ),
        Category(
            "proofs",
            _("sealed proofs of consent to calls, after their five years"),
            1,
            lambda before: KeptProof.objects.filter(until_at__lt=before),
            _delete(KeptProof),
        ),
    )
}
"""What has a period. Unconfirmed opt-ins go after HANDSCHLAG_OPT_IN_DAYS, doubtful submissions after 30 days, bundles after 7, always."""


def over(category: Category, now: datetime, days: int | None = None) -> QuerySet[Any]:
    """What would go at ``now``, by the decided period, or by ``days``."""
    decided = RetentionPeriod.objects.filter(category=category.key).values_list("days", flat=True).first()
    return category.over(now - timedelta(days=days or decided or category.days))


def let_go(now: datetime) -> int:
    """Chore of the worker: let some of what is over go, of every category with a decided period. Returns how many rows."""
    gone = 0
    for period in RetentionPeriod.objects.filter(category__in=CATEGORIES):
        category = CATEGORIES[period.category]
        ids = list(over(category, now, period.days).values_list("pk", flat=True)[:PORTION])
        if ids:
            category.forget(ids, now)
            gone += len(ids)
    return gone
