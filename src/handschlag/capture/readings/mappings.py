"""Mappings by name: shipped with the project, saved in this house, or in a file."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _

from handschlag.capture.core.mapping import Mapping, parse
from handschlag.capture.models import SavedMapping
from handschlag.kernel.refusal import Refused

SHIPPED = Path(__file__).parent.parent / "mappings"


def find_mapping(name: str) -> tuple[str, Mapping]:
    """The mapping called ``name``: a path that ends in .yaml, a saved one, or a shipped one; with the name it goes by.

    Refused where there is none, or where the file holds no mapping.
    """
    if name.endswith((".yaml", ".yml")):
        return Path(name).stem, _from_file(Path(name))
    if saved := SavedMapping.objects.filter(name=name).first():
        return name, Mapping.model_validate(saved.spec)
    if name in shipped():
        return name, _from_file(SHIPPED / f"{name}.yaml")
    raise Refused(_("There is no mapping {name}. There are: {names}.").format(name=name, names=", ".join(all_names())))


def shipped() -> list[str]:
    """Names of the mappings that come with the project."""
    return sorted(path.stem for path in SHIPPED.glob("*.yaml"))


def all_names() -> list[str]:
    """Names of all mappings, the house's own first."""
    own = list(SavedMapping.objects.values_list("name", flat=True))
    return own + [name for name in shipped() if name not in own]


def fitting(headings: list[str]) -> list[str]:
    """Names of the mappings that can read a table with these headings, those that understand most of them first."""
    mappings = {name: find_mapping(name)[1] for name in all_names()}
    fit = {name: len(one.found_in(headings)) for name, one in mappings.items() if not one.missing_in(headings)}
    return sorted(fit, key=lambda name: -fit[name])


def _from_file(path: Path) -> Mapping:
    try:
        return parse(path.read_text(encoding="utf-8"))
    except OSError:
        raise Refused(_("There is no file {name}.").format(name=path)) from None
    except ValueError as mistake:
        raise Refused(_("{name} is no mapping: {mistake}").format(name=path.name, mistake=mistake)) from None
