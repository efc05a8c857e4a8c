"""The words a house keeps for its deals: stages, products, and reasons for which deals are lost."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.utils.text import slugify
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from handschlag.handover.models import holds_sales_mandate
from handschlag.kernel.refusal import Refused
from handschlag.market.models import Prepared
from handschlag.organisation.models import User

MOST_OFFERED = 50


class DealWord(Prepared):
    """A word of the house's own, named in both languages and offered in the order of ``place``. Archived, it stays where it was used."""

    key = models.SlugField(max_length=60, unique=True, editable=False)
    name_de = models.CharField(gettext_lazy("German name"), max_length=80)
    name_en = models.CharField(gettext_lazy("English name"), max_length=80)
    place = models.PositiveSmallIntegerField(gettext_lazy("place"), default=0)

    class Meta:
        abstract = True
        ordering = ["place", "key"]

    def __str__(self) -> str:
        return self.name_de if (get_language() or "").startswith("de") else self.name_en

    @classmethod
    def add(cls, *, name_de: str, name_en: str, by: User, at: datetime, **more: Any) -> Self:
        """A new word at the end of the list; its key comes from the English name and stays when it is renamed."""
        refuse_unless_keeping_words(by, at)
        key = slugify(name_en)[:60] or slugify(name_de)[:60]
        if not key:
            raise Refused(_("The name needs at least one letter or digit."))
        with transaction.atomic():
            if cls.objects.filter(key=key).exists():
                raise Refused(_("There is a word of this name already, in use or archived."))
            if cls.objects.active().count() >= MOST_OFFERED:
                raise Refused(_("More than fifty words are no choice any more. Please archive one first."))
            last = cls.objects.aggregate(last=models.Max("place"))["last"]
            place = 0 if last is None else last + 1
            word = cls(key=key, name_de=_clean(name_de), name_en=_clean(name_en), place=place, **more)
            word.keep(by=by, at=at)
        return word

    def change(self, *, by: User, at: datetime, **to: Any) -> None:
        """Another name for the same thing, or another chance; deals keep what was said of them."""
        refuse_unless_keeping_words(by, at)
        to = {name: _clean(value) if isinstance(value, str) else value for name, value in to.items()}
        changed = [name for name, value in to.items() if getattr(self, name) != value]
        for name in changed:
            setattr(self, name, to[name])
        if changed:
            self.keep(by=by, at=at, changed=changed)

    def put(self, step: int, *, by: User, at: datetime) -> None:
        """One place up (-1) or down (1) among those on offer; at the end of the list nothing changes."""
        refuse_unless_keeping_words(by, at)
        with transaction.atomic():
            offered = list(type(self).objects.active().select_for_update())
            old = next((number for number, word in enumerate(offered) if word.pk == self.pk), None)
            if old is None or not 0 <= old + step < len(offered):
                return
            offered.insert(old + step, offered.pop(old))
            for number, word in enumerate(offered):
                word.place = number
            type(self).objects.bulk_update(offered, ["place"])
            self._tell("changed", by, at, {"fields": ["place"]})

    def put_away(self, *, by: User, at: datetime) -> None:
        """Offered no more; what it was used for keeps it."""
        refuse_unless_keeping_words(by, at)
        self.archive(by=by, at=at)

    def put_back(self, *, by: User, at: datetime) -> None:
        """Offered again."""
        refuse_unless_keeping_words(by, at)
        self.restore(by=by, at=at)


class DealStage(DealWord):
    """How far a deal has come. ``chance_percent`` is how many of a hundred deals that stand here are won, where the house says so."""

    noun = "deal_stage"

    chance_percent = models.PositiveSmallIntegerField(
        gettext_lazy("chance in percent"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )

    @property
    def chance(self) -> float | None:
        """As a share, 0 to 1."""
        return None if self.chance_percent is None else self.chance_percent / 100


class LossReason(DealWord):
    """Why deals are lost or nothing is decided, as the house counts it; a sentence of one's own may stand beside it."""

    noun = "loss_reason"


class Product(DealWord):
    """Something the house sells."""

    noun = "product"


def may_keep_words(user: User, at: datetime) -> bool:
    """Whoever may sign for sales, and operations, say by which words deals are told apart."""
    return user.is_operations or holds_sales_mandate(user, at)


def refuse_unless_keeping_words(user: User, at: datetime) -> None:
    if not may_keep_words(user, at):
        raise Refused(_("Only whoever may sign for sales, or operations, may change these words."))


STAGES = (
    ("need-clarified", "Bedarf geklärt", "Need clarified", 10),
    ("offer", "Angebot", "Offer", 30),
    ("negotiation", "Verhandlung", "Negotiation", 60),
    ("verbal-yes", "Mündliche Zusage", "Verbal yes", 90),
)
REASONS = (
    ("price", "Preis", "Price"),
    ("competitor", "Mitbewerber", "Competitor"),
    ("delivery-time", "Lieferzeit", "Delivery time"),
    ("postponed", "Vorhaben verschoben", "Project postponed"),
    ("no-budget", "Kein Budget", "No budget"),
    ("no-fit", "Passt nicht zum Bedarf", "Does not fit the need"),
    ("silence", "Keine Antwort mehr", "No answer any more"),
)
"""Words to begin with: key, German, English, and how many of a hundred deals are won. A house renames and archives them as it likes."""


def ensure_starter_deal_words() -> int:
    """Stages and reasons for a house that has none of them yet; what exists, renamed or archived, stays. Returns how many came."""
    known = {model: set(model.objects.values_list("key", flat=True)) for model in (DealStage, LossReason)}
    stages = [
        DealStage(key=key, name_de=de, name_en=en, chance_percent=chance, place=place)
        for place, (key, de, en, chance) in enumerate(STAGES)
        if not known[DealStage]
    ]
    reasons = [
        LossReason(key=key, name_de=de, name_en=en, place=place)
        for place, (key, de, en) in enumerate(REASONS)
        if not known[LossReason]
    ]
    DealStage.objects.bulk_create(stages, ignore_conflicts=True)
    LossReason.objects.bulk_create(reasons, ignore_conflicts=True)
    return len(stages) + len(reasons)


def _clean(text: str) -> str:
    return text.replace("\0", "").strip()[:80]
