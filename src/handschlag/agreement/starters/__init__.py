"""Agreements to begin with, as YAML files in the folder of their language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from handschlag.agreement.core.terms import Terms
from handschlag.agreement.core.text import Language
from handschlag.agreement.core.yaml_form import read


class Starter(NamedTuple):
    """What a starter is called where one is chosen, and whom it is for."""

    label: Any
    about: Any


STARTERS: Mapping[str, Starter] = {
    "machine_builder": Starter(
        _("Machine builder"), _("A template for a firm that sells capital goods to manufacturers.")
    ),
    "software": Starter(
        _("Software"),
        _("A template for a firm whose product people try; fit and interest are read together, as a matrix."),
    ),
    "consulting": Starter(
        _("Consulting"), _("A template for a small team that speaks to everybody in person and has no territories.")
    ),
}


def starter(name: str, language: Language = "de") -> Terms:
    """The shipped terms of that name, their labels in that language; LookupError for a name not in ``STARTERS``."""
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
