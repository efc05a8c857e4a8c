"""When somebody works: a working calendar with its days off, and absences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handschlag.kernel.business_time import Calendar
from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import record
from handschlag.organisation.core.public_holidays import public_holidays
from handschlag.organisation.models.kept import Kept
from handschlag.organisation.models.user import User

if TYPE_CHECKING:
    from handschlag.organisation.models.rep import Rep

Away = tuple[datetime, datetime]
LONGEST_ABSENCE = timedelta(days=3 * 366)


def local_day(at: datetime) -> date:
    """The day of a moment, in the installation's time zone."""
    return timezone.localtime(at).date()


def office_hours() -> list[list[list[int]]]:
    """Monday to Friday 9–12 and 13–17 o'clock, as minutes of the local day."""
    return [[[540, 720], [780, 1020]]] * 5 + [[], []]


class WorkingCalendar(Kept):
    """Weekly hours in a time zone, with the public holidays of a country or Bundesland and the house's own days off.

    ``version`` counts the changes, so that a deadline can tell which calendar it was reckoned with.
    """

    kind = "calendar"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=80, unique=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/Berlin")
    country = models.CharField(_("country"), max_length=2, default="DE")
    subdivision = models.CharField(_("Bundesland or region"), max_length=10, blank=True)
    week = models.JSONField(_("weekly hours"), default=office_hours)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def keep(self, *, by: User | None, at: datetime, changed: Iterable[str] = ()) -> None:
        """Store it; every change counts the version up. Deadlines set before stay as they are."""
        if not self._state.adding:
            self.version += 1
        super().keep(by=by, at=at, changed=changed)

    def add_day_off(self, on: date, name: str, *, by: User, at: datetime) -> None:
        """Nobody with this calendar works on that day. Refused where it is a day off already."""
        try:
            with transaction.atomic():
                self.days_off.create(on=on, name=name)
                self.keep(by=by, at=at, changed=["days_off"])
        except IntegrityError as twice:
            raise Refused(gettext("This day is a day off already.")) from twice

    def remove_day_off(self, day_off: DayOff, *, by: User, at: datetime) -> None:
        """The day is worked again."""
        with transaction.atomic():
            day_off.delete()
            self.keep(by=by, at=at, changed=["days_off"])

    def reckoner(self, from_at: datetime, until_at: datetime, user: User | None = None) -> Calendar:
        """Working time as the kernel reckons with it, good from ``from_at`` until ``until_at``, without the absences of ``user``."""
        days_off = _days_off_of([self], from_at, until_at)[self.pk]
        away = _away([user.pk], from_at, until_at)[user.pk] if user else ()
        return self._as_kernel_calendar(days_off, tuple(away))

    def _as_kernel_calendar(self, days_off: frozenset[date], away: tuple[Away, ...]) -> Calendar:
        week = tuple(tuple((start, end) for start, end in day) for day in self.week)
        return Calendar(timezone=self.time_zone, week=week, days_off=days_off, away=away)


class DayOff(models.Model):
    """A day without work that no holiday feed knows: company holidays, 24 and 31 December, a local holiday."""

    calendar = models.ForeignKey(WorkingCalendar, models.CASCADE, related_name="days_off")
    on = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=80)

    class Meta:
        ordering = ["on"]
        constraints = [models.UniqueConstraint(fields=["calendar", "on"], name="one_day_off_per_day")]


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def visible_to(self, user: User) -> AbsenceQuerySet:
        """One's own; those of the teams one leads; all of them for operations."""
        if user.is_operations:
            return self
        return self.filter(Q(user=user) | Q(user__rep__team__leader=user))

    def touching(self, from_at: datetime, until_at: datetime) -> AbsenceQuerySet:
        """Absences that share time with the half-open stretch."""
        return self.filter(from_at__lt=until_at, until_at__gt=from_at)


class Absence(models.Model):
    """Somebody is away, half-open from a moment until a moment. The reason is nobody's business and is not kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="absences", verbose_name=_("who"))
    from_at = models.DateTimeField(_("from"))
    until_at = models.DateTimeField(_("until"))

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["from_at"]
        constraints = [
            models.CheckConstraint(condition=Q(until_at__gt=F("from_at")), name="absence_ends_after_it_starts")
        ]

    @classmethod
    def enter(cls, user: User, from_at: datetime, until_at: datetime, *, by: User, at: datetime) -> Absence:
        """Enter that ``user`` is away. Deadlines running already stay as they are. When somebody is away is not told to the ledger."""
        _refuse_strangers(user, by)
        if not timedelta(0) < until_at - from_at <= LONGEST_ABSENCE:
            raise Refused(gettext("An absence ends after it begins, and lasts three years at most."))
        with transaction.atomic():
            absence = cls.objects.create(user=user, from_at=from_at, until_at=until_at)
            record("absence_entered", at=at, actor=by.id, subject=("user", user.id))
        return absence

    def withdraw(self, *, by: User, at: datetime) -> None:
        """They are not away after all; the absence is gone."""
        _refuse_strangers(self.user, by)
        with transaction.atomic():
            self.delete()
            record("absence_withdrawn", at=at, actor=by.id, subject=("user", self.user_id))


def _refuse_strangers(user: User, by: User) -> None:
    if not people_whose_absences_are_entered_by(by).filter(pk=user.pk).exists():
        raise Refused(gettext("Absences are entered by oneself, by the leader of one's team, or by operations."))


def people_whose_absences_are_entered_by(by: User) -> models.QuerySet[User]:
    """Oneself, the reps of the teams one leads, and everybody for operations."""
    return User.objects.all() if by.is_operations else User.objects.filter(Q(pk=by.pk) | Q(rep__team__leader=by))


def reckoners(reps: Sequence[Rep], from_at: datetime, until_at: datetime) -> dict[UUID, Calendar]:
    """For each rep, by user id: their working time, absences taken out, good from ``from_at`` until ``until_at``.

    At most three queries, however many reps.
    """
    models.prefetch_related_objects(reps, "calendar")
    return hours_of({rep.pk: rep.calendar for rep in reps}, from_at, until_at)


def hours_of(calendars: Mapping[UUID, WorkingCalendar], from_at: datetime, until_at: datetime) -> dict[UUID, Calendar]:
    """The same for whoever works by a calendar, by user id; two queries."""
    days_off = _days_off_of(calendars.values(), from_at, until_at)
    away = _away(calendars, from_at, until_at)
    return {
        user: calendar._as_kernel_calendar(days_off[calendar.pk], tuple(away[user]))
        for user, calendar in calendars.items()
    }


def _days_off_of(
    calendars: Iterable[WorkingCalendar], from_at: datetime, until_at: datetime
) -> dict[UUID, frozenset[date]]:
    """Calendar id → public holidays of the years touched and the house's own days off in between."""
    by_id = {calendar.pk: calendar for calendar in calendars}
    first, last = from_at.date() - timedelta(days=1), until_at.date() + timedelta(days=1)
    own: Mapping[UUID, set[date]] = defaultdict(set)
    for calendar_id, on in DayOff.objects.filter(calendar__in=by_id, on__range=(first, last)).values_list(
        "calendar_id", "on"
    ):
        own[calendar_id].add(on)
    return {key: frozenset(own[key] | _holidays(calendar, first.year, last.year)) for key, calendar in by_id.items()}


def _holidays(calendar: WorkingCalendar, first_year: int, last_year: int) -> set[date]:
    years = range(first_year, last_year + 1)
    return {day for year in years for day, _name in public_holidays(calendar.country, calendar.subdivision, year)}


def _away(users: Iterable[UUID], from_at: datetime, until_at: datetime) -> dict[UUID, list[Away]]:
    """User id → absences, half-open, in order."""
    away: dict[UUID, list[Away]] = defaultdict(list)
    for user_id, start, end in (
        Absence.objects.filter(user__in=users).touching(from_at, until_at).values_list("user_id", "from_at", "until_at")
    ):
        away[user_id].append((start, end))
    return away
