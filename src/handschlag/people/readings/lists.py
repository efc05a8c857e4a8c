"""Contacts and companies as lists: searched by how a word begins, narrowed by segment or company, turned by index."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet

from handschlag.capture.readings.paging import Slice, slice_after
from handschlag.market.models import Segment
from handschlag.people.core.names import fold
from handschlag.people.models import Company, Contact, Purpose, with_basis

ORDERS = {"name": ("by_family", False), "newest": ("made_at", True)}
"""Sort key in the address → (column, newest first)."""

MOST_FOUND = 200
"""A search looks no further: whoever has more hits types another letter."""


def contacts(
    now: datetime,
    *,
    search: str = "",
    segment: str = "",
    company: UUID | None = None,
    order: str = "name",
    after: str = "",
) -> Slice[Contact]:
    """Contacts with their companies. ``search`` is how a name, address or company begins; an unknown ``order`` is by name.

    A segment shows only whom there is a basis to keep in one, so a turn of its pages may be short.
    """
    rows = Contact.objects.filter(erased_at=None).select_related("company")
    if company:
        rows = rows.filter(company=company)
    if segment:
        rows = rows.filter(company__in=_companies_of(segment))
    if search.strip():
        rows = rows.filter(id__in=found(search))
    key, newest_first = ORDERS.get(order, ORDERS["name"])
    page = slice_after(rows, key, after, newest_first=newest_first)
    if segment:
        kept = with_basis([contact.id for contact in page.rows], Purpose.SCORING, now)
        page = replace(page, rows=[contact for contact in page.rows if contact.id in kept])
    return page


def found(search: str) -> set[UUID]:
    """Ids of contacts that answer a search: at most 200 by each of name, address and company."""
    word = fold(search)
    people = Contact.objects.all()
    ways = [
        people.filter(begins("by_family", word)),
        people.filter(begins("by_given", word)),
        people.filter(begins("email", search.strip().lower())),
        people.filter(company__in=Company.objects.filter(begins("name_key", word)).values("id")[:MOST_FOUND]),
    ]
    return {contact_id for way in ways for contact_id in way.values_list("id", flat=True)[:MOST_FOUND]}


def begins(field: str, text: str) -> Q:
    """The field begins with this text, in a form that finds its index.

    PostgreSQL has one for patterns. SQLite's LIKE never uses one, so there a range stands beside it.
    """
    condition = Q(**{f"{field}__startswith": text})
    if connection.vendor == "sqlite":
        condition &= Q(**{f"{field}__gte": text, f"{field}__lt": text + "\U0010ffff"})
    return condition


def companies(*, search: str = "", segment: str = "", after: str = "") -> Slice[Company]:
    """Companies by name, with how many contacts each has."""
    rows = Company.objects.all()
    if segment:
        rows = _companies_of(segment)
    if search.strip():
        rows = rows.filter(begins("name_key", fold(search)) | begins("domain", search.strip().lower()))
    page = slice_after(rows, "name_key", after, newest_first=False)
    counts = dict(
        Contact.objects.filter(company__in=[company.id for company in page.rows])
        .values_list("company")
        .annotate(number=Count("id"))
    )
    for company in page.rows:
        company.number_of_contacts = counts.get(company.id, 0)  # type: ignore[attr-defined]
    return page


def _companies_of(key: str) -> QuerySet[Company]:
    """Companies whose industry and size the segment holds."""
    segment = Segment.objects.filter(key=key).first()
    if segment is None:
        return Company.objects.none()
    rows = Company.objects.filter(industry__in=segment.industries) if segment.industries else Company.objects.all()
    if segment.employees_from is not None:
        rows = rows.filter(Q(employees__gte=segment.employees_from) | Q(employees=None))
    if segment.employees_to is not None:
        rows = rows.filter(Q(employees__lte=segment.employees_to) | Q(employees=None))
    return rows
