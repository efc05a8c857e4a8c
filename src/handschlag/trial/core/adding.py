"""A criterion more, from something that occurs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handschlag.agreement.core.terms import Terms

OF_TOUCHES = ("interest", "hand_raisers")
OF_ATTRIBUTES = ("fit", "exclusions")

Said = Mapping[str, Any]


def with_criterion(terms: Terms, place: str, part: Said) -> dict[str, Any]:
    """The plain terms with ``part`` at the end of the list ``place``, under a key that nothing else has. Nothing is checked."""
    plain = terms.plain()
    taken = {
        one["key"] for name in (*OF_TOUCHES, *OF_ATTRIBUTES, "estimates", "groups", "lists") for one in plain[name]
    }
    return plain | {place: [*plain[place], {"key": key_for(part["label"], taken), **part}]}


def key_for(label: str, taken: set[str]) -> str:
    """The label as a key, numbered where it is taken.

    >>> key_for("Größe über 50", set())
    'groesse-ueber-50'
    >>> key_for("???", {"criterion"})
    'criterion-2'
    """
    plain = "".join(_letter(one) for one in label.lower())
    key = "-".join(word for word in plain.split("-") if word)[:50].strip("-") or "criterion"
    numbered = (f"{key}-{number}" for number in range(2, len(taken) + 3))
    return next(one for one in (key, *numbered) if one not in taken)


def _letter(one: str) -> str:
    return {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}.get(one) or (one if one.isascii() and one.isalnum() else "-")


def touch_condition(what: str, said: Said) -> dict[str, Any]:
    """Which touches an occurrence means; ``said``: kind, name, value, and for numbers at_least and below."""
    condition: dict[str, Any] = {"kind": said["kind"]}
    if what == "property":
        condition["properties"] = [{"name": said["name"], **comparison(said)}]
    elif what != "kind":
        condition["page_starts_with" if what == "page" else what] = said["value"]
    return condition


def comparison(said: Said) -> dict[str, Any]:
    """How the value is compared: exactly, within bounds, or whether there is one."""
    if said.get("value"):
        return {"comparison": "equals", "values": [said["value"]]}
    bounds = {name: said[name] for name in ("at_least", "below") if said.get(name) is not None}
    return {"comparison": "between", **bounds} if bounds else {"comparison": "present"}


def with_goal(terms: Terms, a_month: int, acceptance: int, a_week: int) -> dict[str, Any]:
    """The plain terms in which marketing owes so many leads a month, accepted at this rate (per cent), and sales takes so many a week."""
    plain = terms.plain()
    owed = {"qualified_leads_per_month": a_month, "acceptance_rate_percent": acceptance}
    return plain | {"marketing": {**plain["marketing"], **owed}, "sales_capacity_per_week": a_week}
