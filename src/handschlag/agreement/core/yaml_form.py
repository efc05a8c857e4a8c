"""Terms as YAML, out and in: what people edit in a text editor and keep in a repository.

Only plain data is read: no tags, no anchors, no key twice, bounded size and depth. Words stay words: ``NO`` is Norway and
``01067`` a postal code; only ``true``, ``false``, ``null`` and numbers as JSON writes them are anything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml
from pydantic import ValidationError

from handschlag.agreement.core.problems import Problem, Unreadable, problems_of
from handschlag.agreement.core.terms import Terms, terms_of

MOST_CHARACTERS = 100_000
DEEPEST = 8


class PlainLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads what JSON could say; every other plain word is text."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}


for _tag, _pattern, _first in (
    ("bool", r"^(?:true|false)$", "tf"),
    ("null", r"^(?:null|~|)$", ["n", "~", ""]),
    ("int", r"^-?(?:0|[1-9][0-9]*)$", "-0123456789"),
    ("float", r"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)(?:[eE][-+]?[0-9]+)?$", "-0123456789"),
):
    PlainLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))


def write(terms: Terms) -> str:
    """The terms as YAML in the order of the grammar; what is not said is left out. ``read`` gives back equal terms with the same hash."""
    return yaml.safe_dump(_said(terms.plain()), sort_keys=False, allow_unicode=True, width=120)


def read(text: str) -> Terms:
    """The terms in ``text``. Raises :class:`Unreadable` with every problem: where, on which line, and why."""
    return check(_plain(text))


def check(plain: Any) -> Terms:
    """The terms in data of JSON's types. Raises :class:`Unreadable` with every problem."""
    try:
        return terms_of(plain)
    except ValidationError as error:
        raise Unreadable(problems_of(error)) from None


def _said(value: Any) -> Any:
    """Without what is null or empty; whole numbers without a decimal point."""
    if isinstance(value, dict):
        return {key: _said(item) for key, item in value.items() if item is not None and item != []}
    if isinstance(value, list):
        return [_said(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _plain(text: str) -> Any:
    if len(text) > MOST_CHARACTERS:
        raise Unreadable([Problem("", "too_large", {"limit": MOST_CHARACTERS})])
    try:
        _check_shape(text)
        loader = PlainLoader(text)
        root = loader.get_single_node()
        _check_keys(root)
        plain = loader.construct_document(root) if root else None
    except Unreadable:
        raise
    except yaml.YAMLError as error:
        raise Unreadable([_problem_of(error)]) from None
    except ValueError as error:  # a number of thousands of digits
        raise Unreadable([Problem("", "no_yaml", {"detail": str(error)})]) from None
    if not isinstance(plain, Mapping):
        raise Unreadable([Problem("", "no_mapping")])
    return plain


def _check_shape(text: str) -> None:
    """Depth and anchors are checked on the stream of events, before anything is built."""
    depth = 0
    for event in yaml.parse(text, Loader=PlainLoader):
        line = event.start_mark.line + 1 if event.start_mark else None
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise Unreadable([Problem("", "anchor", line=line)])
        if getattr(event, "tag", None):
            raise Unreadable([Problem("", "tag", line=line)])
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise Unreadable([Problem("", "too_deep", {"limit": DEEPEST}, line=line)])


def _check_keys(root: yaml.Node | None) -> None:
    problems = []
    for mapping in _mappings(root):
        seen: set[str] = set()
        for key, _value in mapping.value:
            if str(key.value) in seen:
                problems.append(Problem(str(key.value), "key_twice", line=key.start_mark.line + 1))
            seen.add(str(key.value))
    if problems:
        raise Unreadable(problems)


def _mappings(node: yaml.Node | None) -> Iterator[yaml.MappingNode]:
    if isinstance(node, yaml.MappingNode):
        yield node
        for _key, value in node.value:
            yield from _mappings(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _mappings(item)


def _problem_of(error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    line: int | None = mark and mark.line + 1
    return Problem("", "no_yaml", {"detail": getattr(error, "problem", None) or "?"}, line=line)
