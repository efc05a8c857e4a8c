"""Two companies that may be one firm, until somebody says whether they are."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from handschlag.organisation.models import User
from handschlag.people.models.because import Because
from handschlag.people.models.company_merge import CompanyMerge, merge_companies
from handschlag.people.models.contact import Company
from handschlag.people.models.possibly_same import PossiblySame


class PossibleSameCompany(PossiblySame):
    """An open question: are ``one`` and ``other`` one firm?"""

    merges, kind, kept_apart_fact = CompanyMerge, "company", "companies_kept_apart"

    one = models.ForeignKey(Company, models.CASCADE, related_name="+")
    other = models.ForeignKey(Company, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="two_companies_are_asked_about_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="two_companies_are_written_one_way"),
        ]
        indexes = [models.Index(fields=["-score", "id"], name="same_companies_likeliest_first")]

    def _join(self, kept: Company, gone: Company, *, by: User, at: datetime) -> CompanyMerge:
        return merge_companies(kept, gone, at=at, by=by, because=Because.PERSON, reasons=self.reasons)
