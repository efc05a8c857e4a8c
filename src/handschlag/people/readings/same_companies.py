"""Which companies may be one firm, both side by side; and which became one, with the way back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from handschlag.people.models import AttributeValue, Company, CompanyMerge, PossibleSameCompany
from handschlag.people.readings.duplicates import FIELD_LABELS, ON_A_PAGE, Fact, Ground, grounds, label_of

SHOWN = ("industry", "employees", "street", "address_street", "house_number", "postal_code", "city", "country")


@dataclass(frozen=True)
class CompanyQuestion:
    """A doubtful pair with all that helps to decide."""

    duplicate: PossibleSameCompany
    facts: Sequence[Fact]
    grounds: Sequence[Ground]

    @property
    def records(self) -> tuple[Company, Company]:
        return self.duplicate.one, self.duplicate.other


@dataclass(frozen=True)
class JoinedCompany:
    """A merge as it is listed."""

    merge: CompanyMerge
    grounds: Sequence[Ground]

    @property
    def why(self) -> str:
        return " · ".join(str(ground) for ground in self.grounds if ground.speaks_for)


def companies_to_compare() -> int:
    """How many companies have not been compared since they came or changed."""
    return Company.objects.filter(matched_at__isnull=True).count()


def company_questions(number: str | None) -> tuple[Page[PossibleSameCompany], list[CompanyQuestion]]:
    """A page of doubtful pairs, the likeliest first, with what is known of each of the two."""
    rows = PossibleSameCompany.objects.select_related("one", "other").order_by("-score", "id")
    page = Paginator(rows, ON_A_PAGE).get_page(number)
    known = _known([company for row in page.object_list for company in (row.one, row.other)])
    return page, [
        CompanyQuestion(row, _facts(known[row.one_id], known[row.other_id]), grounds(row.reasons)) for row in page
    ]


def company_merges(number: str | None) -> tuple[Page[CompanyMerge], list[JoinedCompany]]:
    """A page of merges, the latest first."""
    page = Paginator(CompanyMerge.objects.select_related("kept", "by"), 3 * ON_A_PAGE).get_page(number)
    return page, [JoinedCompany(row, grounds(row.reasons)) for row in page]


def _known(companies: Sequence[Company]) -> dict[UUID, dict[str, str]]:
    """What is known of each, by label, in the order in which it is shown."""
    ids = [company.id for company in companies]
    values: dict[UUID, dict[str, str]] = defaultdict(dict)
    said = AttributeValue.objects.filter(company__in=ids, name__in=SHOWN).order_by("happened_at", "text")
    for company, name, text in said.values_list("company_id", "name", "text"):
        values[company][name] = text
    counted = Company.objects.filter(id__in=ids).annotate(number=Count("contacts"))
    contacts = dict(counted.values_list("id", "number"))
    return {one.id: _of(one, values[one.id], contacts[one.id]) for one in companies}


def _of(company: Company, values: Mapping[str, str], contacts: int) -> dict[str, str]:
    known: dict[Any, str] = {FIELD_LABELS["company"]: company.name, FIELD_LABELS["domain"]: company.domain}
    known |= {label_of(name): values[name] for name in SHOWN if name in values}
    return {str(label): text for label, text in known.items()} | {str(_("Contacts")): str(contacts)}


def _facts(one: Mapping[str, str], other: Mapping[str, str]) -> list[Fact]:
    labels = dict.fromkeys([*one, *other])
    facts = [Fact(label, one.get(label, ""), other.get(label, "")) for label in labels]
    return [fact for fact in facts if fact.one or fact.other]
