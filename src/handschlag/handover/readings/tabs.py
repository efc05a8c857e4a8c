"""The views of this room as tabs: only those whose door opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from handschlag.handover.models import holds_sales_mandate
from handschlag.organisation.models import Team, User


@dataclass(frozen=True)
class Tab:
    url_name: str
    label: Any


def tabs(user: User, now: datetime) -> list[Tab]:
    """Mine for sales, the team for who leads one, all and the pool for both sides, and what another routing would do."""
    shown = []
    if user.is_sales:
        shown.append(Tab("handover:inbox", _("Mine")))
    if sees_team(user, now):
        shown.append(Tab("handover:team", _("Team")))
    if user.is_sales or user.is_marketing:
        shown += [
            Tab("handover:all", _("All")),
            Tab("handover:pool", _("Pool")),
            Tab("handover:disputes", _("Disputes")),
            Tab("handover:recycled", _("Recycled")),
        ]
    if user.is_sales or user.is_marketing or user.is_operations:
        shown.append(Tab("handover:routing", _("Routing")))
    return shown


def sees_team(user: User, now: datetime) -> bool:
    """Open work by name is for those who must act on it: leaders, the head of sales, and operations (who see no content)."""
    return user.is_operations or (
        user.is_sales and (Team.objects.filter(leader=user).exists() or holds_sales_mandate(user, now))
    )
