"""The first hour of a house: the firm, its founder, and what both need to begin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext, override

from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import record
from handschlag.organisation.models.calendar import DayOff, WorkingCalendar, local_day
from handschlag.organisation.models.house import House
from handschlag.organisation.models.mandate import Mandate, OnePersonMode, Side
from handschlag.organisation.models.rep import Rep, Team
from handschlag.organisation.models.user import Role, User


@dataclass(frozen=True)
class Founding:
    """What set-up asks for. ``alone``: the founder declares to sign for both sides until a second mandate holder exists."""

    house: str
    name: str
    email: str
    password: str
    language: str = "de"
    country: str = "DE"
    subdivision: str = ""
    time_zone: str = "Europe/Berlin"
    alone: bool = True


def found(founding: Founding, *, at: datetime) -> User:
    """Make the house and its first user, who holds every role and is a sales rep. Refused where a house exists."""
    taken = gettext("This installation is set up already.")
    if House.the():
        raise Refused(taken)
    try:
        with transaction.atomic(), override(founding.language):
            house = House.objects.create(name=founding.house, founded_at=at)
            record("house_founded", at=at, actor=None, subject=("house", str(house.pk)))
            return _settle(founding, at)
    except IntegrityError as twice:
        raise Refused(taken) from twice


def _settle(founding: Founding, at: datetime) -> User:
    founder = User.objects.add(
        founding.email, founding.name, by=None, at=at, password=founding.password, language=founding.language
    )
    for role in Role:
        founder.give_role(role, by=None, at=at)
    calendar = WorkingCalendar(
        name=gettext("Standard"),
        country=founding.country,
        subdivision=founding.subdivision,
        time_zone=founding.time_zone,
    )
    calendar.keep(by=None, at=at)
    DayOff.objects.bulk_create(
        DayOff(calendar=calendar, on=on, name=name) for on, name in _days_no_feed_knows(local_day(at).year)
    )
    team = Team(name=gettext("Sales"), leader=founder)
    team.keep(by=None, at=at)
    Rep(user=founder, team=team, calendar=calendar).keep(by=None, at=at)
    if founding.alone:
        OnePersonMode.declare(by=founder, at=at)
        for side in Side:
            Mandate.give(founder, side, from_on=local_day(at), by=None, at=at)
    return founder


def _days_no_feed_knows(year: int) -> list[tuple[date, str]]:
    days = ((24, gettext("Christmas Eve")), (31, gettext("New Year's Eve")))
    return [(date(year + later, 12, day), name) for later in (0, 1) for day, name in days]
