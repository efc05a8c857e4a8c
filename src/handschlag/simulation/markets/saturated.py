"""Channels that wear out, and a template that looks where the light is: large firms that came by paid search and asked for a price list.

The good leads are small firms of industries nobody listed, found by cheaper ways. Sales see few of them in the first year, so what
is known of outcomes is known of the wrong leads (selection bias). In the second year the paid channels are given half as much again.
"""

from __future__ import annotations

from dataclasses import replace

from handschlag.simulation.markets.machinery import COUNTRIES, MACHINE_AGE, MACHINERY, REGIONS
from handschlag.simulation.markets.market import Category, Channel, Quantity, Rival, Together

SATURATED = replace(
    MACHINERY,
    key="saturated",
    number=6,
    about="A maker of machines with worn-out channels, who mostly spoke to the wrong people.",
    leads_a_year=6000,
    capacity=24,
    base=-3.5,
    categories=(
        Category(
            "industry",
            {
                "contract_manufacturing": (0.16, 0.1),
                "metalworking": (0.16, 0.0),
                "automotive": (0.20, -0.9),
                "medical_technology": (0.08, 0.3),
                "energy": (0.12, 0.9),
                "wood": (0.14, 0.6),
                "education": (0.06, -1.5),
                "trade": (0.08, -1.0),
            },
        ),
        Category(
            "position",
            {
                "managing_director": (0.18, 0.6),
                "production_manager": (0.16, 0.2),
                "engineering": (0.24, 0.5),
                "purchasing": (0.20, -0.7),
                "student": (0.06, -3.0),
                "other": (0.16, 0.0),
            },
            known=0.85,
        ),
        COUNTRIES,
        REGIONS,
    ),
    quantities=(
        Quantity("employees", 90, 1.6, ((1, -0.9), (6, 0.5), (20, 0.8), (80, 0.1), (300, -0.6), (4000, -1.1))),
        MACHINE_AGE,
    ),
    channels=(
        Channel("organic-search", (0.20, 0.16), 0.3, 0.1),
        Channel("paid-search", (0.32, 0.42), 0.1, -0.1, room=80, wear=0.5),
        Channel("trade-fair", (0.12, 0.10), 0.2, 0.2, room=40, wear=0.3),
        Channel("webinar", (0.10, 0.08), 0.4, 0.2),
        Channel("linkedin", (0.20, 0.20), -0.2, -0.3, room=60, wear=0.4),
        Channel("referral", (0.06, 0.04), 0.9, 0.5),
    ),
    together=(
        Together("industry=energy", "service-page", 0.7),
        Together("industry=wood", "brochure", 0.5),
        Together("channel=paid-search", "price-list", -0.7),
    ),
    rivals=(Rival("Kanto Machines", "industry=contract_manufacturing", 26, 104, -0.5),),
)
