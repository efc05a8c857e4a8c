"""One company as an account: who of it has shown interest, in what, and when; the buying group as far as it is known."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from handschlag.capture.models import Touch
from handschlag.people.core.timeline import TimelineEntry
from handschlag.people.models import AttributeValue, Company, Contact, Identifier, Lead

INTEREST_FOR = timedelta(days=90)
MOST_MEMBERS, MOST_TOUCHES, MOST_SUBJECTS, MOST_ENTRIES = 200, 20_000, 8, 25
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Member:
    """A contact at the company: its role, how often it was in touch in the last 90 days, and when last; ``lead`` is its open pass."""

    contact: Contact
    role: str
    touches: int
    last_at: datetime | None
    lead: Lead | None


@dataclass(frozen=True)
class Subject:
    """What several or one of the account touched: how often, and by how many people."""

    name: str
    touches: int
    people: int


@dataclass(frozen=True)
class Account:
    """What the account's page shows. ``weeks`` counts touches week by week, the oldest first; ``entries`` is the shared timeline."""

    members: list[Member]
    is_more: bool
    subjects: list[Subject]
    weeks: list[int]
    entries: list[TimelineEntry]

    @property
    def active(self) -> int:
        """How many of the members were in touch in the last 90 days."""
        return sum(member.touches > 0 for member in self.members)

    @property
    def touches(self) -> int:
        """How many touches they left in that time."""
        return sum(member.touches for member in self.members)


def account_of(company: Company, now: datetime) -> Account:
    """The account at ``now``: its contacts (at most 200), the most active first, and what they shared. A fixed number of queries."""
    contacts = list(Contact.objects.filter(company=company).order_by("by_family", "id")[: MOST_MEMBERS + 1])
    by_id = {contact.id: contact for contact in contacts[:MOST_MEMBERS]}
    owners = dict(Identifier.objects.filter(contact__in=by_id).values_list("key", "contact_id"))
    touches = _touches(owners, now)
    found = [(owners[touch.who], touch) for touch in touches]
    members = _members(by_id, found)
    entries = [_entry(by_id[contact], touch) for contact, touch in found[:MOST_ENTRIES]]
    return Account(members, len(contacts) > MOST_MEMBERS, _subjects(found), _weeks(touches, now), entries)


def _touches(owners: dict[str, UUID], now: datetime) -> list[Touch]:
    recent = Touch.objects.filter(who__in=owners, happened_at__gt=now - INTEREST_FOR, happened_at__lte=now)
    fields = ("who", "kind", "channel", "campaign", "material", "page", "happened_at")
    return list(recent.order_by("-happened_at", "-id").only(*fields)[:MOST_TOUCHES])


def _members(by_id: dict[UUID, Contact], found: Sequence[tuple[UUID, Touch]]) -> list[Member]:
    counts = Counter(contact for contact, _touch in found)
    last = {contact: touch.happened_at for contact, touch in reversed(found)}
    leads = {lead.contact_id: lead for lead in Lead.objects.filter(contact__in=by_id, is_open=True)}
    roles = dict(
        AttributeValue.objects.filter(contact__in=by_id, name="position")
        .order_by("happened_at", "text")
        .values_list("contact_id", "text")
    )
    members = [
        Member(contact, roles.get(contact_id, ""), counts[contact_id], last.get(contact_id), leads.get(contact_id))
        for contact_id, contact in by_id.items()
    ]
    return sorted(members, key=lambda member: -member.touches)


def _subjects(found: Sequence[tuple[UUID, Touch]]) -> list[Subject]:
    """What was touched most: materials, else pages, else the kind of touch; what several people share comes first."""
    counts: Counter[str] = Counter()
    people: dict[str, set[UUID]] = defaultdict(set)
    for contact, touch in found:
        name = touch.material or touch.page or touch.kind.replace("_", " ")
        counts[name] += 1
        people[name].add(contact)
    subjects = [Subject(name, count, len(people[name])) for name, count in counts.items()]
    return sorted(subjects, key=lambda one: (-one.people, -one.touches, one.name))[:MOST_SUBJECTS]


def _weeks(touches: Sequence[Touch], now: datetime) -> list[int]:
    weeks = [0] * (INTEREST_FOR // WEEK + 1)
    for touch in touches:
        weeks[-1 - (now - touch.happened_at) // WEEK] += 1
    return weeks


def _entry(contact: Contact, touch: Touch) -> TimelineEntry:
    places = (touch.channel, touch.campaign, touch.material, touch.page)
    title = f"{contact}: {touch.kind.replace('_', ' ')}"
    return TimelineEntry(touch.happened_at, "touch", title, " · ".join(place for place in places if place))
