"""Firms named after a person who is erased: a sole trader's name is the trader's own, wherever it was kept of the firm."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q

from handschlag.capture.core.keys import value_of
from handschlag.kernel.erasing import Person
from handschlag.people.core.names import company_domain, is_named_after
from handschlag.people.models.attribute import AttributeValue
from handschlag.people.models.company_merge import CompanyMerge
from handschlag.people.models.contact import Company, Identifier
from handschlag.people.models.following import refresh_companies


def forget_names(company_ids: Collection[UUID], person: Person) -> int:
    """Take the person's name from what is kept of these companies, in the caller's transaction; returns how many merges forgot it.

    What the person said of a firm that stays goes where it names them; what others call the firm stays, for it is theirs as well. A
    merge forgets the names and domains of the two firms that are the person's; a domain others write from stays.
    """
    told = AttributeValue.objects.filter(company__in=company_ids, told_by__in=person.told_by)
    own = [one.pk for one in told if _names(one.text, person)]
    AttributeValue.objects.filter(pk__in=own).delete()
    if own:
        refresh_companies(company_ids)
    for company in Company.objects.filter(id__in=company_ids):
        _rename(company, person)
    merges = CompanyMerge.objects.filter(Q(kept__in=company_ids) | Q(gone_id__in=company_ids))
    return sum(_forget(merge, person) for merge in merges)


def _rename(company: Company, person: Person) -> None:
    """A domain only the person wrote from is the firm's no more; whom nobody else has named is called by the end of its id."""
    if _names(company.domain, person) and not _others_write_from(company.id, company.domain, person):
        company.domain = ""
    said = AttributeValue.objects.filter(company=company, name__in=("name", "called"))
    if _names(company.name, person) and company.name != company.domain and not said.exists():
        company.name = f"#{str(company.id)[-6:]}"
    company.index_name().save(update_fields=["domain", *Company.NAMED])


def _forget(merge: CompanyMerge, person: Person) -> bool:
    before = (merge.gone_name, merge.gone_domain, merge.before)
    if _names(merge.gone_name, person):
        merge.gone_name = merge.gone_key = ""
    if _names(merge.gone_domain, person) and not _others_write_from(merge.kept_id, merge.gone_domain, person):
        merge.gone_domain = ""
    if merge.before:
        kept = {name: "" if _names(text, person) else text for name, text in merge.before["kept"].items()}
        merge.before = merge.before | {"kept": kept}
    if before == (merge.gone_name, merge.gone_domain, merge.before):
        return False
    merge.save(update_fields=["gone_name", "gone_key", "gone_domain", "before"])
    return True


def _others_write_from(company_id: UUID, domain: str, person: Person) -> bool:
    there = Identifier.objects.filter(contact__company=company_id, key__startswith="email:")
    keys = there.exclude(contact=person.contact_id).values_list("key", flat=True)
    return any(company_domain(value_of(key)) == domain for key in keys)


def _names(text: str, person: Person) -> bool:
    """Whether a text says who it was, by full name, or by an address, number or id."""
    lower = text.lower()
    return any(word in lower for word in person.words) or any(is_named_after(text, *name) for name in person.names)
