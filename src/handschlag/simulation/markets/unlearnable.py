"""A market in which nothing can be learned: the chance is what the template says, and nothing else seen or unseen matters."""

from __future__ import annotations

from dataclasses import replace

from handschlag.simulation.markets.machinery import MACHINERY
from handschlag.simulation.markets.market import Tiers

UNLEARNABLE = replace(
    MACHINERY,
    key="unlearnable",
    number=4,
    about="A maker of machines whose template says all there is to say: whoever departs from it can only lose.",
    tiers=Tiers(others=(0.04, 0.12), qualified=(0.15, 0.30), raised=(0.30, 0.40), points=120.0),
)
