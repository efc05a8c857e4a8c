"""Statements on consent as messages carry them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

PURPOSES = ("scoring", "email", "phone")
BASES = frozenset({"consent", "legitimate_interest", "presumed_consent", "contract"})
LONGEST_WORDING = 5_000
YES, NO = frozenset({"true", "yes", "ja", "1"}), frozenset({"false", "no", "nein", "0"})


@dataclass(frozen=True, slots=True)
class Statement:
    """A purpose was allowed or forbidden, on a lawful basis, in these words."""

    purpose: str
    is_given: bool
    basis: str = "consent"
    wording: str = ""


def statements(said: object) -> Iterator[Statement]:
    """What a message's ``consent`` says; unknown purposes and what is no clear yes or no say nothing.

    >>> [statement] = statements({"scoring": True, "wording": "I agree.", "weather": True})
    >>> statement
    Statement(purpose='scoring', is_given=True, basis='consent', wording='I agree.')
    """
    if not isinstance(said, Mapping):
        return
    for purpose in PURPOSES:
        one = said.get(purpose)
        details = one if isinstance(one, Mapping) else {"given": one}
        given = yes_or_no(details.get("given"))
        if given is None:
            continue
        basis = details.get("basis") or said.get("basis")
        wording = details.get("wording") or said.get("wording") or ""
        known_basis = basis if isinstance(basis, str) and basis in BASES else "consent"
        yield Statement(purpose, given, known_basis, str(wording)[:LONGEST_WORDING])


def yes_or_no(said: object) -> bool | None:
    """A clear yes or no, in either language; ``None`` for anything else."""
    if isinstance(said, bool) or said is None:
        return said
    word = str(said).strip().lower()
    return True if word in YES else False if word in NO else None
