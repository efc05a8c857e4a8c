"""What people enter about the house."""

from handschlag.organisation.forms.kept import CalendarForm, DayOffForm, KeptForm, RepForm, TeamForm, TerritoryForm
from handschlag.organisation.forms.mandate import MandateEndForm, MandateForm
from handschlag.organisation.forms.mine import AbsenceForm, NotificationsForm, ProfileForm, TokenForm
from handschlag.organisation.forms.setup import SetUpForm
from handschlag.organisation.forms.user import AddUserForm, RolesForm, SearchForm, UserForm

__all__ = [
    "AbsenceForm",
    "AddUserForm",
    "CalendarForm",
    "DayOffForm",
    "KeptForm",
    "MandateEndForm",
    "MandateForm",
    "NotificationsForm",
    "ProfileForm",
    "RepForm",
    "RolesForm",
    "SearchForm",
    "SetUpForm",
    "TeamForm",
    "TerritoryForm",
    "TokenForm",
    "UserForm",
]
