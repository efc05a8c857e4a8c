"""The parts of the terms that one can speak about: sections by their field, criteria and reasons by their key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from handschlag.agreement.core.text import Language

SECTIONS: Mapping[str, tuple[str, str]] = {
    "title": ("Title", "Titel"),
    "stages": ("Stages", "Stufen"),
    "lists": ("Lists", "Listen"),
    "groups": ("Groups", "Gruppen"),
    "fit": ("Fit", "Passung"),
    "estimates": ("Estimates", "Schätzungen"),
    "interest": ("Interest", "Interesse"),
    "hand_raisers": ("Hand-raisers", "Handheber"),
    "exclusions": ("Exclusions", "Ausschlüsse"),
    "reachable_by": ("Ways to reach somebody", "Wege zum Kontakt"),
    "thresholds": ("Thresholds", "Schwellenwerte"),
    "routing": ("Routing", "Zuteilung"),
    "procedures": ("Procedures", "Vorgehen"),
    "sales": ("Duties of sales", "Pflichten des Vertriebs"),
    "marketing": ("Duties of marketing", "Pflichten des Marketings"),
    "return_reasons": ("Return reasons", "Rückgabegründe"),
    "after_return": ("After a return", "Nach einer Rückgabe"),
    "after_timeout": ("Unanswered", "Ohne Antwort des Vertriebs"),
    "after_no_answer": ("Not reached", "Nicht erreicht"),
    "recycling": ("Recycling", "Neueröffnung"),
    "credit": ("Credit", "Beitragskonto"),
    "credit_half_life_days": ("Half-life of credit", "Halbwertszeit des Beitrags"),
    "sales_capacity_per_week": ("Capacity of sales", "Kapazität des Vertriebs"),
    "review_on": ("Joint review", "Gemeinsame Durchsicht"),
}
"""Fields of the terms in English and German; one that a later grammar added is called by its name."""


def parts_of(terms: Mapping[str, Any]) -> list[str]:
    """``fit``, ``fit.country``, ``fit.size``, ``interest`` …: every part of plain terms, in the order of the grammar."""
    return [part for part, _name in _named(terms, "en")]


def names_of_parts(terms: Mapping[str, Any], language: Language) -> dict[str, str]:
    """Each part with what it is called: "Fit", "Fit: Our countries"."""
    return dict(_named(terms, language))


def _named(terms: Mapping[str, Any], language: Language) -> Iterator[tuple[str, str]]:
    for field in [*(one for one in SECTIONS if one in terms), *(one for one in terms if one not in SECTIONS)]:
        if field == "grammar":
            continue
        english, german = SECTIONS.get(field, (field.replace("_", " "),) * 2)
        section = german if language == "de" else english
        yield field, section
        for part in _keyed(terms[field]):
            label = part.get("label") or part.get(language) or part["key"]
            yield f"{field}.{part['key']}", f"{section}: {label}"


def _keyed(value: object) -> Sequence[Mapping[str, Any]]:
    """The members of a list that bear a key."""
    if not isinstance(value, list):
        return ()
    return [part for part in value if isinstance(part, Mapping) and isinstance(part.get("key"), str)]
