"""What a colleague is told by mail: at once, in the morning, or not at all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext

from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import record
from handschlag.organisation.core.notifying import Way, kind_named
from handschlag.organisation.models.calendar import WorkingCalendar
from handschlag.organisation.models.user import User


class NotificationSettings(models.Model):
    """How a colleague is told of each kind of notification: ``ways`` holds what differs from the usual, by name of the kind.

    ``calendar`` says when the day begins of somebody who has none as a rep. ``digest_on`` is the last day, in the colleague's time
    zone, whose morning was dealt with, ``digest_at`` when: whoever moves it on writes the mail in the same transaction.
    """

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="notification_settings")
    ways = models.JSONField(default=dict)
    calendar = models.ForeignKey(WorkingCalendar, models.PROTECT, null=True, related_name="+")
    digest_on = models.DateField(null=True)
    digest_at = models.DateTimeField(null=True)

    @classmethod
    def of(cls, user: User) -> NotificationSettings:
        """As they are kept, or as they would be."""
        return cls.objects.select_related("calendar").filter(user=user).first() or cls(user=user)

    @classmethod
    def choose(
        cls, user: User, ways: Mapping[str, str], calendar: WorkingCalendar | None = None, *, at: datetime
    ) -> NotificationSettings:
        """``user`` says how to be told of the kinds named in ``ways``; of the others as before.

        Refused for a way that is not offered: what somebody must act upon is not silenced. LookupError for a kind there is none of.
        """
        for name, way in ways.items():
            if way not in kind_named(name).ways:
                raise Refused(gettext("This cannot be chosen for “%(kind)s”.") % {"kind": kind_named(name).label})
        with transaction.atomic():
            kept, _is_new = cls.objects.select_for_update().get_or_create(user=user)
            chosen = {**kept.ways, **ways}
            kept.ways = {name: way for name, way in chosen.items() if way != kind_named(name).usual}
            kept.calendar = calendar
            kept.save(update_fields=["ways", "calendar"])
            record("notifications_chosen", at=at, actor=user.id, subject=("user", user.id))
        return kept

    def way(self, kind: str) -> Way:
        """Of a kind; as usual where what was chosen is not offered any more."""
        asked = kind_named(kind)
        chosen = self.ways.get(kind)
        return Way(chosen) if chosen in asked.ways else asked.usual


def told_at_once(kind: str, user_ids: Collection[UUID]) -> set[UUID]:
    """Who of them is told of this kind at once; one query."""
    kept = {one.user_id: one for one in NotificationSettings.objects.filter(user__in=set(user_ids))}
    nothing_chosen = NotificationSettings()
    return {one for one in user_ids if kept.get(one, nothing_chosen).way(kind) is Way.AT_ONCE}


def those_told_at_once(kind: str, users: Iterable[User]) -> list[User]:
    """The same for colleagues, in their order."""
    users = list(users)
    told = told_at_once(kind, [user.id for user in users])
    return [user for user in users if user.id in told]
