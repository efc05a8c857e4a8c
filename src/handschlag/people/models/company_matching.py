"""New and changed companies are compared with all others, and contacts of renamed ones are drawn anew; a portion at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, F

from handschlag.capture.models import insert_values, update
from handschlag.people.core.matching.firm import Firm, FirmFinding, compare_firms, firm_keys, firm_of
from handschlag.people.core.matching.judgement import Judgement
from handschlag.people.core.matching.keys import MOST_IN_A_BLOCK
from handschlag.people.models.attribute import AttributeValue
from handschlag.people.models.because import Because
from handschlag.people.models.company_merge import merge_companies
from handschlag.people.models.contact import Company, Contact
from handschlag.people.models.pairs import Pair, pair_of
from handschlag.people.models.portrait import refresh_keys
from handschlag.people.models.possibly_same import as_reasons, elder_first
from handschlag.people.models.same_company import PossibleSameCompany
from handschlag.people.models.turns import have_turn

AT_ONCE = 500

PLACES = {"street": "street", "address_street": "street", "house_number": "house_number", "city": "city"}
"""Attributes of a company that are compared beside its columns, and as what."""


class CompanyKey(models.Model):
    """A company stands under this key. The key is a hash of its name, or of parts of it: it finds, and tells nothing."""

    pk = models.CompositePrimaryKey("hash", "company_id")
    hash = models.BigIntegerField()
    company = models.ForeignKey(Company, models.CASCADE, related_name="+")


def match_companies(now: datetime, limit: int = AT_ONCE) -> int:
    """Compare companies that are new or have changed since they were compared; returns how many. One transaction.

    Sure pairs are merged where the installation allows it and nobody said they are two; the others are asked about. Where
    another process is matching at this moment nothing is done; they wait for the next turn.
    """
    with transaction.atomic():
        waiting = Company.objects.filter(matched_at__isnull=True).order_by("id")
        companies = list(_free_rows(waiting)[:limit]) if have_turn(wait=False) else []
        if not companies:
            return 0
        ids = [company.id for company in companies]
        Company.objects.filter(id__in=ids).update(matched_at=now)
        keys = {one: firm_keys(firm) for one, firm in _drawn(companies).items()}
        _stand_under(keys)
        _settle(_alike(ids), ids, now)
    return len(companies)


def redraw_portraits(now: datetime, limit: int = AT_ONCE) -> int:
    """Draw contacts anew whose company has got another name, a portion at a time; returns how many contacts and companies were done."""
    with transaction.atomic():
        renamed = list(_free_rows(Company.objects.filter(redraw_after__isnull=False).order_by("id"))[:limit])
        if not renamed:
            return 0
        still = Contact.objects.filter(company__in=renamed, id__gt=F("company__redraw_after"))
        portion = list(still.order_by("company_id", "id").values_list("company_id", "id")[:limit])
        refresh_keys([contact for _company, contact in portion])
        unfinished = portion[-1] if len(portion) == limit else None
        for company in renamed:
            if unfinished and company.id == unfinished[0]:
                company.redraw_after = unfinished[1]
            elif not unfinished or company.id < unfinished[0]:
                company.redraw_after = None
        update(renamed, ["redraw_after"])
    return len(renamed) + len(portion)


def match_companies_again() -> int:
    """Let all companies be compared again, a batch at a time beside everything else; returns how many."""
    return Company.objects.exclude(matched_at=None).update(matched_at=None)


def _free_rows(companies: models.QuerySet[Company]) -> models.QuerySet[Company]:
    """Those nobody is writing at this moment: we never wait, so nobody waits for each other."""
    return companies.select_for_update(of=("self",), skip_locked=True)


def _drawn(companies: Sequence[Company]) -> dict[UUID, Firm]:
    said: dict[UUID, dict[str, str]] = defaultdict(dict)
    values = AttributeValue.objects.filter(company__in=[one.id for one in companies], name__in=PLACES)
    for one, name, text in values.order_by("happened_at", "id").values_list("company_id", "name", "text"):
        said[one][PLACES[name]] = text
    return {
        one.id: firm_of(
            said[one.id]
            | {"name": one.name, "domain": one.domain, "country": one.country, "postal_code": one.postal_code}
        )
        for one in companies
    }


def _stand_under(keys: Mapping[UUID, Collection[int]]) -> None:
    now = {(key, one) for one, own in keys.items() for key in own}
    rows = CompanyKey.objects.filter(company__in=keys)
    known = set(rows.values_list("hash", "company_id"))
    gone: dict[UUID, list[int]] = defaultdict(list)
    for key, one in known - now:
        gone[one].append(key)
    for one, own in gone.items():
        CompanyKey.objects.filter(company=one, hash__in=own).delete()
    insert_values(CompanyKey, ("hash", "company_id"), sorted(now - known))


def _alike(ids: Collection[UUID]) -> dict[Pair, FirmFinding]:
    """The pairs of these with any company that are surely or doubtfully one firm; a key under which many stand is passed over."""
    own = dict[int, list[UUID]]()
    for key, one in CompanyKey.objects.filter(company__in=ids).values_list("hash", "company_id"):
        own.setdefault(key, []).append(one)
    under = CompanyKey.objects.filter(hash__in=own).values("hash").annotate(number=Count("company_id"))
    shared = set(under.filter(number__gt=1, number__lte=MOST_IN_A_BLOCK).values_list("hash", flat=True))
    met = CompanyKey.objects.filter(hash__in=shared).values_list("hash", "company_id")
    pairs = {pair_of(one, other) for key, other in met for one in own[key] if one != other}
    known = {one for pair in pairs for one in pair}
    firms = _drawn(list(Company.objects.filter(id__in=known)))
    found = {pair: compare_firms(firms[pair[0]], firms[pair[1]]) for pair in pairs}
    return {pair: finding for pair, finding in found.items() if finding.judgement is not Judgement.DIFFERENT}


def _settle(found: Mapping[Pair, FirmFinding], asked_anew: Collection[UUID], now: datetime) -> None:
    """Merge what is sure, the likeliest first, and keep the rest as questions; those that are none any more are dropped."""
    apart = PossibleSameCompany.kept_apart(found.keys())
    ordered = sorted(found.keys() - apart, key=lambda pair: (-found[pair].score, pair))
    gone: set[UUID] = set()
    questions: list[Pair] = []
    for pair in ordered:
        if not gone.isdisjoint(pair):
            continue  # the one it joined is compared anew at the next turn
        if found[pair].judgement is Judgement.SURE and settings.AUTOMATIC_MERGING:
            gone |= _unite(pair, found[pair], now)
        else:
            questions.append(pair)
    questions = [pair for pair in questions if gone.isdisjoint(pair)]
    PossibleSameCompany.drop(asked_anew, still=questions)
    PossibleSameCompany.ask(((pair, found[pair].score, found[pair].grounds) for pair in questions), now)


def _unite(pair: Pair, finding: FirmFinding, now: datetime) -> set[UUID]:
    """Merge the two as they are now: the elder may have got a domain from who joined it a moment ago. Returns who is gone."""
    there = Company.objects.in_bulk(pair)
    one, other = there[pair[0]], there[pair[1]]
    if one.domain and other.domain:
        return set()
    kept, gone = elder_first(one, other)
    reasons = as_reasons(finding.grounds)
    merge_companies(kept, gone, at=now, by=None, because=Because.SIMILAR, reasons=reasons)
    return {gone.id}
