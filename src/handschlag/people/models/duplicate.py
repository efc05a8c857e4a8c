"""Two contacts that may be one person, until somebody says whether they are; and what was said, for ever."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import record
from handschlag.organisation.models import User
from handschlag.people.core.matching.judgement import Ground
from handschlag.people.models.because import Because
from handschlag.people.models.contact import Contact
from handschlag.people.models.merging import Merge, merge
from handschlag.people.models.pairs import Pair, pair_of
from handschlag.people.models.turns import have_turn


class TwoPeople(models.Model):
    """Somebody said that two contacts are two people. Ids, not references: it holds on when one of them joins a third, and when that is undone."""

    one_id = models.UUIDField()
    other_id = models.UUIDField()
    said_at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["one_id", "other_id"], name="two_people_once_a_pair")]
        indexes = [models.Index(fields=["other_id"], name="two_people_by_other")]

    @classmethod
    def say(cls, pairs: Iterable[Pair], *, by: User, at: datetime) -> None:
        """Remember these pairs; what was said before stays as it is."""
        TwoPeople.objects.bulk_create(
            [TwoPeople(one_id=one, other_id=other, said_at=at, by=by) for one, other in pairs], ignore_conflicts=True
        )


class PossibleDuplicate(models.Model):
    """An open question: are ``one`` and ``other`` one person? ``score`` in bits, ``reasons`` as ``[field, level, bits]``, the strongest first.

    Gone once answered: with yes a merge is left, with no ``TwoPeople``.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    one = models.ForeignKey(Contact, models.CASCADE, related_name="+")
    other = models.ForeignKey(Contact, models.CASCADE, related_name="+")
    score = models.FloatField()
    reasons = models.JSONField(default=list)
    found_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="a_pair_is_asked_about_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="a_pair_is_written_one_way"),
        ]
        indexes = [models.Index(fields=["-score", "id"], name="duplicates_likeliest_first")]

    def unite(self, *, by: User, at: datetime) -> Merge:
        """They are one person: the younger contact joins the older one. Refused where somebody has answered meanwhile."""
        with transaction.atomic():
            have_turn(wait=True)
            one, other = self._claim()
            kept, gone = elder_first(one, other)
            return merge(kept, gone, at=at, by=by, because=Because.PERSON, score=self.score, reasons=self.reasons)

    def keep_apart(self, *, by: User, at: datetime) -> None:
        """They are two people, and nobody is asked again. Refused where somebody has answered meanwhile."""
        with transaction.atomic():
            one, other = self._claim()
            TwoPeople.say([(one.id, other.id)], by=by, at=at)
            record(
                "contacts_kept_apart", at=at, actor=by.id, subject=("contact", one.id), payload={"other": str(other.id)}
            )

    def _claim(self) -> tuple[Contact, Contact]:
        found = PossibleDuplicate.objects.select_for_update(of=("self",)).filter(id=self.id).first()
        if found is None:
            raise Refused(_("Somebody has answered this meanwhile."))
        found.delete()
        return found.one, found.other


def take_back(done: Merge, *, by: User, at: datetime) -> Contact:
    """Undo a merge for good: the two are two people, and are not merged again by themselves. Returns the contact that is back."""
    with transaction.atomic():
        have_turn(wait=True)
        back = done.undo(by=by, at=at)
        TwoPeople.say([pair_of(done.kept_id, back.id)], by=by, at=at)
    return back


def elder_first(one: Contact, other: Contact) -> tuple[Contact, Contact]:
    """Who was known first stays."""
    return (one, other) if (one.made_at, one.id) <= (other.made_at, other.id) else (other, one)


def kept_apart(pairs: Collection[Pair]) -> set[Pair]:
    """Those pairs of which somebody said that they are two people, also before one of them was joined by others."""
    ids = {one for pair in pairs for one in pair}
    now = {one: one for one in ids}
    merges = Merge.objects.filter(kept__in=ids, undone_at=None).values_list("gone_id", "kept_id")
    now |= dict(merges)
    said = TwoPeople.objects.filter(one_id__in=now, other_id__in=now).values_list("one_id", "other_id")
    return {pair_of(now[one], now[other]) for one, other in said} & set(pairs)


def as_reasons(grounds: Iterable[Ground]) -> list[list[object]]:
    """Grounds as they are stored: field, level and bits, and nothing of the person."""
    return [[ground.field, int(ground.level), ground.bits] for ground in grounds]
