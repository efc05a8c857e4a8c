"""Who may do what with the agreement on a day: draft and comment, sign, suspend."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from handschlag.kernel.refusal import Refused
from handschlag.organisation.models import Mandate, Side, User


def may_draft(user: User, at: datetime) -> bool:
    """Marketing, sales, and whoever holds a mandate on that day."""
    return user.is_marketing or user.is_sales or bool(sides_held(user, at))


def refuse_unless_may_draft(user: User, at: datetime) -> None:
    if not may_draft(user, at):
        raise Refused(_("Only marketing, sales and holders of a mandate may change drafts of the agreement."))


def sides_held(user: User, at: datetime) -> list[Side]:
    """The sides ``user`` may sign for on the day of ``at``, marketing first."""
    held = set(Mandate.objects.valid_on(local_day(at)).filter(holder=user).values_list("side", flat=True))
    return [side for side in Side if side in held]


def side_of(user: User, at: datetime) -> Side | None:
    """The side ``user`` speaks for: by mandate, else by role; nothing for who belongs to both or to none."""
    by_role = [side for side, belongs in ((Side.MARKETING, user.is_marketing), (Side.SALES, user.is_sales)) if belongs]
    sides = sides_held(user, at) or by_role
    return sides[0] if len(sides) == 1 else None


def holders(sides: Collection[Side], at: datetime) -> list[User]:
    """Colleagues who can log in and may sign for one of ``sides`` on the day of ``at``, deputies included."""
    held = Mandate.objects.valid_on(local_day(at)).filter(side__in=list(sides)).values("holder")
    return list(User.objects.filter(id__in=held, is_active=True))


def local_day(at: datetime) -> date:
    """The day it is in the house at ``at``: mandates count by days of the house's time zone."""
    return at.astimezone(timezone.get_default_timezone()).date()
