"""The lists of people as files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.core.paginator import Page
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from handschlag.kernel.sheets import Cell, Sheet
from handschlag.ledger.exporting import rows_of
from handschlag.people.core.permission import BLOCKED, permission
from handschlag.people.models import (
    AttributeKind,
    Company,
    CompanyMerge,
    Contact,
    Merge,
    PossibleDuplicate,
    PossibleSameCompany,
    Purpose,
    RightsRequest,
    circumstances,
)
from handschlag.people.readings.duplicates import Ground, grounds
from handschlag.people.readings.privacy import notices

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


def questions_sheet(name: str, page: Page[Any]) -> Sheet:
    """One row per doubtful pair: who they are says the list of contacts or companies, under these ids, as far as it may leave the house."""
    headings = [
        _("Id"),
        _("Id of one"),
        _("Id of the other"),
        _("Bits"),
        _("Speaks for it"),
        _("Speaks against it"),
        _("Found at"),
    ]
    return Sheet(name, headings, map(_question, rows_of(page)))


def _question(one: PossibleDuplicate | PossibleSameCompany) -> list[Cell]:
    counted = grounds(one.reasons)
    speaking = _said(ground for ground in counted if ground.speaks_for)
    against = _said(ground for ground in counted if not ground.speaks_for)
    return [str(one.id), str(one.one_id), str(one.other_id), round(one.score, 2), speaking, against, one.found_at]


def merges_sheet(name: str, page: Page[Any]) -> Sheet:
    """One row per merge, with the ids of the one that stayed and the one that joined it."""
    headings = [
        _("Id"),
        _("Id of who stayed"),
        _("Id of who joined it"),
        _("Why"),
        _("Speaks for it"),
        _("When"),
        _("By"),
        _("Taken back"),
    ]
    return Sheet(name, headings, map(_merge, rows_of(page)))


def _merge(one: Merge | CompanyMerge) -> list[Cell]:
    why = _said(ground for ground in grounds(one.reasons) if ground.speaks_for)
    ids = [str(one.id), str(one.kept_id), str(one.gone_id)]
    return [*ids, one.get_because_display(), why, one.merged_at, str(one.by or ""), one.undone_at]


def _said(counted: Iterable[Ground]) -> str:
    return " · ".join(map(str, counted))


def kinds_sheet(kinds: QuerySet[AttributeKind]) -> Sheet:
    """One row per attribute the house keeps."""
    headings = [
        _("Id"),
        _("Key"),
        _("Of whom"),
        _("German name"),
        _("English name"),
        _("Type"),
        _("Unit"),
        _("Choices"),
    ]
    return Sheet("attributes", headings, map(_kind, kinds))


def _kind(kind: AttributeKind) -> list[Cell]:
    names = [kind.label_de, kind.label_en]
    return [str(kind.id), kind.key, kind.get_of_display(), *names, kind.get_type_display(), kind.unit, _listed(kind)]


def _listed(kind: AttributeKind) -> str:
    return ", ".join(map(str, kind.choices))


def requests_sheet() -> Sheet:
    """One row per request by right there is, open or answered, the latest first: the record of what was owed and when it was answered.

    Without names: a file outlives the erasure of whoever asked.
    """
    headings = [
        _("Id"),
        _("Contact"),
        _("Asks for"),
        _("How it came"),
        _("Came on"),
        _("Due"),
        _("Extended, because"),
        _("Answered"),
        _("Answered by"),
        _("Declined, because"),
    ]
    rows = RightsRequest.objects.select_related("answered_by").order_by("-received_on", "-id")
    return Sheet("requests", headings, map(_request, rows.iterator(chunk_size=AT_ONCE)))


def _request(asked: RightsRequest) -> list[Cell]:
    return [
        str(asked.id),
        str(asked.contact_id),
        asked.get_right_display(),
        asked.get_way_display(),
        asked.received_on,
        asked.due_on,
        asked.extended_because,
        asked.answered_at,
        str(asked.answered_by or ""),
        asked.declined_because,
    ]


def notices_sheet(owed: QuerySet[Contact], now: datetime) -> Sheet:
    """One row per person who has not been told yet, with the address to tell them at."""
    headings = [_("Id"), _("Given name"), _("Family name"), _("E-mail"), _("Known since"), _("Due")]
    return Sheet("notices", headings, _notices(owed, now))


def _notices(owed: QuerySet[Contact], now: datetime) -> Iterator[list[Cell]]:
    rest = owed.iterator(chunk_size=AT_ONCE)
    while some := list(islice(rest, AT_ONCE)):
        for one in notices(now, some):
            who = one.contact
            yield [str(who.id), who.given_name, who.family_name, who.email, who.made_at, one.due_on]
