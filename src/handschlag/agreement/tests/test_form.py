"""The form of a draft says all the grammar knows, and nothing is lost in it."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings

from handschlag.agreement.core.terms import Terms
from handschlag.agreement.forms import DraftForm
from handschlag.agreement.tests.filling import posted_of, query_of
from handschlag.agreement.tests.terms import full, small, terms


def read(of: Terms, **changes: Any) -> tuple[Terms | None, DraftForm]:
    form = DraftForm(of, query_of(posted_of(DraftForm(of), **changes)))
    return form.read(), form


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(terms())
def test_any_terms_posted_back_unchanged_are_the_same_terms(any_terms: Terms) -> None:
    found, form = read(any_terms)
    assert found is not None, (form.general.errors, [one.errors for one in form.lists.values()])
    assert found.fingerprint() == any_terms.fingerprint()


def test_every_part_of_the_grammar_survives() -> None:
    assert read(full())[0] == full()


def test_rows_that_were_not_posted_stay_as_they_were() -> None:
    posted = {name: value for name, value in posted_of(DraftForm(full())).items() if "-properties-" not in name}
    assert DraftForm(full(), query_of(posted)).read() == full()


def test_a_list_is_made_and_used_by_its_name() -> None:
    found, form = read(
        small(),
        **{
            "lists-TOTAL_FORMS": "1",
            "lists-0-label": "Key accounts",
            "lists-0-values": "a.example\r\n*.b.example\r\n",
            "fit-0-comparison": "matches",
            "fit-0-values": "",
            "fit-0-list": "Key accounts",
        },
    )
    assert found is not None, form.lists["fit"].errors
    assert (found.lists[0].key, found.lists[0].values) == ("key-accounts", ("a.example", "*.b.example"))
    assert (found.fit[0].comparison, found.fit[0].list) == ("matches", "key-accounts")


def test_a_property_is_asked_for() -> None:
    found, _form = read(
        small(),
        **{
            "interest-0-properties-TOTAL_FORMS": "1",
            "interest-0-properties-0-name": "seats",
            "interest-0-properties-0-comparison": "between",
            "interest-0-properties-0-at_least": "5",
        },
    )
    assert found is not None
    [condition] = found.interest[0].touch.properties
    assert (condition.name, condition.at_least) == ("seats", 5)


def test_a_matrix_takes_the_place_of_a_sum() -> None:
    corners = {"corners-TOTAL_FORMS": "2", "corners-0-fit": "40", "corners-0-interest": "10"}
    corners |= {"corners-1-fit": "20", "corners-1-interest": "30"}
    emptied = {"thresholds__points": "", "thresholds__fit": "", "thresholds__interest": "0"}
    found, form = read(small(), **corners, **emptied)
    assert found is not None, form.general.errors
    assert found.thresholds.alternatives() == ((50, 40, 10), (50, 20, 30))
    both, form = read(small(), **corners)
    assert both is None
    assert form.general.non_field_errors() or form.general.errors


def test_days_instead_of_working_hours_attempts_and_recycling() -> None:
    found, form = read(
        small(),
        sales__accept_within="2",
        sales__accept_within_unit="days",
        sales__attempts__at_least="3",
        sales__attempts__within="40",
        sales__attempts__within_unit="working_hours",
        recycling__after_days="90",
        recycling__at_most="2",
        after_return="recycle",
        **{"return_reasons-0-then": "disqualify"},
        marketing__completeness__attributes="country\nindustry",
    )
    assert found is not None, form.general.errors
    assert (found.sales.accept_within.days, found.sales.accept_within.working_hours) == (2, None)
    assert found.sales.attempts is not None
    assert (found.sales.attempts.at_least, found.sales.attempts.within.working_hours) == (3, 40)
    assert found.recycling is not None
    assert found.recycling.after_days == 90
    assert found.marketing.completeness is not None
    assert found.marketing.completeness.percent == 100
    assert found.return_reasons[0].then == "disqualify"


def test_what_was_agreed_can_be_taken_out_again() -> None:
    emptied = ("sales__attempts__at_least", "sales__attempts__within", "marketing__completeness__attributes")
    gone = dict.fromkeys((*emptied, "marketing__completeness__percent"), "")
    found, form = read(full(), **gone, **{"procedures-0-DELETE": "on", "rules-0-DELETE": "on"})
    assert found is not None, form.general.errors
    assert (found.sales.attempts, found.marketing.completeness) == (None, None)
    assert (found.procedures, found.routing.rules) == ((), ())


def test_steps_and_rules_are_written() -> None:
    found, form = read(
        small(),
        **{
            "procedures-TOTAL_FORMS": "1",
            "procedures-0-label": "All",
            "procedures-0-steps-TOTAL_FORMS": "2",
            "procedures-0-steps-INITIAL_FORMS": "0",
            "procedures-0-steps-0-channel": "email",
            "procedures-0-steps-1-channel": "phone",
            "procedures-0-steps-1-after_days": "3",
            "rules-TOTAL_FORMS": "1",
            "rules-0-label": "Italian",
            "rules-0-skill": "Italian",
            "rules-0-where-TOTAL_FORMS": "1",
            "rules-0-where-INITIAL_FORMS": "0",
            "rules-0-where-0-attribute": "country",
            "rules-0-where-0-comparison": "in",
            "rules-0-where-0-values": "IT",
        },
    )
    assert found is not None, [form.lists[name].errors for name in ("procedures", "rules")]
    assert [(step.channel, step.after_days) for step in found.procedures[0].steps] == [("email", 0), ("phone", 3)]
    assert (found.routing.rules[0].skill, found.routing.rules[0].where[0].values) == ("Italian", ("IT",))


def test_mistakes_stand_where_they_were_made_however_deep() -> None:
    wrong: dict[str, Any] = {
        "interest-0-properties-0-at_least": "9",
        "interest-0-properties-0-below": "3",
        "procedures-0-steps-1-after_days": "9999",
        "corners-1-fit": "90",
        "lists-0-values": "a*b",
        "sales__attempts__at_least": "0",
    }
    found, form = read(full(), **wrong)
    assert found is None
    assert form.lists["interest"][0].nested["properties"][0].errors
    assert form.lists["procedures"][0].nested["steps"][1].errors["after_days"]
    assert form.lists["lists"][0].errors
    assert form.general.errors["sales__attempts__at_least"]
    assert {section.id for section in form.sections if section.is_open} >= {"sales", "named", "procedures"}


def test_a_row_within_a_row_is_added_without_saving() -> None:
    posted = query_of(posted_of(DraftForm(full())))
    form = DraftForm(full(), posted, add="procedures-0-steps")
    assert len(form.lists["procedures"][0].nested["steps"].forms) == len(full().procedures[0].steps) + 1
    assert next(section for section in form.sections if section.id == "procedures").is_open
