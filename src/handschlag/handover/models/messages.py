"""What a handover sends by mail: a link and the time, never anything about the person behind the lead.

Mail at once is for who wants it at once; the others find it in their morning's mail as long as it is open (``notifications.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from handschlag.agreement.core.terms import AfterTimeout, Afterwards
from handschlag.handover.models.answer import FOLLOWS
from handschlag.handover.models.deadline import Deadline, Duty
from handschlag.organisation.models import Mandate, Rep, Role, Side, User, those_told_at_once, told_at_once
from handschlag.organisation.models.calendar import local_day
from handschlag.post.models import Mail, send_mail_later, send_mails_later

if TYPE_CHECKING:
    from handschlag.handover.models.handover import Handover


@dataclass(frozen=True)
class Handed:
    """A new handover: whose it is, until when it waits for an answer, and whether the lead asked for contact."""

    id: UUID
    rep: Rep
    due_at: datetime
    asked: bool


def tell_reps(handed: Iterable[Handed], at: datetime) -> None:
    """New handovers wait in the inbox: a mail for each, to those who are told at once; most want that of leads who asked for contact."""
    mails = []
    for rep, due_at, asked, ids in _by_rep(_told_at_once(list(handed))):
        with translation.override(rep.user.language):
            subject = _("A lead is handed over to you")
            if asked:
                subject = _("A lead who asked for contact is handed over to you")
            body, due = (
                _("Please accept or return it until {due}:\n\n{link}\n"),
                _moment(due_at, rep.calendar.time_zone),
            )
            said = {one: body.format(due=due, link=link) for one, link in links_to(ids).items()}
            mails += [Mail(f"handover/{one}", rep.user.email, subject, text) for one, text in said.items()]
    send_mails_later(mails, at)


def _told_at_once(handed: Sequence[Handed]) -> list[Handed]:
    told = {
        asked: told_at_once(kind, {one.rep.user_id for one in handed if one.asked is asked})
        for asked, kind in ((True, "hand_raiser"), (False, "handover"))
    }
    return [one for one in handed if one.rep.user_id in told[one.asked]]


def _by_rep(handed: Iterable[Handed]) -> list[tuple[Rep, datetime, bool, list[UUID]]]:
    together: dict[tuple[UUID, datetime, bool], tuple[Rep, datetime, bool, list[UUID]]] = {}
    for one in handed:
        key = (one.rep.user_id, one.due_at, one.asked)
        together.setdefault(key, (one.rep, one.due_at, one.asked, []))[3].append(one.id)
    return list(together.values())


def tell_joined(handover_id: UUID, rep: User, other: Handover | None, at: datetime) -> None:
    """A handover ended because its person had been handed over before; where to, and that nothing is owed."""
    if not told_at_once("ended", [rep.id]):
        return
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
    """The handover goes on, whatever its rep wants to be told: its clocks stood still meanwhile, and run."""
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


def warn_rep(deadline: Deadline, rep: Rep, at: datetime) -> None:
    """Something is owed soon."""
    if not told_at_once("deadline_near", [rep.user_id]):
        return
    with translation.override(rep.user.language):
        subject, body = _soon()[Duty(deadline.duty)]
        send_mail_later(
            key=f"warning/{deadline.id}",
            to=rep.user.email,
            subject=subject,
            body=body.format(due=_moment(deadline.due_at, rep.calendar.time_zone), link=link_to(deadline.handover_id)),
            at=at,
        )


def tell_late(deadline: Deadline, rep: Rep, at: datetime) -> None:
    """A deadline of one's own has passed."""
    if not told_at_once("overdue", [rep.user_id]):
        return
    with translation.override(rep.user.language):
        subject = _("A deadline of yours has passed: {duty}").format(duty=Duty(deadline.duty).label)
        due, link = _moment(deadline.due_at, rep.calendar.time_zone), link_to(deadline.handover_id)
        body = _("It was due until {due}:\n\n{link}\n").format(due=due, link=link)
        send_mail_later(key=f"late/{deadline.id}", to=rep.user.email, subject=subject, body=body, at=at)


def tell_in_charge(deadline: Deadline, rep: Rep, after_timeout: AfterTimeout, at: datetime) -> None:
    """A deadline of somebody in the team was missed; what happens now depends on the duty and, for the acceptance, on the agreement.

    Whose own deadline it was need not be told alone: then whoever may sign for sales hears of it, and so they do for a leader who
    cannot log in any more.
    """
    told = [rep.team.leader]
    if rep.team.leader == rep.user or not rep.team.leader.is_active:
        told = _who_may_sign(at, other_than=rep.user) or told
    for leader in those_told_at_once("escalation", told):
        with translation.override(leader.language):
            subject, body = _missed(after_timeout)[Duty(deadline.duty)]
            due = _moment(deadline.due_at, rep.calendar.time_zone)
            send_mail_later(
                key=f"deadline/{deadline.id}" + (f"/{leader.id}" if leader != rep.team.leader else ""),
                to=leader.email,
                subject=subject,
                body=body.format(rep=rep.user.name, due=due, link=link_to(deadline.handover_id)),
                at=at,
            )


def tell_let_go(handover_id: UUID, rep: User, then: Afterwards, at: datetime) -> None:
    """Nobody was reached in the agreed attempts: what became of the lead."""
    if not told_at_once("ended", [rep.id]):
        return
    with translation.override(rep.language):
        send_mail_later(
            key=f"let_go/{handover_id}",
            to=rep.email,
            subject=_("A handover ended: nobody was reached"),
            body=_("All agreed attempts were in vain. {follows} Nothing is owed any more:\n\n{link}\n").format(
                follows=FOLLOWS[then], link=link_to(handover_id)
            ),
            at=at,
        )


def tell_returned(handover_id: UUID, by: User, at: datetime) -> None:
    """Those of marketing who want to hear it at once learn that sales gave a lead back; most read it in the morning."""
    marketing = User.objects.filter(is_active=True, role_assignments__role=Role.MARKETING).order_by("id")
    for user in those_told_at_once("returned", marketing):
        with translation.override(user.language):
            send_mail_later(
                key=f"returned/{handover_id}/{user.id}",
                to=user.email,
                subject=_("Sales returned a lead"),
                body=_("{name} gave it back. Read why, and dispute it if you see it otherwise:\n\n{link}\n").format(
                    name=by.name, link=link_to(handover_id)
                ),
                at=at,
            )


def tell_disputed(handover_id: UUID, by: User, at: datetime) -> None:
    """Whoever may sign for sales is asked for a ruling."""
    for holder in those_told_at_once("dispute", _who_may_sign(at)):
        with translation.override(holder.language):
            send_mail_later(
                key=f"disputed/{handover_id}/{holder.id}",
                to=holder.email,
                subject=_("Marketing disputes a return"),
                body=_("{name} says why the lead should not have been returned. Please rule:\n\n{link}\n").format(
                    name=by.name, link=link_to(handover_id)
                ),
                at=at,
            )


def tell_ruled(handover_id: UUID, to: User, *, is_upheld: bool, goes_back: bool, at: datetime) -> None:
    """Whoever disputed hears the ruling."""
    if not told_at_once("ruling", [to.id]):
        return
    with translation.override(to.language):
        told = _("The return stands.")
        if is_upheld:
            told = _("You are right: the return does not count.")
        if goes_back:
            told = _("You are right: the return does not count, and the lead goes to sales again.")
        send_mail_later(
            key=f"ruled/{handover_id}",
            to=to.email,
            subject=_("There is a ruling on a return"),
            body=f"{told}\n\n{link_to(handover_id)}\n",
            at=at,
        )


def _who_may_sign(at: datetime, other_than: User | None = None) -> list[User]:
    holders = Mandate.objects.valid_on(local_day(at)).filter(side=Side.SALES).values("holder")
    users = User.objects.filter(id__in=holders, is_active=True).order_by("id")
    return list(users.exclude(id=other_than.id) if other_than else users)


def link_to(handover_id: UUID) -> str:
    return links_to([handover_id])[handover_id]


def links_to(handover_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The address of each; worked out once, for they differ in nothing but the id."""
    first = handover_ids[0]
    link = settings.PUBLIC_URL + reverse("handover:show", args=[first])
    return {one: link.replace(str(first), str(one)) for one in handover_ids}


def _soon() -> dict[Duty, tuple[str, str]]:
    return {
        Duty.ACCEPT: (
            _("A handover still waits for your answer"),
            _("Please accept or return it until {due}:\n\n{link}\n"),
        ),
        Duty.FIRST_CONTACT: (
            _("A first contact is due soon"),
            _("You owe a first contact until {due}:\n\n{link}\n"),
        ),
        Duty.ATTEMPTS: (
            _("More attempts are due soon"),
            _("Nobody was reached yet. The agreed attempts are due until {due}:\n\n{link}\n"),
        ),
        Duty.NO_ANSWER: (
            _("Nobody was reached: the lead goes soon"),
            _(
                "All agreed attempts were in vain. Unless you reach somebody until {due}, the lead goes as agreed:\n\n{link}\n"
            ),
        ),
        Duty.RESULT: (
            _("A result is due soon"),
            _("You owe a result until {due}:\n\n{link}\n"),
        ),
    }


def _missed(after_timeout: AfterTimeout) -> dict[Duty, tuple[str, str]]:
    unanswered = {
        AfterTimeout.ANOTHER_REP: _(
            "{rep} did not answer until {due}. The lead goes to somebody else, or waits in the pool.\n\n{link}\n"
        ),
        AfterTimeout.POOL: _(
            "{rep} did not answer until {due}. The lead waits in the pool until you, or somebody else in charge, give it to a rep.\n\n{link}\n"
        ),
    }
    return {
        Duty.ACCEPT: (_("A handover ran out unanswered"), unanswered[after_timeout]),
        Duty.FIRST_CONTACT: (
            _("A first contact is overdue"),
            _("{rep} owed a first contact until {due}. The lead stays with {rep}.\n\n{link}\n"),
        ),
        Duty.ATTEMPTS: (
            _("Attempts are overdue"),
            _(
                "Nobody was reached, and {rep} did not make the agreed attempts until {due}. The lead stays with {rep}.\n\n{link}\n"
            ),
        ),
        Duty.RESULT: (
            _("A result is overdue"),
            _("{rep} owed a result until {due}. The lead stays with {rep}.\n\n{link}\n"),
        ),
    }


def _moment(at: datetime, time_zone: str) -> str:
    return date_format(at.astimezone(ZoneInfo(time_zone)), "DATETIME_FORMAT")
