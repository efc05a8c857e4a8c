"""A market that turns: between the middle of the first year and that of the second what was good becomes ordinary, and the other way round."""

from __future__ import annotations

from dataclasses import replace

from handschlag.simulation.markets.market import Channel, Rival, Turn
from handschlag.simulation.markets.software import SOFTWARE

DRIFTING = replace(
    SOFTWARE,
    key="drifting",
    number=5,
    about="Software again, but the truth changes within and between the years, and so do the channels.",
    leads_a_year=5000,
    capacity=32,
    channels=(
        Channel("organic-search", (0.36, 0.20), 0.1),
        Channel("paid-search", (0.20, 0.28), -0.1, -0.1, room=110, wear=0.3),
        Channel("review-site", (0.16, 0.08), 0.6, 0.2),
        Channel("linkedin", (0.08, 0.22), -0.5, -0.3),
        Channel("partner", (0.06, 0.14), 0.5, 0.3),
        Channel("newsletter", (0.14, 0.08), -0.1),
    ),
    turns=(
        Turn("industry=logistics", 30, 70, -1.2),
        Turn("industry=health", 40, 80, 1.2),
        Turn("industry=public_sector", 50, 60, 1.0),
        Turn("channel=linkedin", 40, 90, 0.8),
        Turn("channel=review-site", 56, 57, -0.9),
        Turn("used", 52, 78, -0.4),
        Turn("security-page", 26, 78, 0.6),
        Turn("system_in_use=rival_suite", 60, 66, 1.3),
        Turn("country=US", 45, 75, 0.9),
    ),
    rivals=(Rival("Newcomer", "position=head_of_department", 64, 104, -0.7),),
)
