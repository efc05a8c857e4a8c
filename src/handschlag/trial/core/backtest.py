"""A year of history judged at once: at which moments each lead has to be looked at, and when it was first qualified.

Most touches cannot score, most leads never come near a threshold, and most moments change nothing that could. Bounds that hold
whatever happens leave them out before anything is judged; what is left is judged by the measure itself, so that no decision is
made here. Cost grows linearly with the touches.
"""

from __future__ import annotations

import ibis
from ibis import Table, Value, _

from handschlag.agreement.core.terms import Terms, TouchCondition
from handschlag.qualification.core.measure.times import KEY

LEADS = ibis.schema({"lead": "int64", "until": "int64"})
"""One row per lead; ``until`` is when it was closed (microseconds since 1970, UTC), null while it is open."""

BOUNDS = ibis.schema({"from_at": "int64", "until_at": "int64", "margin": "int64", "needed": "int64"})
"""One row: the period looked at, half-open; by how many hundredths a lead may miss what is asked for and still be of interest; and how
many hundredths of interest it needs at least, whatever its fit."""


NEVER = -(1 << 62)
"""Before every moment."""


def touches_that_may_count(touches: Table, terms: Terms) -> Table:
    """Touches that some criterion asks for, by what is cheap to ask; properties and the names of materials are left to the measure."""
    return touches.filter(
        ibis.or_(ibis.literal(False), *(_meant(touches, part.touch) for part in terms.about_touches()))
    )


def _meant(touches: Table, condition: TouchCondition) -> Value:
    named = {name: getattr(condition, name) for name in ("kind", "channel", "campaign")}
    asked = [touches[name] == value for name, value in named.items() if value is not None]
    if condition.page_starts_with is not None:
        asked.append(touches.page.startswith(condition.page_starts_with))
    return ibis.and_(*asked)


def leads_near(leads: Table, matching: Table, bounds: Table) -> Table:
    """Leads that raised a hand, or whose touches could give the interest that the best fit of all would need. Grain: one row per lead.

    ``most`` is what the touches could give if all of them counted at once: a bound that no moment exceeds.
    """
    per_criterion = matching.group_by(["lead", "criterion"]).agg(
        most=ibis.least(_.count(), _.at_most.max()) * ibis.greatest(_.hundredths.max(), 0),
        is_raised=(_.reason == "hand_raiser").any(),
    )
    per_lead = per_criterion.group_by("lead").agg(most=_.most.sum(), is_raised=_.is_raised.any())
    every = leads.left_join(per_lead, "lead").select("lead", "most", is_raised=_.is_raised.fill_null(False))
    enough = every.mutate(most=_.most.fill_null(0)).cross_join(bounds)
    return enough.filter(_.is_raised | (_.most >= _.needed)).select("lead", "most", "is_raised")


def leads_in_reach(near: Table, criteria: Table, thresholds: Table, bounds: Table) -> Table:
    """Of these leads those that could qualify with the best fit they ever had. Grain: one row per lead.

    ``needed`` is how much interest they need with it, whatever else happens; null where only a raised hand can help.
    """
    best = criteria.filter((_.reason == "fit") & (_.hundredths > 0)).group_by(["lead", "criterion"])
    fit = best.agg(best=_.hundredths.max()).group_by("lead").agg(fit=_.best.sum())
    with_fit = near.left_join(fit, "lead").select(*near.columns, fit=_.fit.fill_null(0))
    asked = thresholds.rename({"asked_points": "points", "asked_fit": "fit", "asked_interest": "interest"})
    enough = with_fit.cross_join(asked).cross_join(bounds.select("margin")).filter(_.fit >= _.asked_fit)
    needing = enough.mutate(needed=ibis.greatest(_.asked_interest, _.asked_points - _.fit) - _.margin)
    least = needing.group_by("lead").agg(needed=_.needed.min())
    reach = near.left_join(least, "lead").select(*near.columns, "needed")
    return reach.filter(_.is_raised | (_.most >= _.needed)).select("lead", "needed")


def moments_to_judge(
    leads: Table, reach: Table, matching: Table, criteria: Table, bases: Table, bounds: Table
) -> Table:
    """When leads may become qualified: as the period begins, and at whatever could lift them within it.

    Grain: one row per lead and moment, while the lead was not closed. A touch that gives points lifts, from the first moment at
    which enough have come together; from then on (from the beginning where fit alone may be enough), so does a criterion that is met and gives points, one that is no longer met and
    took some or barred the way, a basis, and the end of a touch that takes points.
    Whoever was qualified as the period began is told apart by the first of these moments.
    """
    lifting = _lifting(matching, reach)
    begins = lifting.group_by("lead").agg(since=_.as_of.min())
    bars = (_.hundredths < 0) | (_.reason == "exclusion")
    others = ibis.union(
        criteria.filter((_.reason == "fit") & (_.hundredths > 0)).select("lead", as_of=_.from_at),
        criteria.filter(bars & _.until_at.notnull()).select("lead", as_of=_.until_at),
        bases.filter(_.is_given).select("lead", as_of=_.from_at),
        matching.filter(_.hundredths < 0).select("lead", as_of=_.ends_at),
    )
    later = others.join(begins, "lead").filter(_.as_of > _.since).select(*KEY)
    every = ibis.union(lifting, later).join(leads, "lead").cross_join(bounds)
    open_then = every.filter((_.as_of < _.until_at) & (_.until.isnull() | (_.as_of <= _.until)))
    at_the_beginning = open_then.filter((_.as_of < _.from_at) & (_.until.isnull() | (_.until > _.from_at)))
    within = open_then.filter(_.as_of >= _.from_at)
    return ibis.union(at_the_beginning.select("lead", as_of=_.from_at), within.select(*KEY), distinct=True)


def _lifting(matching: Table, reach: Table) -> Table:
    """When touches became known that raise a hand, or with which the interest needed could have come together.

    Of a criterion the first ``at_most`` touches are added up, as if none of them ever ended or faded.
    """
    first = ibis.window(group_by=["lead", "criterion"], order_by=[_.enters_at, _.touch_id])
    so_far = ibis.window(group_by="lead", order_by=_.enters_at)
    giving = matching.filter(_.hundredths > 0).mutate(rank=ibis.row_number().over(first))
    most = giving.mutate(most=(_.rank < _.at_most).ifelse(_.hundredths, 0).sum().over(so_far))
    enough = most.join(reach, "lead").filter(_.most >= _.needed)
    raised = matching.filter(_.reason == "hand_raiser")
    return ibis.union(*(some.select("lead", as_of=_.enters_at) for some in (enough, raised)))


def first_of(qualified: Table, bounds: Table) -> Table:
    """The first moment of each lead, where it lies within the period and not at its beginning."""
    first = qualified.group_by("lead").agg(at=_.as_of.min())
    return first.cross_join(bounds).filter(_.at > _.from_at).select("lead", "at")
