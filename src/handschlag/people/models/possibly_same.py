"""Two records that may be one, until somebody says whether they are: the same for contacts and for companies."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import record
from handschlag.organisation.models import User
from handschlag.people.core.matching.judgement import Ground
from handschlag.people.models.company_merge import CompanyMerge
from handschlag.people.models.contact import Company, Contact
from handschlag.people.models.merging import Merge
from handschlag.people.models.pairs import Pair, pair_of
from handschlag.people.models.turns import have_turn

Record = TypeVar("Record", Contact, Company)
Merged = Merge | CompanyMerge


class PossiblySame(models.Model):
    """An open question: are ``one`` and ``other`` one? ``score`` orders the queue; ``reasons`` as ``[field, level, bits]``, the strongest first.

    Gone once answered: with yes a merge is left, with no a row that says they are two. ``one`` and ``other`` are the kind's own.
    """

    merges: ClassVar[type[Merged]]
    kind: ClassVar[str]
    """Of the subject in the ledger."""

    kept_apart_fact: ClassVar[str]
    one: Any
    other: Any

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    score = models.FloatField()
    reasons = models.JSONField(default=list)
    found_at = models.DateTimeField()

    class Meta:
        abstract = True

    def unite(self, *, by: User, at: datetime) -> Merged:
        """They are one: the younger joins the elder. Refused where somebody has answered meanwhile."""
        with transaction.atomic():
            have_turn(wait=True)
            kept, gone = elder_first(*self._claim())
            return self._join(kept, gone, by=by, at=at)

    def keep_apart(self, *, by: User, at: datetime) -> None:
        """They are two, and nobody is asked again. Refused where somebody has answered meanwhile."""
        with transaction.atomic():
            one, other = self._claim()
            self.merges.apart.say([(one.id, other.id)], by=by, at=at)
            told = {"other": str(other.id)}
            record(self.kept_apart_fact, at=at, actor=by.id, subject=(self.kind, one.id), payload=told)

    def _join(self, kept: Any, gone: Any, *, by: User, at: datetime) -> Merged:
        raise NotImplementedError

    def _claim(self) -> tuple[Any, Any]:
        found = self._everything().select_for_update(of=("self",)).filter(id=self.id).first()
        if found is None:
            raise Refused(_("Somebody has answered this meanwhile."))
        found.delete()
        return found.one, found.other

    @classmethod
    def ask(cls, found: Iterable[tuple[Pair, float, Iterable[Ground]]], at: datetime) -> None:
        """Ask about these pairs, with score and grounds; about those that are asked about already as they look now."""
        question: type[Any] = cls  # whose columns one_id and other_id are is known to the kind alone
        questions = (
            question(id=new_id(at), one_id=one, other_id=other, score=score, reasons=as_reasons(grounds), found_at=at)
            for (one, other), score, grounds in found
        )
        cls._everything().bulk_create(
            questions, update_conflicts=True, unique_fields=["one", "other"], update_fields=["score", "reasons"]
        )

    @classmethod
    def drop(cls, asked_anew: Collection[UUID], still: Collection[Pair]) -> None:
        """Forget the questions about these records that are none any more: all but ``still``."""
        old = cls._everything().filter(Q(one__in=asked_anew) | Q(other__in=asked_anew))
        stale = [key for key, one, other in old.values_list("id", "one_id", "other_id") if (one, other) not in still]
        cls._everything().filter(id__in=stale).delete()

    @classmethod
    def kept_apart(cls, pairs: Collection[Pair]) -> set[Pair]:
        """Those pairs of which somebody said that they are two, also before one of them was joined by others."""
        now = {one: one for pair in pairs for one in pair}
        joined = cls.merges._default_manager.filter(kept__in=now, undone_at=None)
        now |= dict(joined.values_list("gone_id", "kept_id"))
        return {pair_of(now[one], now[other]) for one, other in cls.merges.apart.among(now)} & set(pairs)

    @classmethod
    def _everything(cls) -> models.QuerySet[Any]:
        return cls._default_manager.all()


def take_back(done: Merged, *, by: User, at: datetime) -> Contact | Company:
    """Undo a merge for good: the two are two, and are not merged again by themselves. Returns who is back."""
    with transaction.atomic():
        have_turn(wait=True)
        back = done.undo(by=by, at=at)
        done.apart.say([pair_of(done.kept_id, back.id)], by=by, at=at)
    return back


def elder_first(one: Record, other: Record) -> tuple[Record, Record]:
    """Who was known first stays."""
    return (one, other) if (one.made_at, one.id) <= (other.made_at, other.id) else (other, one)


def as_reasons(grounds: Iterable[Ground]) -> list[list[object]]:
    """Grounds as they are stored: field, level and bits, and nothing of the record."""
    return [[ground.field, int(ground.level), ground.bits] for ground in grounds]
