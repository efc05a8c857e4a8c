"""Invented leads with outcomes of which the truth is known."""

from __future__ import annotations

import numpy as np

from handschlag.learning.core.winning.columns import Column, Flags


def leads(count: int, seed: int = 1, *, effect: float = 1.0) -> tuple[dict[str, Column], Flags]:
    """Industries and employees matter, so does how many pages were seen; colours do not."""
    random = np.random.default_rng(seed)
    industry = random.choice(["metal", "energy", "wood", "trade", ""], count, p=[0.3, 0.2, 0.2, 0.2, 0.1])
    employees = np.maximum(1, np.round(np.exp(random.normal(4, 1.2, count))))
    pages = random.poisson(2, count).astype(float)
    says = {"metal": 0.3, "energy": 1.2, "wood": 0.0, "trade": -1.2, "": 0.0}
    logit = -1 + effect * (
        np.array([says[one] for one in industry]) - 0.5 * (np.log(employees) - 4) ** 2 / 2 + 0.4 * (pages - 2)
    )
    won = random.random(count) < 1 / (1 + np.exp(-logit))
    employees[random.random(count) < 0.15] = np.nan
    colour = random.choice(["red", "green", "blue"], count)
    return {
        "industry": industry.astype(object),
        "employees": employees,
        "pages": pages,
        "colour": colour.astype(object),
    }, won
