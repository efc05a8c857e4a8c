"""Open debts of both sides, from the open handovers. By name only for who must act; for marketing by lead, without the rep."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from handschlag.handover.core.brief import channels
from handschlag.handover.models import Deadline, Duty, Handover
from handschlag.handover.models.agreed import terms_of
from handschlag.handover.models.dossier import ON_CONTACT
from handschlag.kernel.sheets import Cell, Sheet
from handschlag.learning.readings import kept
from handschlag.organisation.models import User
from handschlag.people.core.permission import Answer
from handschlag.people.models import AttributeValue, circumstances
from handschlag.scoreboard.core.debts import Lack, Owed, missing_in_brief, unknown
from handschlag.scoreboard.readings.words import BRIEF_PARTS, LACKS, WHAT_LACKS_NEED

PER_PAGE = 50
AT_ONCE = 1_000


@dataclass(frozen=True)
class Totals:
    """Debts of the whole firm: results owed by sales and how many of them are overdue; marketing's by what is missing."""

    results: int
    overdue: int
    due_today: int
    leads: int
    by_lack: Mapping[Lack, int]


@dataclass(frozen=True)
class ResultOwed:
    """A lead that sales accepted and owes a result for. ``rep`` is there for who must act, and for nobody else."""

    handover: Handover
    due_at: datetime
    is_overdue: bool
    rep: User | None


@dataclass(frozen=True)
class LeadOwed:
    """A lead that marketing owes something for: what, in words, and what to do about it."""

    handover: Handover
    missing: Sequence[tuple[Any, str, Any]]


def totals(now: datetime) -> Totals:
    """Of the whole firm, for everybody. Nothing in it is about a person."""
    midnight = localtime(now).replace(hour=23, minute=59, second=59, microsecond=999_999)
    results = _results().aggregate(
        results=Count("pk"),
        overdue=Count("pk", filter=Q(due_at__lt=now)),
        due_today=Count("pk", filter=Q(due_at__gte=now, due_at__lte=midnight)),
    )
    found = marketing_owes(now)
    return Totals(**results, leads=len(found), by_lack=Counter(lack for one in found for lack in one.lacks))


def results_owed(user: User, now: datetime, page: str | int = 1) -> Page[ResultOwed]:
    """Results sales owes, what is due first on top: one's own, one's team's, all for the head of sales; marketing sees every lead and no rep."""
    shown: Page[Any] = Paginator(_results_seen(user, now), PER_PAGE).get_page(page)
    acts = user.is_sales
    shown.object_list = [_result(row, now, acts) for row in shown.object_list]
    return shown


def _result(row: Deadline, now: datetime, acts: bool) -> ResultOwed:
    return ResultOwed(row.handover, row.due_at, row.due_at < now, row.handover.rep if acts else None)


def leads_owed(user: User, now: datetime, page: str | int = 1) -> Page[LeadOwed]:
    """Leads marketing owes something for, the longest in sales' hands first; sales sees those of the handovers it may read."""
    shown: Page[Any] = Paginator(_owed_seen(user, now), PER_PAGE).get_page(page)
    shown.object_list = _with_handovers(list(shown.object_list))
    return shown


def _results_seen(user: User, now: datetime) -> QuerySet[Deadline]:
    seen = _results().filter(handover__in=Handover.objects.visible_to(user, now))
    rows = seen.select_related("handover__lead__contact__company", "handover__rep")
    return rows.defer("handover__brief", "handover__chosen_because").order_by("due_at", "id")


def _owed_seen(user: User, now: datetime) -> list[Owed]:
    seen = set(Handover.objects.visible_to(user, now).filter(is_open=True).values_list("id", flat=True))
    return [one for one in marketing_owes(now) if one.handover_id in seen]


def _with_handovers(part: Sequence[Owed]) -> list[LeadOwed]:
    """Whose handover has ended since they were counted are left out."""
    handovers = Handover.objects.select_related("lead__contact__company").defer("brief", "chosen_because")
    by_id = handovers.in_bulk([one.handover_id for one in part])
    return [LeadOwed(by_id[one.handover_id], _in_words(one)) for one in part if one.handover_id in by_id]


def results_sheet(user: User, now: datetime) -> Sheet:
    """The same list as a file; for marketing the column of the rep is empty."""
    headings = [_("Handover id"), _("Contact"), _("Company"), _("Result due"), _("Overdue"), _("Rep")]
    owed = (_result(row, now, user.is_sales) for row in _results_seen(user, now).iterator(AT_ONCE))
    cells = (
        [*_whose(one.handover), one.due_at, _yes_or_no(one.is_overdue), str(one.rep) if one.rep else ""] for one in owed
    )
    return Sheet("results-owed", headings, cells)


def leads_sheet(user: User, now: datetime) -> Sheet:
    """One row per lead marketing owes something for."""
    headings = [_("Handover id"), _("Contact"), _("Company"), _("Handed over"), _("Missing"), _("What to do")]
    owed = iter(_owed_seen(user, now))
    parts = iter(lambda: list(islice(owed, AT_ONCE)), [])
    cells = (
        [
            *_whose(one.handover),
            one.handover.handed_at,
            "; ".join(f"{what}: {which}" if which else str(what) for what, which, _do in one.missing),
            " ".join(str(do) for _what, _which, do in one.missing),
        ]
        for part in parts
        for one in _with_handovers(part)
    )
    return Sheet("marketing-owes", headings, cells)


def _whose(handover: Handover) -> list[Cell]:
    contact = handover.lead.contact
    return [str(handover.id), str(contact), str(contact.company or "")]


def _yes_or_no(is_so: bool) -> str:
    return _("yes") if is_so else _("no")


def own_results(user: User) -> QuerySet[Deadline]:
    """Results this rep owes."""
    return _results().filter(handover__rep=user)


def marketing_owes(now: datetime) -> list[Owed]:
    """Everything marketing owes for open handovers, perhaps counted a moment ago; what was handed over first stands first."""
    return kept("scoreboard:marketing-owes", lambda: list(_measure(now)), now).result


def _results() -> QuerySet[Deadline]:
    accepted = {"handover__is_open": True, "handover__acceptance__isnull": False}
    return Deadline.objects.owed().filter(duty=Duty.RESULT, **accepted)


def _measure(now: datetime) -> Iterator[Owed]:
    """In batches; consent as it is now, and of what was not known at the handover what is not known yet: marketing may have made good since."""
    rows = Handover.objects.filter(is_open=True).select_related("lead__contact").order_by("handed_at", "id")
    found = rows.defer("chosen_because").iterator(AT_ONCE)
    while handovers := list(islice(found, AT_ONCE)):
        contacts = [handover.lead.contact for handover in handovers]
        allowed = circumstances([contact.id for contact in contacts])
        known = _known(contacts)
        for handover in handovers:
            duties = terms_of(handover.version_id).marketing
            contact = handover.lead.contact
            asked = bool(handover.brief.get("asked_for_contact"))
            ways = channels(allowed[contact.id], asked, now)
            is_named = bool(contact.given_name or contact.family_name)
            owed = Owed(
                handover.id,
                handover.handed_at,
                brief=missing_in_brief(handover.brief, is_named) if duties.brief else (),
                has_no_consent=not any(way["permission"] == Answer.ALLOWED for way in ways),
                attributes=unknown(handover.missing or (), known[contact.id]),
            )
            if owed.lacks:
                yield owed


def _known(contacts: Iterable[Any]) -> dict[UUID, set[str]]:
    """Contact → the names of what is known of it and of its company."""
    contacts = list(contacts)
    companies = {contact.company_id for contact in contacts if contact.company_id}
    found: dict[UUID, set[str]] = defaultdict(set)
    said = Q(contact__in=[contact.id for contact in contacts]) | Q(company__in=companies)
    names = AttributeValue.objects.filter(said).exclude(text="").order_by()
    for contact_id, company_id, name in names.values_list("contact", "company", "name").distinct():
        found[contact_id or company_id].add(name)
    return {
        contact.id: found[contact.id]
        | (found[contact.company_id] | {"company"} if contact.company_id else set())
        | {column for column in ON_CONTACT if getattr(contact, column)}
        for contact in contacts
    }


def _in_words(owed: Owed) -> list[tuple[Any, str, Any]]:
    """What is missing, which parts of it, and what to do."""
    parts = {
        Lack.BRIEF: ", ".join(str(BRIEF_PARTS[part]) for part in owed.brief),
        Lack.CONSENT: "",
        Lack.DATA: ", ".join(owed.attributes),
    }
    return [(LACKS[lack], parts[lack], WHAT_LACKS_NEED[lack]) for lack in owed.lacks]
