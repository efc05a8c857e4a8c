"""Two companies that may be one firm, until somebody says whether they are."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import record
from handschlag.organisation.models import User
from handschlag.people.models.because import Because
from handschlag.people.models.company_merge import CompanyMerge, merge_companies
from handschlag.people.models.contact import Company
from handschlag.people.models.pairs import Pair, pair_of
from handschlag.people.models.turns import have_turn
from handschlag.people.models.two_companies import TwoCompanies


class PossibleSameCompany(models.Model):
    """An open question: are ``one`` and ``other`` one firm? ``score`` orders the queue; ``reasons`` as ``[field, level, bits]``, the strongest first.

    Gone once answered: with yes a merge is left, with no ``TwoCompanies``.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    one = models.ForeignKey(Company, models.CASCADE, related_name="+")
    other = models.ForeignKey(Company, models.CASCADE, related_name="+")
    score = models.FloatField()
    reasons = models.JSONField(default=list)
    found_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="two_companies_are_asked_about_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="two_companies_are_written_one_way"),
        ]
        indexes = [models.Index(fields=["-score", "id"], name="same_companies_likeliest_first")]

    def unite(self, *, by: User, at: datetime) -> CompanyMerge:
        """They are one firm: the younger company joins the older one. Refused where somebody has answered meanwhile."""
        with transaction.atomic():
            have_turn(wait=True)
            kept, gone = elder_company_first(*self._claim())
            return merge_companies(kept, gone, at=at, by=by, because=Because.PERSON, reasons=self.reasons)

    def keep_apart(self, *, by: User, at: datetime) -> None:
        """They are two firms, and nobody is asked again. Refused where somebody has answered meanwhile."""
        with transaction.atomic():
            one, other = self._claim()
            TwoCompanies.say([(one.id, other.id)], by=by, at=at)
            told = {"other": str(other.id)}
            record("companies_kept_apart", at=at, actor=by.id, subject=("company", one.id), payload=told)

    def _claim(self) -> tuple[Company, Company]:
        found = PossibleSameCompany.objects.select_for_update(of=("self",)).filter(id=self.id).first()
        if found is None:
            raise Refused(_("Somebody has answered this meanwhile."))
        found.delete()
        return found.one, found.other


def take_back_company(done: CompanyMerge, *, by: User, at: datetime) -> Company:
    """Undo a merge for good: the two are two firms, and are not merged again by themselves. Returns the company that is back."""
    with transaction.atomic():
        have_turn(wait=True)
        back = done.undo(by=by, at=at)
        TwoCompanies.say([pair_of(done.kept_id, back.id)], by=by, at=at)
    return back


def elder_company_first(one: Company, other: Company) -> tuple[Company, Company]:
    """Who was known first stays."""
    return (one, other) if (one.made_at, one.id) <= (other.made_at, other.id) else (other, one)


def companies_kept_apart(pairs: Collection[Pair]) -> set[Pair]:
    """Those pairs of which somebody said that they are two firms, also before one of them was joined by others."""
    now = {one: one for pair in pairs for one in pair}
    now |= dict(CompanyMerge.objects.filter(kept__in=now, undone_at=None).values_list("gone_id", "kept_id"))
    return {pair_of(now[one], now[other]) for one, other in TwoCompanies.among(now)} & set(pairs)
