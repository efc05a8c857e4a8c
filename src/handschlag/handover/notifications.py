"""What sales and marketing are told of handovers, and what of it is open now: counted, with the moment it is due, and nobody named."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F, Min, Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from handschlag.handover.models import Deadline, Dispute, FollowUp, Handover, PoolEntry, holds_sales_mandate, owed
from handschlag.handover.models.answer import LettingGo, Return
from handschlag.handover.models.deadline import Duty
from handschlag.handover.models.dispute import Ruling
from handschlag.handover.models.joining import Joining
from handschlag.handover.models.messages import links_to
from handschlag.handover.models.pool import FOR_A_PERSON
from handschlag.organisation.core.notifying import ANY, MUST_HEAR, Kind, Line, Section, Way, register_kinds
from handschlag.organisation.models import Team

MOST = 10
"""So many things are listed one by one; the sentence counts all."""


def _is_sales(user: Any, _at: datetime) -> bool:
    return bool(user.is_sales)


def _is_marketing(user: Any, _at: datetime) -> bool:
    return bool(user.is_marketing)


def _rules(user: Any, at: datetime) -> bool:
    return holds_sales_mandate(user, at)


def _leads(user: Any, at: datetime) -> bool:
    """Whoever is told when somebody else missed a deadline."""
    return holds_sales_mandate(user, at) or Team.objects.filter(leader=user).exists()


def _hand_raised(user: Any, _since: datetime, _now: datetime) -> Section | None:
    waiting = _waiting(user).filter(brief__asked_for_contact=True)
    return _to_answer(
        waiting,
        lambda count: ngettext(
            "A lead who asked for contact waits for your answer.",
            "{count} leads who asked for contact wait for your answer.",
            count,
        ),
    )


def _handed(user: Any, _since: datetime, _now: datetime) -> Section | None:
    waiting = _waiting(user).exclude(brief__asked_for_contact=True)
    return _to_answer(
        waiting,
        lambda count: ngettext("A lead waits for your answer.", "{count} leads wait for your answer.", count),
    )


def _waiting(user: Any) -> QuerySet[Handover]:
    return Handover.objects.filter(rep=user, is_open=True, acceptance=None)


def _to_answer(handovers: QuerySet[Handover], sentence: Any) -> Section | None:
    due = Min("deadlines__due_at", filter=owed("deadlines__") & Q(deadlines__duty=Duty.ACCEPT))
    rows = list(
        handovers.annotate(answer_by=due).order_by(F("answer_by").asc(nulls_last=True)).values_list("id", "answer_by")
    )
    until = [(key, _("until {due}").format(due=_moment(at)) if at else _("open")) for key, at in rows]
    return _section(until, sentence)


def _near(user: Any, _since: datetime, now: datetime) -> Section | None:
    soon = Deadline.objects.filter(handover__rep=user, handover__is_open=True, closed_at=None)
    soon = soon.filter(warn_at__lte=now, due_at__gte=now)
    return _section(_each(soon), lambda count: ngettext("A deadline is near.", "{count} deadlines are near.", count))


def _overdue(user: Any, _since: datetime, now: datetime) -> Section | None:
    late = Deadline.objects.owed().filter(handover__rep=user, handover__is_open=True, due_at__lt=now)
    return _section(
        _each(late), lambda count: ngettext("A deadline has passed.", "{count} deadlines have passed.", count)
    )


def _follow_ups(user: Any, _since: datetime, now: datetime) -> Section | None:
    today = FollowUp.objects.filter(handover__rep=user, handover__is_open=True, on__lte=localtime(now).date())
    days = [(key, date_format(on, "DATE_FORMAT")) for key, on in today.order_by("on").values_list("handover", "on")]
    return _section(days, lambda count: ngettext("A follow-up for today.", "{count} follow-ups for today.", count))


def _ended(user: Any, since: datetime, _now: datetime) -> Section | None:
    """Past things are told of the time since the last morning."""
    told = [
        *Joining.objects.filter(handover__rep=user, at__gt=since).values_list("handover", "at"),
        *LettingGo.objects.filter(handover__rep=user, by=None, at__gt=since).values_list("handover", "at"),
    ]
    return _section(
        _moments(told),
        lambda count: ngettext(
            "A handover of yours ended without your doing.",
            "{count} handovers of yours ended without your doing.",
            count,
        ),
    )


def _escalated(user: Any, _since: datetime, now: datetime) -> Section | None:
    """What a rep of theirs owes and has missed, and what waits for a person; of whom nobody else would hear, for who may sign for sales."""
    theirs = Q(handover__rep__rep__team__leader=user)
    if holds_sales_mandate(user, now):
        theirs |= Q(handover__rep__rep__team__leader=F("handover__rep"))
        theirs |= Q(handover__rep__rep__team__leader__is_active=False)
    late = Deadline.objects.owed().filter(theirs, handover__is_open=True, due_at__lt=now).exclude(handover__rep=user)
    lines = _each(late)
    pooled = PoolEntry.objects.filter(left_at=None, reason=FOR_A_PERSON).count()
    if not lines and not pooled:
        return None
    sentence = ngettext(
        "A deadline of your reps has passed.", "{count} deadlines of your reps have passed.", len(lines)
    )
    section = _section(lines, lambda _count: sentence) or Section("")
    if not pooled:
        return section
    waits = ngettext(
        "A lead waits until somebody in charge gives it to a rep.",
        "{count} leads wait until somebody in charge gives them to a rep.",
        pooled,
    ).format(count=pooled)
    pool = Line(_("Pool"), settings.PUBLIC_URL + reverse("handover:pool"))
    return Section(" ".join(filter(None, (section.sentence, waits))), [*section.lines, pool])


def _disputed(user: Any, _since: datetime, _now: datetime) -> Section | None:
    waiting = Dispute.objects.to_rule().exclude(by=user).order_by("at").values_list("return_row", "at")
    return _section(
        _moments(waiting),
        lambda count: ngettext(
            "A disputed return waits for your ruling.", "{count} disputed returns wait for your ruling.", count
        ),
    )


def _returned(_user: Any, since: datetime, _now: datetime) -> Section | None:
    """Those of the time since the last morning that nobody has disputed yet."""
    back = Return.objects.filter(at__gt=since, dispute=None).order_by("at").values_list("handover", "at")
    return _section(
        _moments(back), lambda count: ngettext("Sales returned a lead.", "Sales returned {count} leads.", count)
    )


def _ruled(user: Any, since: datetime, _now: datetime) -> Section | None:
    said = Ruling.objects.filter(dispute__by=user, at__gt=since).order_by("at").values_list("dispute", "at")
    return _section(
        _moments(said),
        lambda count: ngettext("A ruling on a return you disputed.", "{count} rulings on returns you disputed.", count),
    )


def _each(deadlines: QuerySet[Deadline]) -> list[tuple[UUID, str]]:
    words = _("{duty}: until {due}")
    return [
        (one.handover_id, words.format(duty=Duty(one.duty).label, due=_moment(one.due_at)))
        for one in deadlines.order_by("due_at", "id")
    ]


def _moments(rows: Iterable[tuple[UUID, datetime]]) -> list[tuple[UUID, str]]:
    return [(key, _moment(at)) for key, at in rows]


def _section(rows: list[tuple[UUID, str]], sentence: Any) -> Section | None:
    if not rows:
        return None
    links = links_to([key for key, _words in rows[:MOST]])
    said = str(sentence(len(rows))).format(count=len(rows))
    return Section(said, [Line(words, links[key]) for key, words in rows[:MOST]])


def _moment(at: datetime) -> str:
    return date_format(localtime(at), "DATETIME_FORMAT")


register_kinds(
    Kind(
        "hand_raiser",
        gettext_lazy("A new lead of mine who asked for contact"),
        gettext_lazy("Somebody raised a hand, and was handed over to me."),
        Way.AT_ONCE,
        ANY,
        _is_sales,
        _hand_raised,
    ),
    Kind(
        "handover",
        gettext_lazy("Any other new lead of mine"),
        gettext_lazy("In the morning: all that wait for my answer."),
        Way.MORNING,
        ANY,
        _is_sales,
        _handed,
    ),
    Kind(
        "deadline_near",
        gettext_lazy("A deadline of mine is near"),
        gettext_lazy("When a quarter of the agreed time is left."),
        Way.AT_ONCE,
        ANY,
        _is_sales,
        _near,
    ),
    Kind(
        "overdue",
        gettext_lazy("A deadline of mine has passed"),
        gettext_lazy("In the morning: all I owe and have not done in time."),
        Way.MORNING,
        ANY,
        _is_sales,
        _overdue,
    ),
    Kind(
        "follow_up",
        gettext_lazy("My follow-ups of the day"),
        gettext_lazy("What I agreed on with leads for today, or for a day that is over."),
        Way.MORNING,
        (Way.MORNING, Way.NEVER),
        _is_sales,
        _follow_ups,
    ),
    Kind(
        "ended",
        gettext_lazy("A handover of mine ended without my doing"),
        gettext_lazy("Nobody was reached as often as agreed, or the person had been handed over before."),
        Way.AT_ONCE,
        ANY,
        _is_sales,
        _ended,
    ),
    Kind(
        "escalation",
        gettext_lazy("A rep of mine missed a deadline"),
        gettext_lazy("Told to the leader of the team; where that is the rep, to whoever may sign for sales."),
        Way.AT_ONCE,
        MUST_HEAR,
        _leads,
        _escalated,
    ),
    Kind(
        "dispute",
        gettext_lazy("Marketing disputes a return"),
        gettext_lazy("Whoever may sign for sales rules."),
        Way.AT_ONCE,
        MUST_HEAR,
        _rules,
        _disputed,
    ),
    Kind(
        "returned",
        gettext_lazy("Sales returned a lead"),
        gettext_lazy("Marketing may dispute it."),
        Way.MORNING,
        ANY,
        _is_marketing,
        _returned,
    ),
    Kind(
        "ruling",
        gettext_lazy("A ruling on a return I disputed"),
        gettext_lazy("Whether it counts."),
        Way.AT_ONCE,
        ANY,
        _is_marketing,
        _ruled,
    ),
)
