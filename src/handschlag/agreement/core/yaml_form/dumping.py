"""Plain data as YAML text."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

import yaml


class _Dumper(yaml.SafeDumper):
    """Indents lists below their name, as people do."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def dump(plain: Any) -> str:
    """Line by line, in the order of the data, without what is null or empty."""
    return yaml.dump(said(plain), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)


def inline(plain: Any, indent: int) -> str:
    """As it stands behind a name: ``{days: 14}``, ``[DE, AT]``, ``Webinar``. Lines after the first are indented by more than ``indent``."""
    text = yaml.dump(
        [said(plain)], Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100, default_flow_style=True
    )
    return text.strip()[1:-1].replace("\n", "\n" + " " * indent)


def said(value: Any) -> Any:
    """Without what is null or empty; whole numbers without a decimal point."""
    if isinstance(value, dict):
        return {key: said(item) for key, item in value.items() if not is_silent(item)}
    if isinstance(value, list):
        return [said(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def ordered(value: Any, as_in: Any) -> Any:
    """The same, names in the order they have in ``as_in`` and others behind: a database may have kept them in an order of its own."""
    if isinstance(value, dict) and isinstance(as_in, dict):
        names = [*(name for name in as_in if name in value), *(name for name in value if name not in as_in)]
        return {name: ordered(value[name], as_in.get(name)) for name in names}
    if isinstance(value, list) and isinstance(as_in, list):
        return [ordered(item, other) for item, other in zip_longest(value, as_in[: len(value)])]
    return value


def is_silent(value: Any) -> bool:
    """Whether it says nothing, so that it is left out."""
    return value is None or value == []
