"""Companies that may be one firm: what is known of each, and the words of their review."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from handschlag.people.models import (
    AttributeValue,
    Company,
    CompanyMerge,
    PossibleSameCompany,
    match_companies_again,
)
from handschlag.people.readings.duplicates import FIELD_LABELS, Known, Pages, Review, label_of

SHOWN = ("industry", "employees", "street", "address_street", "house_number", "postal_code", "city", "country")


def _known(companies: Sequence[Company]) -> Known:
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


def _joined(merge: CompanyMerge) -> str:
    names = {"name": merge.gone_name or "–", "domain": merge.gone_domain or "–"}
    return gettext("joined by %(name)s (%(domain)s)") % names


COMPANIES = Review(
    kind="companies",
    prefix="company-",
    icon="company",
    pages=Pages(
        record="people:company",
        questions="people:company_duplicates",
        same="people:same_company",
        apart="people:two_companies",
        compare="people:company_comparison",
        merges="people:company_merges",
        undo="people:company_undoing",
    ),
    questions=PossibleSameCompany,
    merges=CompanyMerge,
    related=("one", "other"),
    known=_known,
    to_compare=lambda: Company.objects.filter(matched_at__isnull=True).count(),
    compare_again=match_companies_again,
    still_to_compare=lambda number: (
        ngettext(
            "%(number)s company is still to be compared.", "%(number)s companies are still to be compared.", number
        )
        % {"number": number}
    ),
    joined=_joined,
    scores_in_bits=False,
    title=_("Duplicate companies"),
    lead=_(
        "Companies that may be one firm. One name in one place is merged by itself; here somebody decides. A firm may have two domains."
    ),
    compare=_("Compare all companies again?"),
    same=_("Same company"),
    two=_("Two companies"),
    nothing=_("No company twice"),
    why_nothing=_("Every company is one firm, as far as anybody can tell. Doubtful pairs appear here."),
    merged=_("Merged companies"),
    merged_lead=_("Which companies became one, why, and the way back: each merge can be taken back completely."),
    one_of_them=_("Company"),
    undo_means=_(
        "Both are companies of their own again, each with its domain, and are not merged again by themselves."
    ),
    not_merged=_("When two companies turn out to be one firm, it is listed here with the reason."),
    united=_("%(name)s is one company now."),
    kept_apart=_("They stay two companies; nobody is asked again."),
    comparing=_("%(number)s companies are being compared again."),
    is_back=_("%(name)s is a company again, with all that was known."),
)
