"""A maker of machining centres: few things the template says are wrong, most are coarse, and it knows nothing of old machines or regions."""

from __future__ import annotations

from handschlag.simulation.markets.market import Category, Channel, Market, Quantity, Rival, Sign, Together

INDUSTRIES = Category(
    "industry",
    {
        "contract_manufacturing": (0.24, 0.45),
        "metalworking": (0.20, 0.1),
        "automotive": (0.16, -0.6),
        "medical_technology": (0.10, 0.9),
        "plant_engineering": (0.10, -0.4),
        "energy": (0.06, 0.3),
        "education": (0.06, -1.6),
        "trade": (0.08, -1.3),
    },
)
POSITIONS = Category(
    "position",
    {
        "managing_director": (0.16, 0.5),
        "production_manager": (0.20, 0.7),
        "engineering": (0.26, 0.1),
        "purchasing": (0.16, -0.5),
        "student": (0.05, -3.0),
        "other": (0.17, -0.4),
    },
    known=0.85,
)
COUNTRIES = Category(
    "country", {"DE": (0.64, 0.1), "AT": (0.12, 0.25), "CH": (0.10, -0.1), "PL": (0.08, -0.4), "FR": (0.06, -0.9)}
)
REGIONS = Category(
    "region", {"south": (0.34, 0.45), "west": (0.28, 0.1), "north": (0.20, -0.35), "east": (0.18, -0.1)}, known=0.9
)
EMPLOYEES = Quantity("employees", 70, 1.5, ((1, -1.4), (12, -0.4), (40, 0.5), (150, 0.5), (500, -0.1), (4000, -0.8)))
MACHINE_AGE = Quantity(
    "machine_age_years", 8, 0.6, ((1, -0.9), (5, -0.3), (10, 0.4), (18, 1.0), (40, 1.0)), known=0.6, late_days=5
)

MACHINERY = Market(
    key="machinery",
    number=1,
    starter="machine_builder",
    about="A maker of machining centres in the German-speaking countries.",
    leads_a_year=4500,
    capacity=26,
    base=-3.5,
    categories=(INDUSTRIES, POSITIONS, COUNTRIES, REGIONS),
    quantities=(EMPLOYEES, MACHINE_AGE),
    channels=(
        Channel("organic-search", (0.26, 0.26), 0.0, 0.1),
        Channel("paid-search", (0.22, 0.22), -0.3, -0.2, room=90, wear=0.3),
        Channel("trade-fair", (0.14, 0.14), 0.3, 0.2),
        Channel("webinar", (0.10, 0.10), 0.1, 0.2),
        Channel("linkedin", (0.18, 0.18), -0.45, -0.3, room=70, wear=0.25),
        Channel("referral", (0.10, 0.10), 0.9, 0.6),
    ),
    signs=(
        Sign("product-page", "page_viewed", 0.55, 0.15, 0.2, page="/produkte/mw5"),
        Sign("price-page", "page_viewed", 0.22, 0.5, 0.5, page="/preise"),
        Sign("service-page", "page_viewed", 0.12, 0.6, 0.3, page="/service"),
        Sign("careers", "page_viewed", 0.06, -1.1, -0.2, page="/karriere"),
        Sign("price-list", "price_list_requested", 0.05, 0.2, 0.3, material="price-list"),
        Sign("brochure", "brochure_downloaded", 0.14, 0.3, 0.2, material="brochure-mw5"),
        Sign("webinar", "webinar_attended", 0.07, 0.4, 0.3, material="webinar-precision", late_days=1),
        Sign("fair", "fair_visited", 0.04, 0.9, 0.3, half_life_weeks=10, late_days=6),
        Sign("newsletter", "email_clicked", 0.30, 0.05, 0.1, material="newsletter"),
        Sign("unsubscribed", "unsubscribed", 0.02, -0.8, -0.3),
        Sign("demo", "demo_requested", 0.014, 1.6, 0.9),
        Sign("callback", "contact_requested", 0.020, 0.4, 0.4),
    ),
    together=(
        Together("industry=medical_technology", "webinar", 0.9),
        Together("industry=automotive", "fair", -0.6),
        Together("position=purchasing", "price-list", 0.8),
        Together("industry=contract_manufacturing", "region=south", 0.4),
    ),
    rivals=(
        Rival("Nordfräs", "region=north", 20, 60, -0.5),
        Rival("Helvetia Tools", "country=CH", 50, 104, -0.4),
    ),
    competitor_domains=("nordfraes.example", "helvetia-tools.example"),
    days_until_known=(3.0, 28.0, 55.0),
)
