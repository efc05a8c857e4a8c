"""Statements on consent as messages carry them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

PURPOSES = ("scoring", "email", "phone")
BASES = frozenset({"consent", "legitimate_interest", "presumed_consent", "contract", "existing_customer"})
"""``existing_customer`` is the exception of UWG § 7 (3), which somebody must claim explicitly: a contract alone is none."""

LONGEST_WORDING = 5_000
PROOFS = frozenset(
    {
        "text",
        "language",
        "form",
        "form_version",
        "ticked_at",
        "ticked_from",
        "mail",
        "mailed_at",
        "confirmed_at",
        "confirmed_from",
    }
)
"""What a statement may bring as its evidence: which version of the text, in which language, ticked and confirmed when and from where
(an address cut short), with which mail."""

LONGEST_PROOF = 100
YES, NO = frozenset({"true", "yes", "ja", "1"}), frozenset({"false", "no", "nein", "0"})


@dataclass(frozen=True, slots=True)
class Statement:
    """A purpose was allowed or forbidden, on a lawful basis, in these words."""

    purpose: str
    is_given: bool
    basis: str = "consent"
    wording: str = ""
    evidence: Mapping[str, str] = field(default_factory=dict)


def statements(said: object) -> Iterator[Statement]:
    """What a message's ``consent`` says; unknown purposes and what is no clear yes or no say nothing.

    >>> [statement] = statements({"scoring": True, "wording": "I agree.", "weather": True})
    >>> statement
    Statement(purpose='scoring', is_given=True, basis='consent', wording='I agree.', evidence={})
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
        evidence = _evidence(details.get("evidence") or said.get("evidence"))
        yield Statement(purpose, given, known_basis, str(wording)[:LONGEST_WORDING], evidence)


def _evidence(said: object) -> dict[str, str]:
    """What is known as evidence, as short texts; anything else proves nothing."""
    if not isinstance(said, Mapping):
        return {}
    return {name: str(said[name])[:LONGEST_PROOF] for name in sorted(PROOFS) if said.get(name) not in (None, "")}


def yes_or_no(said: object) -> bool | None:
    """A clear yes or no, in either language; ``None`` for anything else."""
    if isinstance(said, bool) or said is None:
        return said
    word = str(said).strip().lower()
    return True if word in YES else False if word in NO else None
