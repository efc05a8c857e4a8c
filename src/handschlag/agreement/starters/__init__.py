"""Agreements to begin with, as YAML files in this folder."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from handschlag.agreement.core.terms import Terms
from handschlag.agreement.core.yaml_form import read

STARTERS = ("machine_builder",)


@cache
def starter(name: str) -> Terms:
    """The shipped terms of that name; LookupError for a name not in ``STARTERS``."""
    if name not in STARTERS:
        raise LookupError(f"There is no starter {name!r}, only {', '.join(STARTERS)}")
    return read(files(__package__).joinpath(f"{name}.yaml").read_text(encoding="utf-8"))
