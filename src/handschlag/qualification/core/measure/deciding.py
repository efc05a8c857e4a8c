"""Reasons into decisions: the whole measure, with everything that explains it, or for millions of moments without."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
from ibis import Table, Value, _

from handschlag.qualification.core.measure.attributes import attribute_sums, caps, spans_of_criteria
from handschlag.qualification.core.measure.bases import missing_bases, spans_of_bases
from handschlag.qualification.core.measure.given import Rules, World
from handschlag.qualification.core.measure.times import DAY, HOUR, KEY
from handschlag.qualification.core.measure.touches import (
    in_window,
    latest_in_window,
    touch_reasons,
    touch_sums,
    touches_that_match,
)


def judgements(moments: Table, world: World, rules: Rules) -> Table:
    """Judge every moment by the rules, with everything that explains it.

    Grain: one row per row of ``moments``. Columns: ``decision`` (qualified, not_yet, never); ``fit``, ``interest`` and ``points``
    in hundredths; ``reasons``, a list of criterion, reason (fit, cap, interest, hand_raiser, exclusion, no_basis, no_way), hundredths
    and evidence (ids of touches, latest first; or the attribute's text), in no order, empty where nothing counted; ``look_again_at``,
    a moment not later (under fading: not more than an hour later) than the first at which time alone changes the decision,
    null where it never does.

    The order of decisions: excluded or without a basis → never; a hand raised → qualified; not to be reached → never; thresholds
    reached → qualified.
    """
    counted = latest_in_window(in_window(moments, touches_that_match(world, rules)))
    reasons = ibis.union(touch_reasons(counted), *map(_timeless, _of_attributes(moments, world, rules)))
    return _looked_at_again(decided(_totals(moments, reasons), rules.thresholds))


def decisions(moments: Table, world: World, rules: Rules) -> Table:
    """``lead``, ``as_of``, ``decision``, ``fit``, ``interest`` and ``points`` as ``judgements`` gives them, for millions of moments."""
    spans = spans_of_criteria(world.attributes, rules.attribute_rules)
    given = contributions(moments, touches_that_match(world, rules), spans, spans_of_bases(world.bases), rules.ways)
    totals = sums(moments, given, rules.groups)
    return decided(totals, rules.thresholds).select(*KEY, "decision", "fit", "interest", "points")


def contributions(moments: Table, matching: Table, criteria: Table, bases: Table, ways: Table | None) -> Table:
    """What every criterion gives at every moment, groups not yet cut. Grain: one row per moment and criterion.

    Columns: ``criterion``, ``reason``, ``group``, ``hundredths``. ``matching`` are touches that match, ``criteria`` and ``bases`` the
    spans of what attributes and bases say.
    """
    no_group = {"group": ibis.null("string")}
    missing = missing_bases(moments, bases, ways).mutate(hundredths=ibis.literal(0, "int64"), **no_group)
    parts = (touch_sums(moments, matching).mutate(**no_group), attribute_sums(moments, criteria), missing)
    return ibis.union(*(part.select(*KEY, "criterion", "reason", "group", "hundredths") for part in parts))


def _of_attributes(moments: Table, world: World, rules: Rules) -> list[Table]:
    """Whatever time alone does not touch. Grain of each: one row per moment and criterion, with the value's ``text``."""
    nothing = {"hundredths": ibis.literal(0, "int64"), "text": ibis.literal("")}
    held = attribute_sums(moments, spans_of_criteria(world.attributes, rules.attribute_rules))
    missing = missing_bases(moments, spans_of_bases(world.bases), rules.ways).mutate(**nothing)
    if rules.groups is None:
        return [held, missing]
    return [held, missing, caps(held, rules.groups).mutate(text=ibis.literal(""))]


def _timeless(reasons: Table) -> Table:
    """In the columns of ``touch_reasons``."""
    never = ibis.null("int64")
    return reasons.select(
        *KEY,
        "criterion",
        "reason",
        "hundredths",
        evidence=(_.text == "").ifelse(ibis.literal([], "array<string>"), ibis.array([_.text])),
        first_end=never,
        last_end=never,
        half_life=never,
        fading=ibis.literal(0, "int64"),
    )


SUMS = {
    "fit": _.hundredths.sum(where=_.reason.isin(["fit", "cap"])),
    "interest": _.hundredths.sum(where=_.reason == "interest"),
    "is_barred": _.reason.isin(["exclusion", "no_basis"]).any(),
    "is_raised": (_.reason == "hand_raiser").any(),
    "is_out_of_reach": (_.reason == "no_way").any(),
}


def sums(moments: Table, given: Table, groups: Table | None, by: Sequence[str] = KEY) -> Table:
    """Sums of hundredths from ``contributions``, and whether something decides at once. Grain: one row per moment (per ``by``)."""
    columns = [*by, "criterion", "reason", "hundredths"]
    reasons = given.select(columns)
    if groups is not None:
        reasons = ibis.union(reasons, caps(given, groups, by).select(columns))
    return _of_every_moment(moments, reasons.group_by(list(by)).agg(**SUMS), by)


def _totals(moments: Table, reasons: Table) -> Table:
    """``_sums``, and when time may change what, and all the reasons."""
    totals = reasons.group_by(KEY).agg(
        **SUMS,
        raised_until=_.last_end.max(where=_.reason == "hand_raiser"),
        falls_at=_.first_end.min(where=_.hundredths > 0),
        rises_at=_.first_end.min(where=_.hundredths < 0),
        fading=_.hundredths.sum(where=(_.hundredths > 0) & (_.fading > 0)).cast("float64"),
        fading_touches=_.fading.sum(where=_.hundredths > 0).cast("float64"),
        half_life=_.half_life.min(where=_.hundredths > 0),
        is_recovering=((_.hundredths < 0) & (_.fading > 0)).any(),
        reasons=ibis.struct(
            {"criterion": _.criterion, "reason": _.reason, "hundredths": _.hundredths, "evidence": _.evidence}
        ).collect(),
    )
    return _of_every_moment(moments, totals)


def _of_every_moment(moments: Table, totals: Table, by: Sequence[str] = KEY) -> Table:
    """With moments at which nothing counts."""
    every = moments.left_join(totals, list(by)).select(*by, *(name for name in totals.columns if name not in by))
    return every.mutate(
        fit=_.fit.fill_null(0).cast("int64"),
        interest=_.interest.fill_null(0).cast("int64"),
        is_barred=_.is_barred.fill_null(False),
        is_raised=_.is_raised.fill_null(False),
        is_out_of_reach=_.is_out_of_reach.fill_null(False),
    ).mutate(points=_.fit + _.interest, is_never=_.is_barred | (_.is_out_of_reach & ~_.is_raised))


def decided(totals: Table, thresholds: Table, by: Sequence[str] = KEY) -> Table:
    """Grain: one row per moment (per ``by``). ``above`` is how many hundredths may be lost before the last alternative that fits is missed, below
    zero where all are."""
    asked = thresholds.rename({"asked_points": "points", "asked_fit": "fit", "asked_interest": "interest"})
    alternatives = totals.select(*by, "fit", "interest", "points").join(asked, _.fit >= asked.asked_fit)
    reached = alternatives.group_by(list(by)).agg(
        above=ibis.least(_.points - _.asked_points, _.interest - _.asked_interest).max()
    )
    weighed = totals.left_join(reached, list(by)).drop(*(f"{name}_right" for name in by))
    return weighed.mutate(
        decision=ibis.cases(
            (_.is_never, "never"), (_.is_raised | (_.above.notnull() & (_.above >= 0)), "qualified"), else_="not_yet"
        )
    )


def _looked_at_again(decided: Table) -> Table:
    """Grain: one row per moment, in the columns of ``tables.JUDGEMENTS``."""
    timed = decided.mutate(faded_at=_faded_at, recovered_at=_.is_recovering.ifelse(_.as_of + DAY, ibis.null("int64")))
    return timed.mutate(look_again_at=_look_again_at).select(
        *KEY, "decision", "fit", "interest", "points", "look_again_at", "reasons"
    )


def _look_again_at(table: Table) -> Value:
    """When time alone may change the decision: see :func:`judgements`. ``least`` leaves nulls out, on every engine we use.

    A raised hand holds until its window ends. Points over the thresholds hold until the first touch that gives some ends, or they
    have faded. Below the thresholds only criteria with negative points can lift a lead by going away: when a touch of one ends, or
    daily while one fades.
    """
    return ibis.cases(
        (table.is_never, ibis.null("int64")),
        (table.is_raised, table.raised_until),
        (table.decision == "qualified", ibis.least(table.falls_at, table.faded_at)),
        else_=ibis.least(table.rises_at, table.recovered_at),
    )


def _faded_at(table: Table) -> Value:
    """No fading can miss a threshold before this moment, but within the next hour; null where fading alone never will.

    All that fades does so at the shortest half-life or slower, and each touch is rounded by half a hundredth at most: from
    ``fading`` less that, to what must be left for the threshold and that. An hour is the least wait, so that looking again ends.
    """
    rounding = table.fading_touches / 2
    enough = table.fading - table.above - 1 + rounding
    half_lives = (ibis.greatest(table.fading - rounding, 0.5) / enough).log2()
    wait = ibis.greatest((table.half_life * half_lives).floor().cast("int64"), HOUR)
    return ((table.fading > 0) & (enough > 0)).ifelse(table.as_of + wait, ibis.null("int64"))
