"""Whoever sees little still reads: WCAG AA for every pair of colours that meet, in both themes."""

from itertools import product

import pytest

from handschlag.website.tests.contrast import contrast, palette
from handschlag.website.tests.templates_on_disk import WEBSITE

PALETTE = palette((WEBSITE / "static/website/css/_global.css").read_text())
GROUNDS = ["paper", "surface", "sunken"]
SIGNALS = ["positive", "caution", "negative"]
TEXT = [
    *product(["ink", "ink-soft", "accent", "accent-strong", *SIGNALS], GROUNDS),
    *((signal, f"{signal}-soft") for signal in SIGNALS),
    *product(["ink"], [f"{signal}-soft" for signal in SIGNALS]),
    ("accent", "accent-soft"),
    ("accent-strong", "accent-soft"),
    ("ink", "accent-soft"),
    ("ink-soft", "accent-soft"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
]
"""Text on its ground, 4.5 : 1."""
SHAPES = [*product(["line-strong", "accent", "negative"], ["paper", "surface"])]
"""Edges of controls, the ring of the focus, bars: 3 : 1."""


def test_the_formula_agrees_with_the_published_extremes() -> None:
    assert contrast("oklch(1 0 0)", "oklch(0 0 0)") == pytest.approx(21, abs=0.01)
    assert contrast("oklch(0.6 0.1 20)", "oklch(0.6 0.1 20)") == 1


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_can_be_read_on_its_ground(text: str, ground: str, theme: int) -> None:
    assert contrast(PALETTE[text][theme], PALETTE[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_controls_and_focus_stand_out(shape: str, ground: str, theme: int) -> None:
    assert contrast(PALETTE[shape][theme], PALETTE[ground][theme]) >= 3
