"""Columns follow the history: each shows the newest statement, a company's name the first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from django.db.models import F, OrderBy, OuterRef, Subquery

from handschlag.capture.models import insert, update
from handschlag.people.models.attribute import AttributeValue, ByCodePoint
from handschlag.people.models.contact import Company, Contact
from handschlag.people.models.employment import Employment
from handschlag.people.models.portrait import refresh_keys
from handschlag.people.models.statement import Age, Statement

COLUMNS = {"given_name": 120, "family_name": 120, "email": 254, "phone": 32, "language": 5}
"""Traits with a column on the contact, and how long it is."""

Pair = tuple[UUID, str]
"""Whose value, and under which name."""


def follow_contacts(
    contacts: Mapping[UUID, Contact],
    made: Collection[UUID],
    statements: Iterable[Statement],
    employments: Iterable[Employment],
) -> None:
    """Write contacts that are new, and those whose columns change by statements that are about to be kept."""
    said = _newest((one.owner[1], one.name, one) for one in statements if one.owner[0] == "contact")
    changes = {
        (contact_id, name): one
        for (contact_id, name), one in said.items()
        if name in COLUMNS and one.text[: COLUMNS[name]] != getattr(contacts[contact_id], name)
    }
    asked = [pair for pair in changes if pair[0] not in made]
    known = _ages(Contact, asked)
    changed: dict[UUID, Contact] = {}
    for pair, one in changes.items():
        if pair not in known or one.age > known[pair]:
            changed[pair[0]] = contacts[pair[0]]
            setattr(contacts[pair[0]], pair[1], one.text[: COLUMNS[pair[1]]])
    changed |= _employ(contacts, made, employments)
    insert(contacts[contact_id].index_name() for contact_id in made)
    _save(contact for contact in changed.values() if contact.id not in made)


def follow_companies(
    companies: Mapping[UUID, Company], made: Collection[UUID], statements: Sequence[Statement]
) -> None:
    """Write the companies whose columns change by statements that are about to be kept."""
    about = [one for one in statements if one.owner[0] == "company"]
    newest = _newest((one.owner[1], one.name, one) for one in about if one.name in Company.FOLLOWING)
    known = _ages(Company, [pair for pair in newest if pair[0] not in made])
    changed: dict[UUID, Company] = {}
    for (company_id, name), one in newest.items():
        if (company_id, name) not in known or one.age > known[company_id, name]:
            companies[company_id].follow(name, one.text)
            changed[company_id] = companies[company_id]
    first = {one.owner[1]: one for one in sorted(about, key=_age, reverse=True) if one.name == "name"}
    renamed = {company_id: one for company_id, one in first.items() if one.text[:200] != companies[company_id].name}
    earlier = _ages(Company, [(company_id, "name") for company_id in renamed], is_first=True)
    called = _called(renamed)
    for company_id, one in renamed.items():
        if company_id in called:
            continue
        if (company_id, "name") not in earlier or one.age < earlier[company_id, "name"]:
            companies[company_id].name = one.text[:200]
            changed[company_id] = companies[company_id].index_name()
    update(changed.values(), [*Company.NAMED, *Company.FOLLOWING])


def refresh_contacts(contact_ids: Collection[UUID]) -> None:
    """Let all columns of these contacts follow what is kept of them now, and the keys under which look-alikes meet."""
    values = AttributeValue.objects.filter(contact__in=contact_ids, name__in=COLUMNS).order_by(
        "happened_at", ByCodePoint("text")
    )
    newest = {(contact, name): text for contact, name, text in values.values_list("contact_id", "name", "text")}
    employments = Employment.objects.filter(contact__in=contact_ids).order_by("happened_at", "company__name_key")
    firms = dict(employments.values_list("contact_id", "company_id"))
    contacts = list(Contact.objects.filter(id__in=contact_ids))
    for contact in contacts:
        for name, longest in COLUMNS.items():
            setattr(contact, name, newest.get((contact.id, name), "")[:longest])
        contact.company_id = firms.get(contact.id)
    _save(contacts)
    refresh_keys(contact_ids)


def refresh_companies(company_ids: Collection[UUID]) -> None:
    """Let all columns of these companies follow what is kept of them now; one without a name is called by its domain."""
    values = AttributeValue.objects.filter(company__in=company_ids, name__in=("name", *Company.FOLLOWING))
    rows = list(values.order_by("happened_at", ByCodePoint("text")).values_list("company_id", "name", "text"))
    called = _called(company_ids)
    newest = {(company, name): text for company, name, text in rows}
    first = {company: text for company, name, text in reversed(rows) if name == "name"}
    companies = list(Company.objects.filter(id__in=company_ids))
    for company in companies:
        for name in Company.FOLLOWING:
            company.follow(name, newest.get((company.id, name), ""))
        company.name = (called.get(company.id) or first.get(company.id) or company.domain or company.name)[:200]
        company.index_name()
    update(companies, [*Company.NAMED, *Company.FOLLOWING])


def _called(company_ids: Collection[UUID]) -> dict[UUID, str]:
    """The names colleagues gave these companies, the newest of each; they go before what touches and imports say."""
    if not company_ids:
        return {}
    rows = AttributeValue.objects.filter(company__in=company_ids, name="called").order_by(
        "happened_at", ByCodePoint("text")
    )
    return dict(rows.values_list("company_id", "text"))


def _employ(
    contacts: Mapping[UUID, Contact], made: Collection[UUID], employments: Iterable[Employment]
) -> dict[UUID, Contact]:
    """Contacts who work for another company now."""
    said = {one.contact_id: one for one in sorted(employments, key=_employed_since)}
    moving = {contact_id: one for contact_id, one in said.items() if one.company_id != contacts[contact_id].company_id}
    rows = Employment.objects.filter(contact__in=moving.keys() - set(made)).order_by("happened_at")
    known = dict(rows.values_list("contact_id", "happened_at"))
    changed = {}
    for contact_id, one in moving.items():
        if contact_id not in known or one.happened_at >= known[contact_id]:
            contacts[contact_id].company_id = one.company_id
            changed[contact_id] = contacts[contact_id]
    return changed


def _employed_since(one: Employment) -> Age:
    return (one.happened_at, one.company.name_key if one.company else "")


def _save(contacts: Iterable[Contact]) -> None:
    update((contact.index_name() for contact in contacts), [*COLUMNS, "company", "by_family", "by_given"])


def _newest(said: Iterable[tuple[UUID, str, Statement]]) -> dict[Pair, Statement]:
    found: dict[Pair, Statement] = {}
    for owner_id, name, one in said:
        found[owner_id, name] = max(found.get((owner_id, name), one), one, key=_age)
    return found


def _ages(owners: type[Contact | Company], pairs: Collection[Pair], *, is_first: bool = False) -> dict[Pair, Age]:
    """The age of the newest (or first) statement kept for each of these pairs: one look into an index each, however long the history."""
    ids_of: dict[str, set[UUID]] = defaultdict(set)
    for owner_id, name in pairs:
        ids_of[name].add(owner_id)
    found: dict[Pair, Age] = {}
    order = [OrderBy(part, descending=not is_first) for part in (F("happened_at"), ByCodePoint("text"))]
    for name, ids in ids_of.items():
        said = AttributeValue.objects.filter(**{owners.__name__.lower(): OuterRef("id")}, name=name)
        one = said.order_by(*order)[:1]
        ages = owners.objects.filter(id__in=ids).order_by()
        for owner_id, at, text in ages.values_list(
            "id", Subquery(one.values("happened_at")), Subquery(one.values("text"))
        ):
            if at is not None:
                found[owner_id, name] = (at, text)
    return found


def _age(one: Statement) -> Age:
    return one.age
