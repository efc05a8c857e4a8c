"""What every page knows besides its own matter: the rooms, the person's roles, the look, the moment."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypedDict

from django.http import HttpRequest
from django.urls import resolve, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handschlag.agreement.readings import ShownSuspension, running
from handschlag.handover.readings import News, news
from handschlag.organisation.models import User

APPEARANCES = ("system", "light", "dark")
APPEARANCE_COOKIE = "appearance"


@dataclass(frozen=True)
class Room:
    """A room as the navigation names it. ``key`` follows "g" on the keyboard; who may enter, its door says itself."""

    name: str
    url_name: str
    key: str
    label: Any


@dataclass(frozen=True)
class Group:
    name: Any
    rooms: tuple[Room, ...]
    is_way: bool = False


GROUPS = (
    Group(_("Start"), (Room("today", "today", "t", _("Today")),)),
    Group(
        _("The lead's way"),
        (
            Room("market", "market:overview", "m", _("Market")),
            Room("capture", "capture:overview", "c", _("Capture")),
            Room("people", "people:contacts", "p", _("Contacts")),
            Room("agreement", "agreement:current", "a", _("Agreement")),
            Room("handover", "handover:inbox", "h", _("Handovers")),
            Room("conversation", "conversation:list", "v", _("Conversations")),
            Room("deals", "conversation:deals", "d", _("Deals")),
            Room("trial", "trial:backtests", "b", _("Backtest")),
            Room("learning", "learning:credit", "l", _("Learning")),
            Room("scoreboard", "scoreboard:funnel", "s", _("Scoreboard")),
        ),
        is_way=True,
    ),
    Group(
        _("The house"),
        (
            Room("organisation", "organisation:overview", "o", _("Organisation")),
            Room("privacy", "people:privacy", "y", _("Data protection")),
            Room("post", "post:overview", "w", _("Post")),
            Room("ledger", "ledger:entries", "e", _("Ledger")),
        ),
    ),
)
"""Every room in the order of the lead's way; then, apart, what concerns the house itself."""

ROLES = (
    ("marketing", _("Marketing")),
    ("sales", _("Sales")),
    ("operations", _("Operations")),
    ("data_protection", _("Data protection")),
)


class ShownRoom(TypedDict):
    label: str
    url: str
    icon: str
    key: str
    is_current: bool


class ShownGroup(TypedDict):
    name: str
    is_way: bool
    rooms: list[ShownRoom]


def house(request: HttpRequest) -> dict[str, Any]:
    """The context of every page. ``now`` is the moment of the request; before the middleware ran it is None."""
    roles: frozenset[str] = getattr(getattr(request, "user", None), "roles", frozenset())
    return {
        "navigation": SimpleLazyObject(lambda: navigation(request, roles)),
        "account_roles": [label for role, label in ROLES if role in roles],
        "appearance": appearance(request),
        "now": moment(request),
        "news": SimpleLazyObject(lambda: what_is_new(request, roles)),
        "suspensions": SimpleLazyObject(lambda: suspensions(request, roles)),
    }


def suspensions(request: HttpRequest, roles: frozenset[str]) -> list[ShownSuspension]:
    """What everybody has to know: nothing new is handed over. Nothing for who holds no role."""
    at = moment(request)
    user = request.user
    return running(at, user) if at and roles and isinstance(user, User) else []


def what_is_new(request: HttpRequest, roles: frozenset[str]) -> News | None:
    """For who is in sales: the counter beside the inbox, which an open page keeps up to date."""
    user = getattr(request, "user", None)
    return news(user) if "sales" in roles and isinstance(user, User) else None


def appearance(request: HttpRequest) -> str:
    """The look the person chose; what the device says where nothing (or nonsense) is kept."""
    chosen = request.COOKIES.get(APPEARANCE_COOKIE, "")
    return chosen if chosen in APPEARANCES else "system"


def moment(request: HttpRequest) -> datetime | None:
    return getattr(request, "now", None)


def navigation(request: HttpRequest, roles: frozenset[str]) -> list[ShownGroup]:
    """The rooms whose door opens for ``roles``, grouped; without any role there is nothing to see."""
    if not roles:
        return []
    groups = [
        ShownGroup(name=gettext(group.name), is_way=group.is_way, rooms=shown(group, request, roles))
        for group in GROUPS
    ]
    return [group for group in groups if group["rooms"]]


def shown(group: Group, request: HttpRequest, roles: frozenset[str]) -> list[ShownRoom]:
    return [
        ShownRoom(label=str(room.label), url=url, icon=room.name, key=room.key, is_current=is_current(room, request))
        for room, url in ((room, reverse(room.url_name)) for room in group.rooms)
        if opens_for(url, roles)
    ]


@cache
def opens_for(url: str, roles: frozenset[str]) -> bool:
    """Whether the door at ``url`` opens for one of ``roles``, as its view itself declares; undeclared, it opens for any."""
    declared: frozenset[str] | None = getattr(resolve(url).func, "allowed_roles", None)
    return declared is None or not declared.isdisjoint(roles)


def is_current(room: Room, request: HttpRequest) -> bool:
    """A room is current on all its pages; deals live in the conversations' room but have a place of their own."""
    match = request.resolver_match
    if match is None:
        return False
    if match.app_name == "conversation":
        return room.name == ("deals" if (match.url_name or "").startswith("deal") else "conversation")
    if match.app_name == "people":
        return room.name == ("privacy" if "/privacy/" in request.path else "people")
    return (match.app_name or match.url_name) == room.name
