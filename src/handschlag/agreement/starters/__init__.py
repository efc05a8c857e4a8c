"""Agreements to begin with, as YAML files in the folder of their language."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from handschlag.agreement.core.terms import Terms
from handschlag.agreement.core.text import Language
from handschlag.agreement.core.yaml_form import read

STARTERS = ("machine_builder",)


def starter(name: str, language: Language = "de") -> Terms:
    """The shipped terms of that name; LookupError for a name not in ``STARTERS``."""
    return _read(name, language)[0]


def starter_text(name: str, language: Language = "de") -> str:
    """The same as its author wrote it, comments and all."""
    return _read(name, language)[1]


@cache
def _read(name: str, language: Language) -> tuple[Terms, str]:
    if name not in STARTERS:
        raise LookupError(f"There is no starter {name!r}, only {', '.join(STARTERS)}")
    text = files(__package__).joinpath(language, f"{name}.yaml").read_text(encoding="utf-8")
    return read(text), text
