"""What a handover sends by mail: a link and the time, never anything about the person behind the lead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from handschlag.handover.models.deadline import Deadline, Duty
from handschlag.organisation.models import User
from handschlag.post.models import send_mail_later

if TYPE_CHECKING:
    from handschlag.handover.models.handover import Handover


def tell_rep(handover_id: UUID, rep: User, due_at: datetime, time_zone: str, at: datetime) -> None:
    """A new handover waits in the inbox until ``due_at``."""
    with translation.override(rep.language):
        send_mail_later(
            key=f"handover/{handover_id}",
            to=rep.email,
            subject=_("A lead is handed over to you"),
            body=_("Please accept or return it until {due}:\n\n{link}\n").format(
                due=_moment(due_at, time_zone), link=link_to(handover_id)
            ),
            at=at,
        )


def tell_joined(handover_id: UUID, rep: User, other: Handover | None, at: datetime) -> None:
    """A handover ended because its person had been handed over before; where to, and that nothing is owed."""
    with translation.override(rep.language):
        if other and other.rep_id == rep.id:
            why = _("You have this person from an earlier handover, which goes on:\n\n{link}").format(
                link=link_to(other.id)
            )
        elif other:
            why = _("{rep} has this person from an earlier handover, which goes on.").format(rep=other.rep.name)
        else:
            why = _("Another lead of the same person goes on.")
        body = _(
            "Two leads turned out to be one person. {why}\n\nFor this handover nothing is owed any more:\n\n{link}\n"
        )
        send_mail_later(
            key=f"joined/{handover_id}/{at.isoformat()}",
            to=rep.email,
            subject=_("A handover has ended: the person was handed over before"),
            body=body.format(why=why, link=link_to(handover_id)),
            at=at,
        )


def tell_parted(handover_id: UUID, rep: User, due: Sequence[datetime], time_zone: str, at: datetime) -> None:
    """The handover goes on; its clocks stood still meanwhile."""
    with translation.override(rep.language):
        until = _("What is owed is due from {due} on.").format(due=_moment(min(due), time_zone)) if due else ""
        body = _(
            "Two leads are two people after all. The handover goes on as it was; its clocks stood still meanwhile. {until}\n\n{link}\n"
        )
        send_mail_later(
            key=f"parted/{handover_id}/{at.isoformat()}",
            to=rep.email,
            subject=_("A handover goes on again"),
            body=body.format(until=until, link=link_to(handover_id)),
            at=at,
        )


def tell_leader(deadline: Deadline, leader: User, rep: User, time_zone: str, at: datetime) -> None:
    """A deadline of somebody in the team was missed; what happens now depends on the duty."""
    with translation.override(leader.language):
        names = {"rep": rep.name, "due": _moment(deadline.due_at, time_zone), "link": link_to(deadline.handover_id)}
        send_mail_later(
            key=f"deadline/{deadline.id}",
            to=leader.email,
            subject=_subjects()[Duty(deadline.duty)],
            body=_bodies()[Duty(deadline.duty)].format(**names),
            at=at,
        )


def link_to(handover_id: UUID) -> str:
    return settings.PUBLIC_URL + reverse("handover:show", args=[handover_id])


def _subjects() -> dict[Duty, str]:
    return {
        Duty.ACCEPT: _("A handover ran out unanswered"),
        Duty.FIRST_CONTACT: _("A first contact is overdue"),
        Duty.RESULT: _("A result is overdue"),
    }


def _bodies() -> dict[Duty, str]:
    return {
        Duty.ACCEPT: _(
            "{rep} did not answer until {due}. The lead goes to somebody else, or waits in the pool.\n\n{link}\n"
        ),
        Duty.FIRST_CONTACT: _("{rep} owed a first contact until {due}. The lead stays with {rep}.\n\n{link}\n"),
        Duty.RESULT: _("{rep} owed a result until {due}. The lead stays with {rep}.\n\n{link}\n"),
    }


def _moment(at: datetime, time_zone: str) -> str:
    return date_format(at.astimezone(ZoneInfo(time_zone)), "DATETIME_FORMAT")
