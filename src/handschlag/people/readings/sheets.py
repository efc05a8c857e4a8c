"""The lists of people as files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from handschlag.kernel.sheets import Cell, Sheet
from handschlag.people.core.permission import BLOCKED, permission
from handschlag.people.models import Company, Contact, Purpose, circumstances

AT_ONCE = 2_000


def contacts_sheet(contacts: QuerySet[Contact], now: datetime, *, is_segment: bool = False) -> Sheet:
    """One row per contact, with what may be done with it at ``now``: whoever uses the file needs to know.

    Who is suppressed or restricted never leaves the house; of a segment only those whom there is a basis to keep in one.
    """
    headings = [
        _("Id"),
        _("Given name"),
        _("Family name"),
        _("E-mail"),
        _("Phone"),
        _("Language"),
        _("Company"),
        _("Known since"),
        *(str(purpose.label) for purpose in Purpose),
    ]
    return Sheet("contacts", headings, _contacts(contacts, now, is_segment=is_segment))


def _contacts(contacts: QuerySet[Contact], now: datetime, *, is_segment: bool) -> Iterator[list[Cell]]:
    rest = contacts.iterator(chunk_size=AT_ONCE)
    while some := list(islice(rest, AT_ONCE)):
        ids = [contact.id for contact in some]
        known = circumstances(ids)
        for one in some:
            granted = [permission(purpose, known[one.id], now) for purpose in Purpose.values]
            if granted[0].basis in BLOCKED or (is_segment and not granted[0].is_allowed):
                continue
            about = [one.given_name, one.family_name, one.email, one.phone, one.language]
            yield [str(one.id), *about, str(one.company or ""), one.made_at, *(each.is_allowed for each in granted)]


def companies_sheet(companies: QuerySet[Company]) -> Sheet:
    """One row per company."""
    headings = [
        _("Id"),
        _("Company"),
        _("Domain"),
        _("Industry"),
        _("Employees"),
        _("Country"),
        _("Postal code"),
        _("Contacts"),
    ]
    columns = ("id", "name", "domain", "industry", "employees", "country", "postal_code", "number")
    rows = companies.annotate(number=Count("contacts")).values_list(*columns)
    return Sheet("companies", headings, ([str(row[0]), *row[1:]] for row in rows.iterator(chunk_size=AT_ONCE)))
