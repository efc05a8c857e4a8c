"""Terms for tests: small ones by hand, and random ones for hypothesis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from itertools import count
from typing import Any

from hypothesis import strategies as st

from handschlag.agreement.core.terms import AfterTimeout, Afterwards, CreditModel, Stage, Terms, Way

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


FULL: dict[str, Any] = SMALL | {
    "title": "A full agreement",
    "stages": [
        {"stage": "qualified", "de": "MQL", "en": "MQL"},
        {"stage": "accepted", "de": "Angenommen", "en": "SAL"},
    ],
    "lists": [
        {"key": "accounts", "label": "Target accounts", "values": ["bauer.example", "*.huber.example"]},
        {"key": "rivals", "label": "Rivals", "values": ["nordfraes.example"]},
    ],
    "groups": [{"key": "firm", "label": "Firm", "at_most": 30}],
    "fit": [
        *(criterion | {"group": "firm"} for criterion in SMALL["fit"]),
        {
            "key": "target",
            "label": "Target account",
            "attribute": "company_domain",
            "comparison": "matches",
            "list": "accounts",
            "points": 15,
        },
    ],
    "estimates": [{"key": "likely", "label": "Likely to win", "model": "a" * 64, "at_least_percent": 30, "points": 10}],
    "interest": [
        SMALL["interest"][0]
        | {
            "touch": {
                "kind": "webinar_attended",
                "properties": [
                    {"name": "seats", "comparison": "between", "at_least": 5},
                    {"name": "topic", "values": ["milling"]},
                ],
            }
        },
        SMALL["interest"][1],
    ],
    "exclusions": [
        {
            "key": "rival",
            "label": "Competitors",
            "attribute": "company_domain",
            "comparison": "matches",
            "list": "rivals",
        },
        *SMALL["exclusions"],
    ],
    "reachable_by": ["email", "phone"],
    "thresholds": {"matrix": [{"fit": 40, "interest": 10}, {"fit": 25, "interest": 30}]},
    "routing": {
        "rules": [
            {
                "key": "italian",
                "label": "Italian",
                "where": [{"attribute": "country", "values": ["IT"]}, {"attribute": "language", "values": ["it"]}],
                "team": "South",
                "skill": "Italian",
            }
        ]
    },
    "procedures": [
        {
            "key": "smes",
            "label": "Small firms",
            "segment": "smes",
            "steps": [
                {"channel": "email"},
                {"channel": "phone", "material": "brochure-mw5", "guide": "spin", "after_days": 3},
                {"channel": "letter", "after_days": 7},
            ],
        }
    ],
    "sales": {
        "attempts": {"at_least": 4, "within": {"days": 14}, "on_days": 3},
        "pauses": [
            {"key": "holidays", "de": "Betriebsferien", "en": "Company holidays", "at_most_days": 30},
            {"key": "fair", "de": "Messe", "en": "Trade fair", "at_most_days": 7},
        ],
    },
    "marketing": SMALL["marketing"] | {"completeness": {"attributes": ["industry", "country"], "percent": 95}},
    "return_reasons": [
        *SMALL["return_reasons"],
        {"key": "too_early", "de": "Zu früh", "en": "Too early", "then": "recycle"},
    ],
    "after_timeout": "pool",
    "after_no_answer": "recycle",
    "recycling": {"after_days": 120, "at_most": 2},
    "credit": "time_decay",
    "credit_half_life_days": 8,
}
"""Every part the grammar knows, at least once."""


def small(**changes: Any) -> Terms:
    """The small agreement, with other parts where they are given."""
    return Terms.model_validate(SMALL | changes)


def full(**changes: Any) -> Terms:
    """The full agreement, with other parts where they are given."""
    return Terms.model_validate(FULL | changes)


KINDS = ("page_viewed", "webinar_attended", "demo_requested", "something_else")
ATTRIBUTES = ("country", "employees", "position")
PROPERTIES = ("product", "seats", "amount")
MODELS = ("a" * 64, "0123456789abcdef" * 4)
VALUES = ("DE", "AT", "student", "20", "50", "Große Firma")
PAGES = ("/", "/preise", "/preise/mw5", "/karriere")
WORDS = ("fair", "search", "brochure-mw5")

texts = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"), exclude_characters="\u00ad"),
    min_size=1,
    max_size=20,
).filter(lambda text: len(text.strip()) > 0)
points = st.integers(-30, 60)
short = st.text("abcXYZ", min_size=1, max_size=5)

Named = Callable[[], dict[str, Any]]


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


ENTRIES = (*VALUES, "D*", "*T", "stud*", "2*", "*.example", "Gro*")


@cache
def comparisons(lists: Sequence[str]) -> st.SearchStrategy[dict[str, Any]]:
    """What an attribute or property is compared with."""
    values = st.sampled_from(VALUES)
    found = [
        st.builds(lambda value: {"comparison": "equals", "values": [value]}, values),
        st.builds(lambda some: {"comparison": "in", "values": some}, st.lists(values, min_size=1, max_size=3)),
        st.builds(
            lambda bounds: {"comparison": "between", "at_least": bounds[0], "below": bounds[1]},
            st.sampled_from(((20, None), (None, 50), (20, 50), (0.5, 20.25))),
        ),
        st.just({"comparison": "present"}),
    ]
    if lists:
        found.append(st.builds(lambda key: {"comparison": "matches", "list": key}, st.sampled_from(lists)))
    return st.one_of(found)


@cache
def conditions(lists: Sequence[str], *, of_grammar: int) -> st.SearchStrategy[dict[str, Any]]:
    """Which touches are meant."""
    parts: dict[str, st.SearchStrategy[Any]] = {
        "kind": st.sampled_from(KINDS),
        "channel": maybe(st.sampled_from(WORDS)),
        "campaign": maybe(st.just("spring")),
        "material": maybe(st.just("brochure-mw5")),
        "page_starts_with": maybe(st.sampled_from(PAGES)),
    }
    if of_grammar > 1:
        named = st.builds(lambda name, rest: {"name": name, **rest}, st.sampled_from(PROPERTIES), comparisons(lists))
        parts["properties"] = st.just([]) | st.lists(named, min_size=1, max_size=3)
    return st.fixed_dictionaries(parts)


withins = st.builds(lambda hours: {"working_hours": hours}, st.integers(1, 400)) | st.builds(
    lambda days: {"days": days}, st.integers(1, 365)
)
steps = st.fixed_dictionaries(
    {
        "channel": st.sampled_from(("email", "phone", "letter", "visit")),
        "material": maybe(st.just("brochure-mw5")),
        "guide": maybe(st.just("spin")),
        "after_days": st.integers(0, 9),
    }
)
sums = st.fixed_dictionaries({"points": st.integers(1, 80), "fit": st.integers(0, 40), "interest": st.integers(0, 40)})


@st.composite
def matrices(draw: st.DrawFn) -> dict[str, Any]:
    size = draw(st.integers(1, 4))
    fit, interest = (
        sorted(draw(st.lists(st.integers(0, 80), min_size=size, max_size=size, unique=True))) for _side in range(2)
    )
    corners = [{"fit": more, "interest": less} for more, less in zip(fit, interest[::-1], strict=True)]
    return {"matrix": draw(st.permutations(corners))}


@st.composite
def terms(draw: st.DrawFn, labels: st.SearchStrategy[str] = texts, of_grammar: int = 4) -> Terms:
    """Any terms of the grammar, with few enough words that criteria meet touches and attributes of other strategies.

    ``of_grammar=1``: only what grammar 1 knew.
    """
    numbers = count(1)
    is_whole = of_grammar > 1

    def some(most: int) -> range:
        return range(draw(st.integers(0, most)))

    def named() -> dict[str, Any]:
        return {"key": f"the-{next(numbers)}_", "label": draw(labels)}

    def compared() -> dict[str, Any]:
        found = draw(comparisons(tuple(one["key"] for one in lists)))
        return {"attribute": draw(st.sampled_from(ATTRIBUTES)), **found}

    def touch() -> dict[str, Any]:
        return draw(conditions(tuple(one["key"] for one in lists), of_grammar=of_grammar))

    lists: list[dict[str, Any]] = []
    if is_whole:
        entries = st.lists(st.sampled_from(ENTRIES), min_size=1, max_size=4)
        lists = [named() | {"values": draw(entries)} for _ in some(2)]
    groups = [named() | {"at_most": draw(st.integers(1, 60))} for _ in some(2)] if is_whole else []
    group = st.sampled_from([None, *(one["key"] for one in groups)])
    plain: dict[str, Any] = {
        "title": draw(labels),
        "lists": lists,
        "groups": groups,
        "fit": [named() | compared() | {"points": draw(points), "group": draw(group)} for _ in some(4)],
        "interest": [
            named()
            | {
                "touch": touch(),
                "points": draw(points),
                "window_days": draw(st.integers(1, 40)),
                "at_most": draw(st.integers(1, 3)),
                "half_life_days": draw(maybe(st.integers(1, 20))),
            }
            for _ in some(4)
        ],
        "hand_raisers": [named() | {"touch": touch(), "window_days": draw(st.integers(1, 40))} for _ in some(2)],
        "exclusions": [
            named()
            | (
                compared()
                if is_whole
                else {
                    "attribute": draw(st.sampled_from(ATTRIBUTES)),
                    "values": draw(st.lists(st.sampled_from(VALUES), min_size=1, max_size=3)),
                }
            )
            for _ in some(2)
        ],
        "thresholds": draw(sums | matrices() if is_whole else sums),
        "sales": {name: draw(withins) for name in ("accept_within", "first_contact_within", "result_within")},
        "marketing": {
            "qualified_leads_per_month": draw(st.integers(0, 5000)),
            "acceptance_rate_percent": draw(st.integers(0, 100)),
        },
        "return_reasons": [{"key": f"reason-{n}", "de": draw(labels), "en": draw(labels)} for n in range(1, 3)],
        "after_return": draw(st.sampled_from(("nurture", "disqualify"))),
        "credit": "last_touch",
        "sales_capacity_per_week": draw(st.integers(1, 3000)),
        "review_on": draw(st.dates()).isoformat(),
    }
    if is_whole:
        _add_the_rest(draw, plain, named, compared)
    return Terms.model_validate(plain)


def _add_the_rest(draw: st.DrawFn, plain: dict[str, Any], named: Named, compared: Named) -> None:
    """What grammars 2 to 4 added and no judgement of a lead needs, but for estimates and ways."""

    def some(most: int) -> range:
        return range(draw(st.integers(0, most)))

    plain["credit"] = draw(st.sampled_from(CreditModel))
    if plain["credit"] == "time_decay":
        plain["credit_half_life_days"] = draw(st.integers(1, 365))
    stages = draw(st.lists(st.sampled_from(Stage), max_size=3, unique=True))
    plain["stages"] = [{"stage": stage, "de": draw(short), "en": draw(short)} for stage in stages]
    plain["estimates"] = [
        named()
        | {
            "model": draw(st.sampled_from(MODELS)),
            "at_least_percent": draw(st.integers(1, 100)),
            "points": draw(points),
        }
        for _ in some(2)
    ]
    plain["reachable_by"] = draw(st.lists(st.sampled_from(Way), max_size=2, unique=True))
    plain["routing"] = {
        "owner_first": draw(st.booleans()),
        "by_territory": draw(st.booleans()),
        "rules": [
            named()
            | {"where": [compared() for _ in range(draw(st.integers(1, 2)))]}
            | draw(st.sampled_from(({"team": "South"}, {"skill": "Italian"}, {"team": "North", "skill": "Danish"})))
            for _ in some(2)
        ],
    }
    segments = draw(st.lists(st.sampled_from((None, "smes", "groups")), max_size=2, unique=True))
    plain["procedures"] = [
        named() | {"segment": segment, "steps": draw(st.lists(steps, min_size=1, max_size=3))} for segment in segments
    ]
    attempts = st.fixed_dictionaries({"at_least": st.integers(1, 9), "within": withins, "on_days": st.integers(1, 3)})
    keys = draw(st.lists(st.sampled_from(("holidays", "fair", "stock")), max_size=2, unique=True))
    plain["sales"]["pauses"] = [
        {"key": key, "de": draw(short), "en": draw(short), "at_most_days": draw(st.integers(1, 60))} for key in keys
    ]
    plain["sales"]["attempts"] = draw(maybe(attempts))
    complete = st.fixed_dictionaries(
        {
            "attributes": st.lists(st.sampled_from((*ATTRIBUTES, "phone")), min_size=1, max_size=4, unique=True),
            "percent": st.integers(0, 100),
        }
    )
    plain["marketing"] |= {"completeness": draw(maybe(complete)), "brief": draw(st.booleans())}
    for reason in plain["return_reasons"]:
        reason["then"] = draw(maybe(st.sampled_from(Afterwards)))
    plain["after_return"] = draw(st.sampled_from(Afterwards))
    plain["after_timeout"] = draw(st.sampled_from(AfterTimeout))
    plain["after_no_answer"] = draw(st.sampled_from(Afterwards))
    plain["recycling"] = {"after_days": draw(st.integers(1, 400)), "at_most": draw(st.integers(1, 9))}
