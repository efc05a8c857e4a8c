"""The nouns of the house. :func:`found` makes all that a fresh installation needs."""

from handschlag.organisation.models.answered_call import Answer, AnsweredCall, OtherCallUnderThisKey
from handschlag.organisation.models.calendar import Absence, DayOff, WorkingCalendar, local_day, reckoners
from handschlag.organisation.models.calendar_feed import CalendarFeed
from handschlag.organisation.models.digest import send_digests
from handschlag.organisation.models.founding import Founding, found
from handschlag.organisation.models.house import House
from handschlag.organisation.models.mandate import Mandate, OnePersonMode, Side
from handschlag.organisation.models.notification import NotificationSettings, those_told_at_once, told_at_once
from handschlag.organisation.models.rep import Rep, Team, Territory
from handschlag.organisation.models.scoring_basis import Basis, ScoringBasis
from handschlag.organisation.models.token import ApiToken, Scope
from handschlag.organisation.models.user import Role, RoleAssignment, User

__all__ = [
    "Absence",
    "Answer",
    "AnsweredCall",
    "ApiToken",
    "Basis",
    "CalendarFeed",
    "DayOff",
    "Founding",
    "House",
    "Mandate",
    "NotificationSettings",
    "OnePersonMode",
    "OtherCallUnderThisKey",
    "Rep",
    "Role",
    "RoleAssignment",
    "Scope",
    "ScoringBasis",
    "Side",
    "Team",
    "Territory",
    "User",
    "WorkingCalendar",
    "found",
    "local_day",
    "reckoners",
    "send_digests",
    "those_told_at_once",
    "told_at_once",
]
