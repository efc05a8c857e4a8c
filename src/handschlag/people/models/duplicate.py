"""Two contacts that may be one person, until somebody says whether they are."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from handschlag.organisation.models import User
from handschlag.people.models.because import Because
from handschlag.people.models.contact import Contact
from handschlag.people.models.merging import Merge, merge
from handschlag.people.models.possibly_same import PossiblySame


class PossibleDuplicate(PossiblySame):
    """An open question: are ``one`` and ``other`` one person? ``score`` in bits."""

    merges, kind, kept_apart_fact = Merge, "contact", "contacts_kept_apart"

    one = models.ForeignKey(Contact, models.CASCADE, related_name="+")
    other = models.ForeignKey(Contact, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="a_pair_is_asked_about_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="a_pair_is_written_one_way"),
        ]
        indexes = [models.Index(fields=["-score", "id"], name="duplicates_likeliest_first")]

    def _join(self, kept: Contact, gone: Contact, *, by: User, at: datetime) -> Merge:
        return merge(kept, gone, at=at, by=by, because=Because.PERSON, score=self.score, reasons=self.reasons)
