"""What is known of the contacts themselves and of the firms they work for, and what models estimated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from handschlag.agreement.core.terms import Terms
from handschlag.ledger.models.raw import plain
from handschlag.people.models import AttributeValue, Employment
from handschlag.qualification.core.rules import estimate_name
from handschlag.qualification.models.estimate import Estimate
from handschlag.qualification.models.evidence.moments import microseconds
from handschlag.qualification.models.evidence.passes import ByContact
from handschlag.qualification.models.evidence.portions import portions


def attributes(of: ByContact, terms: Iterable[Terms]) -> list[tuple[Any, ...]]:
    """Rows of ``tables.ATTRIBUTES``, as far as any of ``terms`` asks for them.

    Attributes of the company the contact works for belong to the lead like its own, from when to when it works there.
    """
    names = {part.attribute for one in terms for part in one.about_attributes()}
    models = {part.model for one in terms for part in one.estimates}
    return [*attributes_named(of, names), *_estimates(of, models)]


def attributes_named(of: ByContact, names: set[str]) -> list[tuple[Any, ...]]:
    """Rows of ``tables.ATTRIBUTES`` for these attributes: the contact's own, and its firms'."""
    return [*_own_attributes(of, names), *_firms_attributes(of, names)]


def _estimates(of: ByContact, models: set[str]) -> Iterator[tuple[Any, ...]]:
    """Probabilities in per cent; the text is what the verdict shows."""
    numbers = {one.lead_id: one.number for leads in of.values() for one in leads} if models else {}
    for ids in portions(numbers):
        found = Estimate.objects.filter(lead__among=ids, model__in=models).order_by()
        for lead, model, probability, at, known_at in found.values_list(
            "lead_id", "model", "probability", "at", "known_at"
        ):
            percent = 100 * probability
            row = (estimate_name(model), f"{percent:.1f} %", percent, microseconds(at), microseconds(known_at))
            yield (numbers[lead], *row)


def _own_attributes(of: ByContact, names: set[str]) -> Iterator[tuple[Any, ...]]:
    for contact, said in _attributes("contact", of, names):
        for one in of[contact]:
            yield (one.number, *said)


def _attributes(owner: str, ids: Iterable[Any], names: set[str]) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """Owner and ``(name, text, number, happened_at, known_at)`` of each value."""
    columns = (f"{owner}_id", "name", "text", "number", "happened_at", "known_at")
    named = AttributeValue.objects.filter(name__in=names).order_by()
    for some in portions(ids):
        for owner_id, *said, happened_at, known_at in chain.from_iterable(
            plain(named.filter(**{f"{owner}__among": some}), *columns)
        ):
            yield owner_id, (*said, microseconds(happened_at), microseconds(known_at))


def _firms_attributes(of: ByContact, names: set[str]) -> Iterator[tuple[Any, ...]]:
    """What is known of the firms, for each lead as far as its contact works there.

    Whoever changes firms brings nothing along: what the new firm has said before counts from that day, and of what it has
    not said nothing is known.
    """
    spells = _spells(of)
    values: dict[Any, list[tuple[Any, ...]]] = defaultdict(list)
    for company, said in _attributes("company", {one.company for rows in spells.values() for one in rows}, names):
        values[company].append(said)
    for contact, rows in spells.items():
        former: set[str] = set()
        for spell in rows:
            for row in _of_a_spell(spell, values[spell.company], former):
                for one in of[contact]:
                    yield (one.number, *row)
            former |= {name for name, *_rest in values[spell.company]}


@dataclass(slots=True)
class Spell:
    """The contact works for this company from ``since`` (``None``: from the beginning) until ``until``; known since ``known_at``."""

    company: Any
    since: int | None
    known_at: int
    until: int | None = None


def _spells(of: ByContact) -> dict[Any, list[Spell]]:
    spells: dict[Any, list[Spell]] = defaultdict(list)
    for ids in portions(of):
        rows = Employment.objects.filter(contact__among=ids).order_by("happened_at", "company__name_key")
        columns = ("contact_id", "company_id", "happened_at", "known_at")
        for contact, company, happened_at, known_at in chain.from_iterable(plain(rows, *columns)):
            at, known, before = microseconds(happened_at), microseconds(known_at), spells[contact]
            if before and before[-1].company == company:
                before[-1].known_at = min(before[-1].known_at, known)
                continue
            if before:
                before[-1].until = at
            before.append(Spell(company, at if before else None, known))
    return spells


def _of_a_spell(spell: Spell, values: Iterable[tuple[Any, ...]], former: Iterable[str]) -> Iterator[tuple[Any, ...]]:
    """What the firm says, after what the ``former`` firms have said no longer counts."""
    if spell.since is not None:
        yield from ((name, "", None, spell.since - 1, spell.known_at) for name in former)
    for name, text, number, happened_at, known_at in values:
        if spell.until is None or happened_at < spell.until:
            at = happened_at if spell.since is None else max(happened_at, spell.since)
            yield (name, text, number, at, max(known_at, spell.known_at))
