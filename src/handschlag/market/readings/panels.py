"""What later rooms show on a material's page: they contribute, this room has never heard of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handschlag.market.models import Material
from handschlag.organisation.models import User


@dataclass(frozen=True)
class Panel:
    """A part of the page: a template, and what it shows, there called ``panel``."""

    template: str
    content: Any


Contribution = Callable[[Material, User, datetime], Panel | None]

_contributions: list[Contribution] = []


def contribute(contribution: Contribution) -> Contribution:
    """Show something on every material's page, or nothing where the contribution answers None. Rooms call it once, when they are ready."""
    if contribution not in _contributions:
        _contributions.append(contribution)
    return contribution


def panels(material: Material, user: User, now: datetime) -> list[Panel]:
    """What the other rooms have to show to ``user``, in the order they came."""
    shown = (contribution(material, user, now) for contribution in _contributions)
    return [panel for panel in shown if panel is not None]


_further: dict[str, str] = {}


def lead_on(slug: str, url_name: str) -> None:
    """Every row of a shelf leads on to a later room's page about what came of it; ``url_name`` takes the noun's id."""
    _further[slug] = url_name


def further(slug: str) -> str:
    """The page that the rows of the shelf lead on to; "" where no room has one."""
    return _further.get(slug, "")
