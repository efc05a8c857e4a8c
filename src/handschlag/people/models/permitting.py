"""What is known about what contacts allow, gathered for ``core.permission``, which decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import CharField, DateTimeField, F, Value
from django.db.models.functions import Cast

from handschlag.organisation.models import ScoringBasis, User
from handschlag.people.core.permission import (
    BLOCKED,
    Block,
    Circumstances,
    Declared,
    Permission,
    Said,
    permission,
)
from handschlag.people.models.consent import Consent, Purpose
from handschlag.people.models.contact import Contact
from handschlag.people.models.lead import Lead
from handschlag.people.models.restriction import Restriction, SuppressedContact

AT_ONCE = 5_000

MANY = 20_000
"""For more contacts the tables are read from end to end: naming that many costs more."""
Id = TypeVar("Id")


def circumstances(contact_ids: Iterable[UUID]) -> dict[UUID, Circumstances]:
    """Everything the answer depends on, for each of these contacts; two queries for each 5,000."""
    wanted = list(contact_ids)
    declared = declarations() if wanted else []
    found: dict[UUID, Circumstances] = {}
    for ids in [wanted] if len(wanted) > MANY else _portions(wanted):
        said, blocks = (_said(None), _blocks(None)) if len(wanted) > MANY else (_said(ids), _blocks(ids))
        found |= {one: Circumstances(said.get(one, ()), blocks.get(one, ()), declared) for one in ids}
    return found


def permissions(
    contact_ids: Collection[UUID], at: datetime, asked: Collection[UUID] = ()
) -> dict[UUID, dict[str, Permission]]:
    """For each contact and each purpose, whether it may be at ``at``. ``asked``: contacts that asked to be contacted."""
    return {
        one: {purpose: permission(purpose, known, at, asked=one in asked) for purpose in Purpose.values}
        for one, known in circumstances(contact_ids).items()
    }


def with_basis(contact_ids: Iterable[UUID], purpose: Purpose | str, at: datetime) -> set[UUID]:
    """Those contacts whose data may be used for ``purpose`` at ``at``; nobody else is scored, kept in a segment, or written to."""
    known = circumstances(contact_ids)
    return {one for one, of_them in known.items() if permission(str(purpose), of_them, at).is_allowed}


def has_basis_for_scoring(contact_id: UUID, at: datetime) -> bool:
    """Whether this contact may be judged by points, and kept in a segment, at ``at``."""
    return bool(with_basis([contact_id], Purpose.SCORING, at))


def declare_scoring_basis(basis: str, balancing: str, *, by: User | None, at: datetime) -> ScoringBasis:
    """What counts for everybody who said nothing, from now on; all open leads are judged again."""
    with transaction.atomic():
        declared = ScoringBasis.declare(basis, balancing, by=by, at=at)
        Lead.objects.filter(is_open=True).update(stirred_at=at)
    return declared


def declarations() -> list[Declared]:
    """What the house declared about scoring, in order of time."""
    rows = ScoringBasis.objects.order_by("from_at", "id").values_list("from_at", "basis")
    return [Declared(from_at, "" if basis == "none" else basis) for from_at, basis in rows]


def _said(ids: Collection[UUID] | None) -> dict[UUID, list[Said]]:
    columns = ("contact_id", "purpose", "is_given", "basis", "happened_at", "known_at")
    found: dict[UUID, list[Said]] = defaultdict(list)
    for contact, purpose, is_given, basis, happened_at, known_at in (
        Consent.objects.filter(**_of("contact", ids)).order_by().values_list(*columns)
    ):
        found[contact].append(Said(purpose, is_given, basis, happened_at, known_at))
    return found


def _blocks(ids: Collection[UUID] | None) -> dict[UUID, list[Block]]:
    never = Cast(Value(None), DateTimeField(null=True))
    why = {word: Value(word, output_field=CharField()) for word in BLOCKED}
    erased = Contact.objects.filter(erased_at__isnull=False, **_of("id", ids)).order_by()
    suppressed = SuppressedContact.objects.filter(**_of("contact", ids)).order_by()
    restricted = Restriction.objects.filter(**_of("contact", ids)).order_by()
    rows = erased.values_list(why["erased"], F("id"), F("erased_at"), never).union(
        suppressed.values_list(why["suppressed"], F("contact_id"), F("since_at"), never),
        restricted.values_list(why["restricted"], F("contact_id"), F("from_at"), F("lifted_at")),
        all=True,
    )
    found: dict[UUID, list[Block]] = defaultdict(list)
    for because, contact, from_at, until_at in rows:
        found[contact].append(Block(because, from_at, until_at))
    return found


def _of(column: str, ids: Collection[UUID] | None) -> dict[str, Collection[UUID]]:
    return {} if ids is None else {f"{column}__among": ids}


def _portions(ids: Iterable[Id]) -> Iterator[list[Id]]:
    every = list(dict.fromkeys(ids))
    for start in range(0, len(every), AT_ONCE):
        yield every[start : start + AT_ONCE]
