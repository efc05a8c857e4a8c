"""What may be one and what became one, contacts or companies: both side by side with all that helps to decide, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from handschlag.people.core.matching.weights import Level
from handschlag.people.models import CompanyMerge, Merge, PossiblySame
from handschlag.people.readings.attributes import LABELS

ON_A_PAGE = 10

FIELD_LABELS = {
    "given": _("Given name"),
    "family": _("Family name"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "company": _("Company"),
    "domain": _("Domain"),
    "birth": _("Date of birth"),
    "street": _("Street"),
    "postal_code": _("Postal code"),
    "city": _("City"),
    "number": _("Number"),
}
LEVEL_LABELS = {
    Level.DIFFERENT: pgettext_lazy("comparison", "different"),
    Level.WEAK: pgettext_lazy("comparison", "hardly alike"),
    Level.PART: pgettext_lazy("comparison", "alike in part"),
    Level.SIMILAR: pgettext_lazy("comparison", "alike"),
    Level.SAME: pgettext_lazy("comparison", "the same"),
}
SHOWN_OF = {
    "given": "given",
    "family": "family",
    "birth_date": "birth",
    "birthday": "birth",
    "date_of_birth": "birth",
    "address_street": "street",
    "customer_number": "number",
    "tax_number": "number",
}
"""Facts that are compared under another name."""

Known = Mapping[UUID, Mapping[str, str]]
"""What is known of each record, by label, in the order in which it is shown."""


@dataclass(frozen=True)
class Pages:
    """Where the review of one kind of record lives: names of addresses."""

    record: str
    questions: str
    same: str
    apart: str
    compare: str
    merges: str
    undo: str


@dataclass(frozen=True)
class Review:
    """One kind of record that may stand twice: where its pairs and merges are, what helps to decide, and the words for it."""

    kind: str
    """As the pages and the files call it: ``contacts`` or ``companies``."""

    prefix: str
    """Before the names of its files."""

    icon: str
    pages: Pages
    questions: type[PossiblySame]
    merges: type[Merge] | type[CompanyMerge]
    related: tuple[str, ...]
    """What the pairs are fetched with."""

    known: Callable[[Sequence[Any]], Known]
    to_compare: Callable[[], int]
    compare_again: Callable[[], int]
    still_to_compare: Callable[[int], str]
    """The sentence that says how many wait."""

    joined: Callable[[Any], str]
    """What a merge says of the one that joined; of people nothing."""

    scores_in_bits: bool
    """Whether a score is the odds, in bits; otherwise it only orders the queue."""

    title: Any
    lead: Any
    compare: Any
    same: Any
    two: Any
    nothing: Any
    why_nothing: Any
    merged: Any
    merged_lead: Any
    one_of_them: Any
    undo_means: Any
    not_merged: Any
    united: Any
    kept_apart: Any
    comparing: Any
    is_back: Any


@dataclass(frozen=True)
class Ground:
    """A field that counted: its name, how far it agrees, and whether it speaks for one record."""

    label: Any
    level: Any
    speaks_for: bool

    def __str__(self) -> str:
        return f"{self.label}: {self.level}"


@dataclass(frozen=True)
class Fact:
    """What each of the two knows under one name; ``is_different`` where both know something else."""

    label: Any
    one: str
    other: str

    @property
    def is_different(self) -> bool:
        return bool(self.one and self.other and self.one.casefold() != self.other.casefold())


@dataclass(frozen=True)
class Question:
    """A doubtful pair with all that helps to decide. ``likelihood`` is the odds as a share (0–1) that they are one, where the score says so."""

    duplicate: Any
    facts: Sequence[Fact]
    grounds: Sequence[Ground]
    likelihood: float | None

    @property
    def records(self) -> tuple[Any, Any]:
        return self.duplicate.one, self.duplicate.other


@dataclass(frozen=True)
class Joined:
    """A merge as it is listed."""

    merge: Any
    grounds: Sequence[Ground]
    likelihood: float | None
    of: str
    """Who joined, where that may be said."""

    @property
    def why(self) -> str:
        return " · ".join(str(ground) for ground in self.grounds if ground.speaks_for)


def questions(review: Review, number: str | None) -> tuple[Page[Any], list[Question]]:
    """A page of doubtful pairs, the likeliest first, with what is known of each of the two."""
    rows = review.questions._default_manager.select_related(*review.related).order_by("-score", "id")
    page: Page[Any] = Paginator(rows, ON_A_PAGE).get_page(number)
    known = review.known([record for row in page.object_list for record in (row.one, row.other)])
    return page, [
        Question(
            row, _facts(known[row.one_id], known[row.other_id]), grounds(row.reasons), _likelihood(review, row.score)
        )
        for row in page
    ]


def merges(review: Review, number: str | None) -> tuple[Page[Any], list[Joined]]:
    """A page of merges, the latest first."""
    rows = review.merges._default_manager.select_related("kept", "by")
    page: Page[Any] = Paginator(rows, 3 * ON_A_PAGE).get_page(number)
    return page, [
        Joined(row, grounds(row.reasons), _likelihood(review, getattr(row, "score", None)), review.joined(row))
        for row in page
    ]


def grounds(reasons: Iterable[Sequence[Any]]) -> list[Ground]:
    """Stored reasons in words; what an older version called otherwise is left out."""
    return [
        Ground(FIELD_LABELS[field], LEVEL_LABELS[Level(level)], bits > 0)
        for field, level, bits in reasons
        if field in FIELD_LABELS and level in LEVEL_LABELS
    ]


def label_of(name: str) -> Any:
    """The words for an attribute."""
    if name in SHOWN_OF:
        return FIELD_LABELS[SHOWN_OF[name]]
    return FIELD_LABELS.get(name) or LABELS.get(name) or name.replace("_", " ")


def _likelihood(review: Review, bits: float | None) -> float | None:
    """Bits as a probability."""
    return float(1 / (1 + 2.0**-bits)) if review.scores_in_bits and bits is not None else None


def _facts(one: Mapping[str, str], other: Mapping[str, str]) -> list[Fact]:
    labels = dict.fromkeys([*one, *other])
    facts = [Fact(label, one.get(label, ""), other.get(label, "")) for label in labels]
    return [fact for fact in facts if fact.one or fact.other]
