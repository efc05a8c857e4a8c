"""Terms of earlier grammars: what was signed stays as it is, and means the same in today's grammar."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from handschlag.agreement.core.terms.whole import GRAMMAR, Terms


def terms_of(plain: Mapping[str, Any]) -> Terms:
    """The terms in plain data of any grammar there ever was. Raises pydantic.ValidationError where they fit none.

    >>> terms_of({"grammar": 5})
    Traceback (most recent call last):
    ...
    pydantic_core._pydantic_core.ValidationError: ...
    """
    grammar = plain.get("grammar") if isinstance(plain, Mapping) else None
    translate = _TRANSLATED.get(grammar) if isinstance(grammar, int) else None
    return Terms.model_validate(translate(plain) if translate else plain)


SAID_OTHERWISE_BEFORE: Mapping[int, Sequence[str]] = {
    1: ("grammar", "sales", "marketing"),
    2: ("grammar",),
    3: ("grammar",),
}
"""The parts of the terms that each earlier grammar wrote in another way."""


def _from_first(plain: Mapping[str, Any]) -> dict[str, Any]:
    """Grammar 1 knew times as working hours only, said nothing of a brief, and left the rest to what is the default today."""
    return {
        **plain,
        "grammar": GRAMMAR,
        "sales": _with_units(plain.get("sales", {})),
        "marketing": _without_brief(plain.get("marketing")),
    }


def _with_units(sales: Any) -> Any:
    if not isinstance(sales, Mapping):
        return sales
    ending = "_within_hours"
    return {
        name.replace(ending, "_within"): {"working_hours": value} if name.endswith(ending) else value
        for name, value in sales.items()
    }


def _without_brief(marketing: Any) -> Any:
    return {**marketing, "brief": False} if isinstance(marketing, Mapping) else marketing


def _with_less_said(plain: Mapping[str, Any]) -> dict[str, Any]:
    """Grammar 2 knew no pauses and no days of attempts, grammar 3 only two models of credit; without a word on them they mean the same."""
    return {**plain, "grammar": GRAMMAR}


_TRANSLATED: Mapping[int, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    1: _from_first,
    2: _with_less_said,
    3: _with_less_said,
}
