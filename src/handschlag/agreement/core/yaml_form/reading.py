"""Terms out of YAML.

Only plain data is read: no tags, no anchors, no key twice, bounded size and depth. Words stay words: ``NO`` is Norway and
``01067`` a postal code; only ``true``, ``false``, ``null`` and numbers as JSON writes them are anything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import yaml
from pydantic import ValidationError

from handschlag.agreement.core.problems import Problem, Unreadable, problems_of
from handschlag.agreement.core.terms import Terms, terms_of

MOST_CHARACTERS = 500_000
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


def read(text: str) -> Terms:
    """The terms in ``text``. Raises :class:`Unreadable` with every problem: where, on which line, and why."""
    root, plain = parsed(text)
    try:
        return check(plain)
    except Unreadable as unreadable:
        raise Unreadable([replace(one, line=line_of(root, one.path)) for one in unreadable.problems]) from None


def check(plain: Any) -> Terms:
    """The terms in data of JSON's types. Raises :class:`Unreadable` with every problem."""
    try:
        return terms_of(plain)
    except ValidationError as error:
        raise Unreadable(problems_of(error)) from None


def parsed(text: str) -> tuple[yaml.MappingNode, Mapping[str, Any]]:
    """The text's nodes and what they hold, in the types of JSON. Raises :class:`Unreadable` where it is no plain data."""
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
    if not isinstance(root, yaml.MappingNode) or not isinstance(plain, Mapping):
        raise Unreadable([Problem("", "no_mapping")])
    return root, plain


def line_of(root: yaml.Node, path: str) -> int:
    """The line of the place ``path`` leads to, as in ``fit.2.points``, or of the nearest place around it that there is."""
    node, line = root, 1
    for step in path.split("."):
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == step), None)
        elif isinstance(node, yaml.SequenceNode) and step.isdigit() and int(step) < len(node.value):
            found = (node.value[int(step)], node.value[int(step)])
        else:
            found = None
        if found is None:
            return line
        line, node = found[0].start_mark.line + 1, found[1]
    return line


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
