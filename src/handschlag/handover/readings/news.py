"""What is new for a rep whose browser is open: asked again and again, so it costs one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, Max, OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handschlag.handover.models import Handover
from handschlag.organisation.models import Role, RoleAssignment, User


@dataclass(frozen=True)
class News:
    """How many leads wait for the rep's answer, and when the newest of them was handed over."""

    waiting: int
    newest_at: datetime | None

    @property
    def newest(self) -> int:
        """That moment in milliseconds since 1970, for comparing; nought where nothing waits."""
        return int(self.newest_at.timestamp() * 1000) if self.newest_at else 0

    @property
    def etag(self) -> str:
        """The same as long as nothing came and nothing was answered."""
        return f'"{self.waiting}-{self.newest}"'

    @property
    def words(self) -> str:
        said = ngettext("{count} lead waits for your answer", "{count} leads wait for your answer", self.waiting)
        return said.format(count=self.waiting)


def news(user: User) -> News | None:
    """None for whoever is not in sales; one query, by the indexes of roles and of open handovers."""
    waiting = Handover.objects.filter(rep=OuterRef("pk"), is_open=True, acceptance=None).order_by().values("rep")
    sells = RoleAssignment.objects.filter(user=OuterRef("pk"), role=Role.SALES)
    found = User.objects.filter(Exists(sells), pk=user.pk).values_list(
        Subquery(waiting.annotate(count=Count("pk")).values("count")),
        Subquery(waiting.annotate(newest=Max("handed_at")).values("newest")),
    )
    row = found.first()
    return News(row[0] or 0, row[1]) if row else None


def announced(user: User, found: News) -> str:
    """The newest of them, as it is said to somebody who works at something else."""
    waiting = Handover.objects.filter(rep=user, is_open=True, acceptance=None, brief__asked_for_contact=True)
    if found.newest_at and waiting.filter(handed_at=found.newest_at).exists():
        return _("A lead who asked for contact was handed over to you.")
    return _("A new lead was handed over to you.")
