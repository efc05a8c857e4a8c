"""The morning's mail: what is open for a colleague as their working day begins, once a day, and nothing where nothing is."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from handschlag.kernel.calendar import Calendar
from handschlag.organisation.core.mornings import morning_of
from handschlag.organisation.core.notifying import Section, Way, kinds_for
from handschlag.organisation.models.calendar import WorkingCalendar, hours_of
from handschlag.organisation.models.notification import NotificationSettings
from handschlag.organisation.models.user import RoleAssignment, User
from handschlag.post.models import send_mail_later

log = logging.getLogger(__name__)

TOGETHER = 25
"""After so many mornings others have their turn; the rest comes with the next."""

LONGEST_AGO = timedelta(days=14)
"""What happened longer ago is told to nobody any more, however long they were away."""


class Morning(NamedTuple):
    """Somebody whose working day has begun: ``day`` is theirs."""

    user: User
    day: date
    hours: Calendar


def send_digests(now: datetime) -> int:
    """Write the morning's mail to everybody whose working day has begun and who has not had it; returns how many mornings were dealt with.

    Hours, holidays and absences are those of this moment: nobody is written to on a day that has become free. Several workers and a
    worker that dies are no matter: whoever moves the day on writes the mail in the same transaction. One whose mail cannot be written
    raises an alarm in the log, is tried again, and holds up nobody.
    """
    due = mornings(now)
    return sum(_safely(one, now) for one in due[:TOGETHER])


def mornings(now: datetime) -> list[Morning]:
    """Everybody in whose working day ``now`` lies and whose morning was not dealt with; however many, a handful of queries."""
    people = (
        User.objects.filter(Exists(RoleAssignment.objects.filter(user=OuterRef("pk"))), is_active=True)
        .filter(Q(notification_settings=None) | Q(notification_settings__digest_on=None) | _not_yet(now))
        .select_related("rep__calendar", "notification_settings__calendar")
        .order_by("id")
    )
    by_id = {one.id: one for one in people}
    usual = usual_calendar()
    calendars = {key: calendar_of(one, usual) for key, one in by_id.items()}
    hours = hours_of(calendars, now - timedelta(days=1), now + timedelta(days=1))
    return [found for key, calendar in hours.items() if (found := _begun(by_id[key], calendar, now))]


def calendar_of(user: User, usual: WorkingCalendar) -> WorkingCalendar:
    """By whose hours their day begins: as a rep, else as they chose, else as is ``usual``."""
    kept = getattr(user, "notification_settings", None)
    own = user.rep.calendar if hasattr(user, "rep") else (kept.calendar if kept else None)
    return own or usual


def usual_calendar() -> WorkingCalendar:
    """The first of the house, or office hours where there is none yet."""
    return WorkingCalendar.objects.order_by("name", "id").first() or WorkingCalendar(time_zone=settings.TIME_ZONE)


def _not_yet(now: datetime) -> Q:
    """Their last day may be over somewhere on earth; where exactly is looked at one by one."""
    return Q(notification_settings__digest_on__lt=(now + timedelta(days=1)).date())


def _begun(user: User, hours: Calendar, now: datetime) -> Morning | None:
    day = now.astimezone(hours.zone).date()
    kept = getattr(user, "notification_settings", None)
    if kept and kept.digest_on and kept.digest_on >= day:
        return None
    morning = morning_of(day, hours)
    return Morning(user, day, hours) if morning and morning[0] <= now < morning[1] else None


def _safely(morning: Morning, now: datetime) -> int:
    try:
        return _send(morning, now)
    except Exception:
        log.exception("The morning's mail to %s could not be written and is tried again.", morning.user.id)
        return 0


def _send(morning: Morning, now: datetime) -> int:
    """What is open is read first, so that the transaction is short; who was slower than another worker has read in vain."""
    user, day, hours = morning
    NotificationSettings.objects.bulk_create([NotificationSettings(user=user)], ignore_conflicts=True)
    kept = NotificationSettings.objects.get(user=user)
    with translation.override(user.language), timezone.override(hours.zone):
        sections = open_for(user, kept, now)
        subject = _("What is open on {day}").format(day=date_format(day, "DATE_FORMAT"))
        body = _body(user, sections)
    with transaction.atomic():
        mine = NotificationSettings.objects.filter(user=user).filter(Q(digest_on=None) | Q(digest_on__lt=day))
        if mine.update(digest_on=day, digest_at=now) != 1:
            return 0
        if sections:
            send_mail_later(key=f"digest/{user.id}/{day}", to=user.email, subject=subject, body=body, at=now)
    return 1


def open_for(user: User, kept: NotificationSettings, now: datetime) -> list[Section]:
    """What is open now of the kinds they are told of in the morning, in the active language and time zone."""
    since = max(kept.digest_at or now - timedelta(days=1), now - LONGEST_AGO)
    kinds = [kind for kind in kinds_for(user, now) if kept.way(kind.name) is Way.MORNING]
    return [section for kind in kinds if (section := kind.open(user, since, now))]


def _body(user: User, sections: Sequence[Section]) -> str:
    words = {
        "user": user,
        "sections": sections,
        "house": settings.PUBLIC_URL + "/",
        "choice": settings.PUBLIC_URL + reverse("organisation:notifications"),
    }
    return render_to_string("organisation/mail/digest.txt", words)
