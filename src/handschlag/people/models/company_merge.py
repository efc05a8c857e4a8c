"""Two companies turn out to be one firm: one joins the other, with its domain and all that is known of it; and it can be taken back completely."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext

from handschlag.capture.core.keys import value_of
from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import record
from handschlag.organisation.models import User
from handschlag.people.core.names import company_domain
from handschlag.people.models.apart import TwoCompanies
from handschlag.people.models.attribute import AttributeValue
from handschlag.people.models.because import Because, becauses
from handschlag.people.models.contact import BEFORE_ALL, Company, Contact, Identifier
from handschlag.people.models.employment import Employment
from handschlag.people.models.following import refresh_companies, refresh_contacts
from handschlag.people.models.lead import stir
from handschlag.people.models.repointing import put, rows_of

COLUMNS = ["domain", *Company.NAMED]


class CompanyMerge(models.Model):
    """A company joined another. ``gone_id``, ``gone_name``, ``gone_key`` and ``gone_domain`` were its own.

    Until it is undone, the name and the domain of the one that joined find the one that stayed: a firm may have many. ``before`` is
    what has to come back; ``reasons`` say why, as ``[field, level, bits]``, where the two were found alike.
    """

    apart = TwoCompanies

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kept = models.ForeignKey(Company, models.CASCADE, related_name="merges")
    gone_id = models.UUIDField(db_index=True)
    gone_name = models.CharField(max_length=200)
    gone_key = models.CharField(max_length=200)
    gone_domain = models.CharField(max_length=200, blank=True)
    because = models.CharField(max_length=20, choices=becauses)
    reasons = models.JSONField(default=list)
    before = models.JSONField(default=dict)
    merged_at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-merged_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["gone_domain"],
                condition=Q(undone_at__isnull=True) & ~Q(gone_domain=""),
                name="a_domain_joins_one_company",
            )
        ]
        indexes = [
            models.Index(fields=["merged_at", "id"], name="company_merges_by_moment"),
            models.Index(fields=["gone_domain"], name="company_merges_by_domain"),
            models.Index(fields=["gone_key"], name="company_merges_by_name"),
        ]

    @property
    def is_forgotten(self) -> bool:
        """Whether an erasure left nothing of the company that joined: it was a person's own."""
        return not self.gone_name and not self.gone_domain

    @classmethod
    def ends(cls, company_ids: Collection[UUID]) -> dict[UUID, UUID]:
        """Companies that joined another → the one they are part of now."""
        live = cls.objects.filter(gone_id__in=company_ids, undone_at=None)
        return dict(live.values_list("gone_id", "kept_id"))

    def undo(self, *, by: User, at: datetime) -> Company:
        """The two are two again, each with its own; returns the one that comes back. Refused a second time, and where an erasure left
        nothing of it.

        What came since goes with the contacts who write from nothing but its domains; the rest stays.
        """
        if self.is_forgotten:
            raise Refused(
                gettext("Nothing is left of the company that joined: it was named after a person who was erased.")
            )
        with transaction.atomic():
            if not CompanyMerge.objects.filter(id=self.id, undone_at=None).update(undone_at=at, before={}):
                raise Refused(gettext("This merge has been undone already."))
            self.refresh_from_db(fields=["kept"])  # the one that stayed may itself have joined another
            kept, back = self._apart()
            put(self.before["rows"], back, held_by=kept)
            _take_along(kept, back, self.merged_at)
            _follow(kept, self.before["kept"]["name"] or kept.name)
            _follow(back, back.name)
            stir(Contact.objects.filter(company__in=[kept, back]).values_list("id", flat=True), at)
            record("company_merge_undone", at=at, actor=by.id, subject=("company", kept.id))
        self.undone_at, self.before = at, {}
        return Company.objects.get(id=back.id)

    def _apart(self) -> tuple[Company, Company]:
        """Both, each with its name and domain, as far as nobody else has got that domain meanwhile."""
        kept = Company.objects.select_for_update().get(id=self.kept_id)
        if kept.domain and kept.domain == self.gone_domain:
            kept.domain = _free(self.before["kept"]["domain"])
        kept.name = self.before["kept"]["name"] or kept.name
        _compare_anew(kept)
        made_at = datetime.fromisoformat(self.before["made_at"])
        back = Company(
            id=self.gone_id, name=self.gone_name or self.gone_domain, domain=_free(self.gone_domain), made_at=made_at
        )
        back.redraw_after = BEFORE_ALL
        back.index_name().save(force_insert=True)
        return kept, back


def merge_companies(
    kept: Company,
    gone: Company,
    *,
    at: datetime,
    by: User | None,
    because: Because,
    reasons: list[Any] | None = None,
) -> CompanyMerge:
    """``gone`` joins ``kept``: its contacts, history, attributes, and the domain and name under which it is found.

    In one transaction. Refused where they are one already.
    """
    if kept.id == gone.id:
        raise Refused(gettext("This is one company already."))
    with transaction.atomic():
        kept, gone = _locked(kept, gone)
        rows = rows_of(gone)
        own = {"name": kept.name, "domain": kept.domain}
        done = CompanyMerge.objects.create(
            id=new_id(at),
            kept=kept,
            gone_id=gone.id,
            gone_name=gone.name,
            gone_key=gone.name_key,
            gone_domain=gone.domain,
            because=because,
            reasons=reasons or [],
            before={"made_at": gone.made_at.isoformat(), "kept": own, "rows": rows},
            merged_at=at,
            by=by,
        )
        put(rows, kept)
        Company.objects.filter(id=gone.id).delete()
        called = gone.name if kept.name == kept.domain else kept.name
        kept.domain = kept.domain or gone.domain
        _compare_anew(kept)
        _follow(kept, called)
        stir(Contact.objects.filter(company=kept).values_list("id", flat=True), at)
        told = {"joined": str(gone.id), "because": str(because)}
        record("companies_merged", at=at, actor=by.id if by else None, subject=("company", kept.id), payload=told)
    return done


def owners_of(domains: Collection[str]) -> dict[str, Company]:
    """Whose these domains are: a company's own, or one's that joined it."""
    joined = CompanyMerge.objects.filter(gone_domain__in=domains, undone_at=None).select_related("kept")
    owners = {one.gone_domain: one.kept for one in joined}
    return owners | {company.domain: company for company in Company.objects.filter(domain__in=domains)}


def joined_names(name_keys: Collection[str]) -> dict[str, Company]:
    """Companies by the names of those that joined them."""
    joined = CompanyMerge.objects.filter(gone_key__in=name_keys, undone_at=None).select_related("kept")
    return {one.gone_key: one.kept for one in joined.order_by("-merged_at", "-id")}


def _locked(kept: Company, gone: Company) -> tuple[Company, Company]:
    found = Company.objects.select_for_update().order_by("id").in_bulk([kept.id, gone.id])
    if len(found) < 2:
        raise Refused(gettext("One of the two companies is no longer there."))
    return found[kept.id], found[gone.id]


def _compare_anew(company: Company) -> None:
    company.index_name()
    company.matched_at, company.redraw_after = None, BEFORE_ALL
    company.save(update_fields=COLUMNS)


def _follow(company: Company, name: str) -> None:
    """The columns follow what is kept of it now; ``name`` is its own where nobody has said any."""
    refresh_companies([company.id])
    if not AttributeValue.objects.filter(company=company, name__in=("name", "called")).exists():
        company.refresh_from_db()
        company.name = name
        company.index_name().save(update_fields=COLUMNS)


def _free(domain: str) -> str:
    return "" if domain and owners_of([domain]) else domain


def _take_along(kept: Company, back: Company, since: datetime) -> None:
    """Who has come since and writes from domains of the one that comes back works there, and what these touches and rows told is of it."""
    own = {back.domain, *back.merges.filter(undone_at=None).values_list("gone_domain", flat=True)} - {""}
    come = Employment.objects.filter(company=kept, known_at__gte=since)
    hosts: dict[UUID, set[str]] = defaultdict(set)
    keys = Identifier.objects.filter(contact__in=come.values("contact"), key__startswith="email:")
    for contact, key in keys.values_list("contact_id", "key"):
        hosts[contact].add(company_domain(value_of(key)))
    theirs = [contact for contact, said in hosts.items() if said - {""} and said - {""} <= own]
    if not theirs:
        return
    moving = come.filter(contact__in=theirs)
    tellers = set(moving.exclude(told_by__in=User.objects.values("id")).values_list("told_by", flat=True)) - {None}
    AttributeValue.objects.filter(company=kept, told_by__in=tellers, known_at__gte=since).update(company=back)
    moving.update(company=back)
    refresh_contacts(theirs)
