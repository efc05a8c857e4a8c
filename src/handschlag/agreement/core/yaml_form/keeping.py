"""What changed is written into the author's text; every line that says the same stays as it is.

A text is taken apart into entries of mappings and items of lists, each with the comments and blank lines above it. What says the
same is kept, what is gone is left out, what is new is written after what stands before it in the grammar; and what changed is opened
and treated likewise, until a single value is left that is written in its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import yaml

from handschlag.agreement.core.yaml_form.dumping import dump, inline, is_silent, said
from handschlag.agreement.core.yaml_form.reading import PlainLoader

_LINE = re.compile("[^\r\n\x85\u2028\u2029]*(?:\r\n|[\r\n\x85\u2028\u2029]|$)")
_COMMENT = re.compile("#[^\r\n\x85\u2028\u2029]*")

Lines = list[str]


def rewritten(text: str, root: yaml.MappingNode, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """``text``, which says ``before`` in the nodes below ``root``, changed so that it says ``after``."""
    author = _Author(text)
    if root.flow_style:
        return "".join(author.value(root, before, after, from_line=0))
    rest = author.lines[_last_line(root) + 1 :]
    return "".join([*_ended(author.mapping(root, before, after, head_from=0)), *rest])


class _Author:
    """The lines somebody wrote, and the comments among them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines: Lines = [line for line in _LINE.findall(text) if line]

    def mapping(self, node: yaml.MappingNode, before: Any, after: Mapping[str, Any], head_from: int) -> Lines:
        """The entries of a mapping that stands line by line, each below its comments."""
        entries: dict[str, Lines] = {}
        for key, value in node.value:
            stop = _last_line(value, key) + 1
            name = key.value
            head = self.lines[head_from : key.start_mark.line]
            head_from = stop
            if name in after and before.get(name) == after[name]:
                entries[name] = head + self.lines[key.start_mark.line : stop]
            elif name in after and not is_silent(after[name]):
                entries[name] = head + self.value(value, before.get(name), after[name], key.start_mark.line)
        column = node.value[0][0].start_mark.column
        first = node.value[0][0].value if _begins_an_item(node, self.lines) else None
        return _in_order(entries, _new_entries(node, before, after, column), list(after), first)

    def sequence(self, node: yaml.SequenceNode, before: Sequence[Any], after: Sequence[Any], head_from: int) -> Lines:
        """The items of a list that stands line by line, each below its comments, in their new order."""
        heads, starts = [], []
        for item in node.value:
            start = self._dash_line(item, head_from)
            heads.append(self.lines[head_from:start])
            starts.append(start)
            head_from = _last_line(item) + 1
        column = self.lines[starts[0]].index("-")
        found: Lines = []
        for item, matching in zip(after, _matching(before, after), strict=True):
            if matching is None:
                found = _ended(found) + _indented(dump([item]), column)
            else:
                written = self._item(node.value[matching], before[matching], item, starts[matching], column)
                found = _ended(found) + heads[matching] + written
        return found

    def _item(self, node: yaml.Node, before: Any, after: Any, start: int, column: int) -> Lines:
        stop = _last_line(node) + 1
        if before == after:
            return self.lines[start:stop]
        if not isinstance(node, yaml.MappingNode) or node.flow_style:
            return self.value(node, before, after, start)
        try:
            return self.mapping(node, before, after, head_from=start)
        except _DashLost:
            comments = self._comments(self._index(start), self._index(stop))
            return [*_indented("\n".join(comments), column), *_indented(dump([after]), column)]

    def value(self, node: yaml.Node, before: Any, after: Any, from_line: int) -> Lines:
        """What stands behind a name or a dash on ``from_line``, and the line or lines it stands on."""
        if isinstance(node, yaml.MappingNode) and isinstance(after, dict) and not node.flow_style:
            return [self.lines[from_line], *self.mapping(node, before, after, head_from=from_line + 1)]
        if isinstance(node, yaml.SequenceNode) and isinstance(after, list) and not node.flow_style:
            return [self.lines[from_line], *self.sequence(node, before, after, head_from=from_line + 1)]
        start, end = node.start_mark, node.end_mark
        indent = len(self.lines[from_line]) - len(self.lines[from_line].lstrip(" -"))
        prefix, suffix = self.lines[start.line][: start.column], self.lines[end.line][end.column :]
        space = " " if prefix.endswith((":", "-")) else ""
        written = f"{prefix}{space}{inline(_as_the_author_would(node, before, after), indent)}{suffix}"
        comments = [f"{' ' * indent}{comment}\n" for comment in self._comments(start.index, end.index)]
        return [*comments, *self.lines[from_line : start.line], written]

    def _comments(self, start: int, end: int) -> Iterator[str]:
        """The comments inside a value that is written anew: they go above it."""
        at = start
        for token in self._tokens:
            if token.start_mark.index >= at and token.end_mark.index <= end:
                yield from _COMMENT.findall(self.text, at, token.start_mark.index)
                at = token.end_mark.index
        yield from _COMMENT.findall(self.text, at, end)

    @cached_property
    def _tokens(self) -> list[Any]:
        return list(yaml.scan(self.text, Loader=PlainLoader))

    def _index(self, line: int) -> int:
        return sum(map(len, self.lines[:line]))

    def _dash_line(self, item: yaml.Node, earliest: int) -> int:
        """The line of an item's dash: nearly always the one its value begins on."""
        for line in range(item.start_mark.line, earliest - 1, -1):
            end = item.start_mark.column if line == item.start_mark.line else None
            if self.lines[line][:end].lstrip().startswith("-"):
                return line
        return item.start_mark.line


def _last_line(node: yaml.Node, key: yaml.Node | None = None) -> int:
    """The last line with anything of the node on it. Of blocks PyYAML tells only where the next thing begins."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _last_line(last[1], last[0]) if isinstance(last, tuple) else _last_line(last)
    if isinstance(node, yaml.ScalarNode) and node.style in {"|", ">"}:
        return int(node.end_mark.line) - (node.end_mark.column == 0)
    line = int(node.end_mark.line)
    return max(line, int(key.end_mark.line)) if key else line


def _begins_an_item(node: yaml.MappingNode, lines: Lines) -> bool:
    start = node.start_mark
    return lines[start.line][: start.column].strip() == "-"


def _new_entries(node: yaml.MappingNode, before: Any, after: Mapping[str, Any], column: int) -> dict[str, Lines]:
    """What the author did not write because it was the default, or was not said, and now must be."""
    written = {key.value for key, _value in node.value}
    return {
        name: _indented(dump({name: value}), column)
        for name, value in after.items()
        if name not in written and value != before.get(name) and not is_silent(value)
    }


def _in_order(kept: dict[str, Lines], new: dict[str, Lines], grammar: list[str], first: str | None) -> Lines:
    """New entries after the one that stands before them in the grammar; ``first`` holds the dash of its item and stays the first."""
    order = list(kept)
    if first is not None and first not in kept:
        raise _DashLost
    for name in sorted(new, key=grammar.index):
        earlier = [other for other in order if other in grammar[: grammar.index(name)]]
        after = max((order.index(other) for other in earlier), default=-1)
        order.insert(max(after + 1, 1 if first is not None else 0), name)
    found: Lines = []
    for name in order:
        found = _ended(found) + (kept.get(name) or new[name])
    return found


class _DashLost(Exception):  # noqa: N818 – not an error: the item is written anew
    """The entry that stood behind an item's dash is gone."""


def _matching(before: Sequence[Any], after: Sequence[Any]) -> list[int | None]:
    """For each new item the old one it comes from: of the same name, else equal, else the next that is left without a name."""
    left = dict(enumerate(before))
    found: list[int | None] = []
    for item in after:
        number = next((number for number, old in left.items() if _is_same(old, item)), None)
        found.append(number)
        left.pop(number, None)  # type: ignore[arg-type]
    nameless = [number for number, old in left.items() if _name(old) is None and isinstance(old, dict)]
    for place, item in enumerate(after):
        if found[place] is None and isinstance(item, dict) and _name(item) is None and nameless:
            found[place] = nameless.pop(0)
    return found


def _is_same(one: Any, other: Any) -> bool:
    return one == other or (_name(one) is not None and _name(one) == _name(other))


def _name(item: Any) -> str | None:
    return item.get("key") or item.get("stage") if isinstance(item, dict) else None


def _as_the_author_would(node: yaml.Node, before: Any, after: Any) -> Any:
    """In the author's order, and without defaults the author left out."""
    if isinstance(node, yaml.MappingNode) and isinstance(after, dict) and isinstance(before, dict):
        old = {key.value: value for key, value in node.value}
        kept = {name: _as_the_author_would(old[name], before.get(name), after[name]) for name in old if name in after}
        new = {name: said(value) for name, value in after.items() if name not in old and value != before.get(name)}
        return kept | new
    if isinstance(node, yaml.SequenceNode) and isinstance(after, list) and isinstance(before, list):
        return [
            said(item) if old is None else _as_the_author_would(node.value[old], before[old], item)
            for item, old in zip(after, _matching(before, after), strict=True)
        ]
    return said(after)


def _indented(text: str, column: int) -> Lines:
    return [f"{' ' * column}{line}\n" for line in text.splitlines()]


def _ended(lines: Lines) -> Lines:
    """So that something can follow: the last line has an end."""
    if lines and not lines[-1].endswith(("\n", "\r", "\x85", "\u2028", "\u2029")):
        return [*lines[:-1], f"{lines[-1]}\n"]
    return lines
