from handschlag.organisation.models.calendar import Absence, DayOff, WorkingCalendar
from handschlag.organisation.models.house import House
from handschlag.organisation.models.mandate import Mandate, OnePersonMode, Side
from handschlag.organisation.models.rep import Rep, Team, Territory
from handschlag.organisation.models.token import ApiToken
from handschlag.organisation.models.user import Role, RoleAssignment, User

__all__ = [
    "Absence",
    "ApiToken",
    "DayOff",
    "House",
    "Mandate",
    "OnePersonMode",
    "Rep",
    "Role",
    "RoleAssignment",
    "Side",
    "Team",
    "Territory",
    "User",
    "WorkingCalendar",
]
