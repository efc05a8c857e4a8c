"""What awaits somebody today, by what they do in the house. Each line counts something and leads to where it is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handschlag.agreement.models import Version
from handschlag.capture.models import Quarantined, Waiting
from handschlag.conversation.models import Conversation, Deal
from handschlag.handover.models import Deadline, Dispute, FollowUp, Handover, PoolEntry, Return, holds_sales_mandate
from handschlag.organisation.models import Mandate, ScoringBasis, Side, User
from handschlag.people.models import PossibleDuplicate, PossibleSameCompany, RightsRequest
from handschlag.post.models import Failure
from handschlag.scoreboard.readings.debts import marketing_owes, own_results

A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Matter:
    """One line of today: how many of what, whether it presses, and where to go."""

    icon: str
    count: int
    sentence: str
    url: str
    presses: bool = False


def matters(user: User, now: datetime) -> list[Matter]:
    """What ``user`` should look at; empty where nothing waits."""
    found = [
        *_to_sign(user, now),
        *_to_rule(user, now),
        *_selling(user, now),
        *_marketing(user, now),
        *_doubtful(user),
        *_running(user),
        *_protecting(user, now),
    ]
    return [matter for matter in found if matter.count]


def _to_sign(user: User, now: datetime) -> Iterator[Matter]:
    sides = list(Mandate.objects.valid_on(localtime(now).date()).filter(holder=user).values_list("side", flat=True))
    for version in Version.objects.filter(proposal__isnull=False, commencement=None, withdrawal=None):
        signed = set(version.signatures.values_list("side", flat=True))
        if waiting := [str(Side(side).label) for side in sides if side not in signed]:
            sentence = _("Version %(number)s of the agreement waits for your signature for %(sides)s.") % {
                "number": version.number,
                "sides": ", ".join(waiting),
            }
            yield Matter("signature", 1, sentence, reverse("agreement:version", args=[version.number]), presses=True)


def _to_rule(user: User, now: datetime) -> Iterator[Matter]:
    """Disputes of returns, for whoever may sign for sales."""
    if not holds_sales_mandate(user, now):
        return
    waiting = Dispute.objects.to_rule().count()
    sentence = ngettext("disputed return waits for a ruling.", "disputed returns wait for a ruling.", waiting)
    yield Matter("return", waiting, sentence, reverse("handover:disputes"), presses=True)


def _selling(user: User, now: datetime) -> Iterator[Matter]:
    if not user.is_sales:
        return
    mine = Handover.objects.filter(rep=user, is_open=True)
    inbox = reverse("handover:inbox")
    overdue = Deadline.objects.filter(handover__in=mine).owed().filter(due_at__lt=now).count()
    yield Matter(
        "alert", overdue, ngettext("deadline has passed.", "deadlines have passed.", overdue), inbox, presses=True
    )
    waiting = mine.filter(acceptance=None).count()
    yield Matter(
        "inbox", waiting, ngettext("new lead waits for your answer.", "new leads wait for your answer.", waiting), inbox
    )
    due_today = FollowUp.objects.filter(handover__in=mine, on__lte=localtime(now).date()).count()
    yield Matter("calendar", due_today, ngettext("follow-up for today.", "follow-ups for today.", due_today), inbox)
    results = own_results(user).count()
    yield Matter(
        "clock",
        results,
        ngettext("accepted lead owes a result.", "accepted leads owe a result.", results),
        reverse("scoreboard:debts"),
    )
    deals = Deal.objects.filter(owner=user, closing=None).count()
    yield Matter(
        "deals", deals, ngettext("open deal of yours.", "open deals of yours.", deals), reverse("conversation:deals")
    )


def _marketing(user: User, now: datetime) -> Iterator[Matter]:
    if not user.is_marketing:
        return
    since = now - A_WEEK
    handed = Handover.objects.filter(handed_at__gt=since).count()
    yield Matter(
        "handover",
        handed,
        ngettext("lead handed over in the last 7 days.", "leads handed over in the last 7 days.", handed),
        reverse("handover:all"),
    )
    returned = Return.objects.filter(at__gt=since).count()
    yield Matter(
        "return",
        returned,
        ngettext("lead came back in the last 7 days.", "leads came back in the last 7 days.", returned),
        f"{reverse('handover:all')}?state=returned",
    )
    heard = (
        Conversation.objects.filter(happened_at__gt=since)
        .exclude(Q(own_words="") & Q(mentions=None))
        .distinct()
        .count()
    )
    yield Matter(
        "conversation",
        heard,
        ngettext(
            "conversation of the last 7 days says what the customer needs.",
            "conversations of the last 7 days say what customers need.",
            heard,
        ),
        reverse("conversation:voices"),
    )
    lacking = len(marketing_owes(now))
    yield Matter(
        "alert",
        lacking,
        ngettext(
            "lead in sales' hands lacks something marketing promised.",
            "leads in sales' hands lack something marketing promised.",
            lacking,
        ),
        f"{reverse('scoreboard:debts')}?side=marketing",
    )
    quarantined = Quarantined.objects.filter(replayed_at=None).count()
    yield Matter(
        "alert",
        quarantined,
        ngettext("message lies in quarantine.", "messages lie in quarantine.", quarantined),
        reverse("capture:overview"),
    )
    pooled = PoolEntry.objects.filter(left_at=None).count()
    yield Matter(
        "people",
        pooled,
        ngettext("qualified lead waits in the pool.", "qualified leads wait in the pool.", pooled),
        reverse("handover:pool"),
    )


def _doubtful(user: User) -> Iterator[Matter]:
    if not user.is_marketing and not user.is_operations:
        return
    pairs = PossibleDuplicate.objects.count()
    yield Matter(
        "people",
        pairs,
        ngettext("pair of contacts may be one person.", "pairs of contacts may be one person each.", pairs),
        reverse("people:duplicates"),
    )
    firms = PossibleSameCompany.objects.count()
    yield Matter(
        "company",
        firms,
        ngettext("pair of companies may be one firm.", "pairs of companies may be one firm each.", firms),
        reverse("people:company_duplicates"),
    )


def _running(user: User) -> Iterator[Matter]:
    if not user.is_operations:
        return
    stuck = Waiting.objects.exclude(set_aside_at=None).count()
    yield Matter(
        "alert",
        stuck,
        ngettext("touch could not be walked.", "touches could not be walked.", stuck),
        reverse("capture:overview"),
        presses=True,
    )
    unsent = Failure.objects.count()
    yield Matter(
        "mail",
        unsent,
        ngettext("message could not be sent.", "messages could not be sent.", unsent),
        reverse("post:overview"),
        presses=True,
    )


def _protecting(user: User, now: datetime) -> Iterator[Matter]:
    """Requests by right and what else data protection owes; that nobody may be scored yet concerns marketing too."""
    if (user.is_data_protection or user.is_marketing) and ScoringBasis.current() is None:
        sentence = _("Only who consented is scored: data protection has not declared yet on which basis others are.")
        url = reverse("people:basis" if user.is_data_protection else "people:contacts")
        yield Matter("shield", 1, sentence, url, presses=True)
    if not user.is_data_protection:
        return
    waiting = list(RightsRequest.objects.filter(answered_at=None).values_list("due_on", flat=True))
    late = sum(due_on < localtime(now).date() for due_on in waiting)
    sentence = ngettext(
        "%(count)s request by right is to be answered.", "%(count)s requests by right are to be answered.", len(waiting)
    )
    yield Matter(
        "shield", len(waiting), sentence % {"count": len(waiting)}, reverse("people:privacy"), presses=bool(late)
    )
