"""A consulting house: fewer leads and much that shows only in a conversation; who recommends counts more than what is downloaded."""

from __future__ import annotations

from handschlag.simulation.markets.market import Category, Channel, Market, Quantity, Sign, Together

CONSULTING = Market(
    key="consulting",
    number=3,
    starter="consulting",
    about="A consulting house, where more than elsewhere shows only in the first conversation.",
    leads_a_year=3000,
    capacity=16,
    base=-3.6,
    categories=(
        Category(
            "industry",
            {
                "plant_engineering": (0.18, 0.3),
                "metalworking": (0.18, -0.6),
                "logistics": (0.16, 0.8),
                "health": (0.14, -0.3),
                "energy": (0.10, 0.8),
                "trade": (0.14, 0.2),
                "public_sector": (0.10, -0.9),
            },
        ),
        Category(
            "position",
            {
                "managing_director": (0.26, 0.7),
                "head_of_department": (0.22, 0.1),
                "production_manager": (0.16, 0.5),
                "specialist": (0.22, -0.7),
                "student": (0.05, -3.0),
                "applicant": (0.04, -3.0),
                "other": (0.05, -0.6),
            },
            known=0.9,
        ),
        Category("country", {"DE": (0.72, 0.1), "AT": (0.12, 0.0), "CH": (0.10, 0.3), "IT": (0.06, -0.8)}),
        Category(
            "ownership", {"family": (0.5, 0.4), "investor": (0.2, 1.1), "group": (0.3, -0.9)}, known=0.7, late_days=4
        ),
    ),
    quantities=(
        Quantity("employees", 110, 1.3, ((2, -1.2), (20, -0.1), (80, 0.4), (300, 0.7), (1200, 0.6), (6000, -0.3))),
        Quantity("turnover_per_head", 170, 0.5, ((40, -0.4), (150, 0.0), (400, 0.5)), known=0.5, late_days=6),
    ),
    channels=(
        Channel("organic-search", (0.28, 0.28), -0.1),
        Channel("event", (0.18, 0.18), 0.3, 0.2),
        Channel("newsletter", (0.18, 0.18), 0.1),
        Channel("linkedin", (0.22, 0.22), -0.4, -0.2, room=50, wear=0.3),
        Channel("referral", (0.14, 0.14), 0.9, 0.5),
    ),
    signs=(
        Sign("services-page", "page_viewed", 0.35, 0.4, 0.4, page="/leistungen"),
        Sign("people-page", "page_viewed", 0.15, 1.1, 0.4, page="/team"),
        Sign("careers", "page_viewed", 0.08, -1.4, -0.2, page="/karriere"),
        Sign("guide", "guide_downloaded", 0.16, -0.3, 0.1, material="guide"),
        Sign("webinar", "webinar_attended", 0.09, 0.3, 0.2, material="webinar", late_days=1),
        Sign("event", "event_visited", 0.06, 0.7, 0.3, half_life_weeks=12, late_days=4),
        Sign("article", "page_viewed", 0.4, 0.05, 0.1, page="/artikel"),
        Sign("consultation", "consultation_requested", 0.018, 1.2, 0.8),
        Sign("callback", "contact_requested", 0.018, 0.3, 0.3),
        Sign("recommended", "recommended", 0.012, 1.8, 0.5, late_days=2),
    ),
    together=(
        Together("ownership=investor", "position=managing_director", 0.6),
        Together("industry=health", "event", 0.7),
        Together("position=specialist", "guide", -0.5),
    ),
    competitor_domains=("beratung.example",),
    earnestness=0.4,
    interest_weeks=7.0,
    patience_weeks=10,
    cooling=0.04,
    reps=4,
    skill=0.35,
    days_until_known=(2.0, 30.0, 60.0),
)
