"""A firm that sells software by trial: what people do in the product says most, and the template counts it too evenly."""

from __future__ import annotations

from handschlag.simulation.markets.market import Category, Channel, Market, Quantity, Rival, Sign, Together

INDUSTRIES = Category(
    "industry",
    {
        "financial_services": (0.16, 0.2),
        "logistics": (0.16, 0.7),
        "retail": (0.18, -0.4),
        "health": (0.12, -0.2),
        "software": (0.16, 0.4),
        "public_sector": (0.08, -1.2),
        "education": (0.14, -0.8),
    },
    known=0.85,
)
POSITIONS = Category(
    "position",
    {
        "managing_director": (0.12, -0.1),
        "it_manager": (0.18, 0.3),
        "head_of_department": (0.18, 0.7),
        "analyst": (0.22, 0.1),
        "specialist": (0.16, -0.2),
        "student": (0.04, -3.0),
        "other": (0.10, -0.5),
    },
    known=0.75,
)
COUNTRIES = Category(
    "country", {"DE": (0.5, 0.0), "AT": (0.1, 0.1), "CH": (0.1, 0.4), "NL": (0.14, 0.3), "US": (0.16, -0.8)}
)
SYSTEMS = Category(
    "system_in_use",
    {"spreadsheets": (0.34, 0.7), "own_tool": (0.2, 0.2), "rival_suite": (0.22, -0.8), "none": (0.24, -0.2)},
    known=0.55,
    late_days=6,
)
EMPLOYEES = Quantity("employees", 90, 1.6, ((1, -1.5), (10, -0.5), (40, 0.4), (120, 0.6), (500, 0.1), (5000, -0.9)))
GROWTH = Quantity("growth_percent", 12, 0.9, ((1, -0.5), (8, -0.1), (20, 0.4), (60, 0.7)), known=0.5, late_days=4)

CHANNELS = (
    Channel("organic-search", (0.30, 0.30), 0.1),
    Channel("paid-search", (0.24, 0.24), -0.25, -0.1, room=130, wear=0.3),
    Channel("review-site", (0.12, 0.12), 0.6, 0.2),
    Channel("linkedin", (0.16, 0.16), -0.4, -0.3, room=90, wear=0.3),
    Channel("partner", (0.08, 0.08), 0.7, 0.3),
    Channel("newsletter", (0.10, 0.10), -0.1),
)
SIGNS = (
    Sign("docs-page", "page_viewed", 0.40, 0.45, 0.3, page="/docs/api", half_life_weeks=4),
    Sign("price-page", "page_viewed", 0.30, 0.3, 0.3, page="/preise", half_life_weeks=4),
    Sign("blog", "page_viewed", 0.50, -0.15, 0.0, page="/blog", half_life_weeks=4),
    Sign("security-page", "page_viewed", 0.07, 0.8, 0.3, page="/sicherheit", half_life_weeks=6),
    Sign("trial", "trial_started", 0.09, 0.5, 0.5, half_life_weeks=5, quantity=("seats", 5.0, 0.22)),
    Sign("used", "product_used", 0.40, 0.8, 0.6, half_life_weeks=2.5),
    Sign("invited", "colleague_invited", 0.09, 1.1, 0.5, half_life_weeks=5),
    Sign("webinar", "webinar_attended", 0.07, 0.1, 0.1, material="webinar-start", late_days=1),
    Sign("ticket", "support_ticket", 0.06, -0.4, 0.1),
    Sign("unsubscribed", "unsubscribed", 0.03, -0.7, -0.2),
    Sign("demo", "demo_requested", 0.020, 0.4, 0.4),
    Sign("offer", "offer_requested", 0.012, 1.7, 0.8),
)

SOFTWARE = Market(
    key="software",
    number=2,
    starter="software",
    about="Software for firms, bought after a trial.",
    leads_a_year=6000,
    capacity=38,
    base=-3.7,
    categories=(INDUSTRIES, POSITIONS, COUNTRIES, SYSTEMS),
    quantities=(EMPLOYEES, GROWTH),
    channels=CHANNELS,
    signs=SIGNS,
    together=(
        Together("position=it_manager", "security-page", 0.7),
        Together("industry=retail", "invited", 0.6),
        Together("system_in_use=rival_suite", "demo", -0.6),
        Together("system_in_use=spreadsheets", "industry=logistics", 0.5),
    ),
    rivals=(Rival("Rival Suite", "industry=financial_services", 30, 70, -0.6),),
    competitor_domains=("mitbewerber.example",),
    interest_weeks=4.0,
    cooling=0.1,
    days_until_known=(2.0, 14.0, 28.0),
)
