"""The lists of people as files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from handschlag.kernel.sheets import Cell, Sheet
from handschlag.people.models import Company, Contact, Purpose, with_basis

AT_ONCE = 2_000


def contacts_sheet(contacts: QuerySet[Contact], now: datetime) -> Sheet:
    """One row per contact, with what may be done with it at ``now``: whoever uses the file needs to know."""
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
    return Sheet("contacts", headings, _contacts(contacts, now))


def _contacts(contacts: QuerySet[Contact], now: datetime) -> Iterator[list[Cell]]:
    rest = contacts.iterator(chunk_size=AT_ONCE)
    while some := list(islice(rest, AT_ONCE)):
        ids = [contact.id for contact in some]
        allowed = [with_basis(ids, purpose, now) for purpose in Purpose]
        for one in some:
            about = [one.given_name, one.family_name, one.email, one.phone, one.language]
            bases = [one.id in contacts_with_it for contacts_with_it in allowed]
            yield [str(one.id), *about, str(one.company or ""), one.made_at, *bases]


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
