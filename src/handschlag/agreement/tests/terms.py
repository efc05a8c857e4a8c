"""Terms for tests: small ones by hand, and random ones for hypothesis."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from handschlag.agreement.core.terms import Comparison, Terms

SMALL: dict[str, Any] = {
    "title": "A small agreement",
    "fit": [
        {
            "key": "country",
            "label": "Our countries",
            "attribute": "country",
            "comparison": "in",
            "values": ["DE", "AT"],
            "points": 20,
        },
        {
            "key": "size",
            "label": "Large enough",
            "attribute": "employees",
            "comparison": "between",
            "at_least": 20,
            "points": 20,
        },
    ],
    "interest": [
        {"key": "webinar", "label": "Webinar", "touch": {"kind": "webinar_attended"}, "points": 25, "at_most": 2},
        {
            "key": "prices",
            "label": "Prices",
            "touch": {"kind": "page_viewed", "page_starts_with": "/preise"},
            "points": 10,
        },
    ],
    "hand_raisers": [{"key": "demo", "label": "Demo", "touch": {"kind": "demo_requested"}}],
    "exclusions": [{"key": "student", "label": "Students", "attribute": "position", "values": ["student"]}],
    "thresholds": {"points": 60, "fit": 20, "interest": 10},
    "return_reasons": [{"key": "no_need", "de": "Kein Bedarf", "en": "No need"}],
    "marketing": {"qualified_leads_per_month": 40, "acceptance_rate_percent": 70},
    "sales_capacity_per_week": 25,
    "review_on": "2026-12-31",
}


def small(**changes: Any) -> Terms:
    """The small agreement, with other parts where they are given."""
    return Terms.model_validate(SMALL | changes)


KINDS = ("page_viewed", "webinar_attended", "demo_requested", "something_else")
ATTRIBUTES = ("country", "employees", "position")
VALUES = ("DE", "AT", "student", "20", "50", "Große Firma")
PAGES = ("/", "/preise", "/preise/mw5", "/karriere")
WORDS = ("fair", "search", "brochure-mw5")

texts = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"), exclude_characters="\u00ad"),
    min_size=1,
    max_size=20,
).filter(lambda text: len(text.strip()) > 0)
keys = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,12}", fullmatch=True)
points = st.integers(-30, 60)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


@st.composite
def fits(draw: st.DrawFn, key: str, label: str) -> dict[str, Any]:
    comparison = draw(st.sampled_from(Comparison))
    part: dict[str, Any] = {
        "key": key,
        "label": label,
        "attribute": draw(st.sampled_from(ATTRIBUTES)),
        "comparison": comparison,
        "points": draw(points),
    }
    if comparison is Comparison.EQUALS:
        part["values"] = [draw(st.sampled_from(VALUES))]
    if comparison is Comparison.IN:
        part["values"] = draw(st.lists(st.sampled_from(VALUES), min_size=1, max_size=3))
    if comparison is Comparison.BETWEEN:
        low, high = draw(st.sampled_from(((20, None), (None, 50), (20, 50), (0.5, 20.25))))
        part |= {"at_least": low, "below": high}
    return part


conditions = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(KINDS),
        "channel": maybe(st.sampled_from(WORDS)),
        "campaign": maybe(st.just("spring")),
        "material": maybe(st.just("brochure-mw5")),
        "page_starts_with": maybe(st.sampled_from(PAGES)),
    }
)


@st.composite
def terms(draw: st.DrawFn, labels: st.SearchStrategy[str] = texts) -> Terms:
    """Any terms of the grammar, with few enough words that criteria meet touches and attributes of other strategies."""
    names = iter(draw(st.lists(keys, min_size=12, max_size=12, unique=True)))

    def some(most: int) -> range:
        return range(draw(st.integers(0, most)))

    return Terms.model_validate(
        {
            "title": draw(labels),
            "fit": [draw(fits(next(names), draw(labels))) for _ in some(3)],
            "interest": [
                {
                    "key": next(names),
                    "label": draw(labels),
                    "touch": draw(conditions),
                    "points": draw(points),
                    "window_days": draw(st.integers(1, 40)),
                    "at_most": draw(st.integers(1, 3)),
                    "half_life_days": draw(maybe(st.integers(1, 20))),
                }
                for _ in some(4)
            ],
            "hand_raisers": [
                {
                    "key": next(names),
                    "label": draw(labels),
                    "touch": draw(conditions),
                    "window_days": draw(st.integers(1, 40)),
                }
                for _ in some(2)
            ],
            "exclusions": [
                {
                    "key": next(names),
                    "label": draw(labels),
                    "attribute": draw(st.sampled_from(ATTRIBUTES)),
                    "values": draw(st.lists(st.sampled_from(VALUES), min_size=1, max_size=3)),
                }
                for _ in some(2)
            ],
            "thresholds": {
                "points": draw(st.integers(1, 80)),
                "fit": draw(st.integers(0, 40)),
                "interest": draw(st.integers(0, 40)),
            },
            "return_reasons": [
                {"key": f"reason-{n}", "de": draw(labels), "en": draw(labels)} for n in range(draw(st.integers(1, 3)))
            ],
            "after_return": draw(st.sampled_from(("nurture", "disqualify"))),
            "sales": {
                "accept_within_hours": draw(st.integers(1, 40)),
                "first_contact_within_hours": draw(st.integers(1, 80)),
                "result_within_hours": draw(st.integers(1, 400)),
            },
            "marketing": {
                "qualified_leads_per_month": draw(st.integers(0, 5000)),
                "acceptance_rate_percent": draw(st.integers(0, 100)),
            },
            "credit": draw(st.sampled_from(("first_touch", "last_touch"))),
            "sales_capacity_per_week": draw(st.integers(1, 3000)),
            "review_on": draw(st.dates()).isoformat(),
        }
    )
